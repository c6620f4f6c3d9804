import { IndexConflictError } from '../../errors.ts'
import type { IndexSpec } from '../vector-store.ts'
import type { Row } from '../../postgres/database.ts'
import { rangeIndexes } from '../../postgres/migrations.ts'
import { quoted } from '../../postgres/quoted.ts'
import { productTable } from './products/product-tables.ts'
import { textTables } from './texts/text-tables.ts'
import { tableNames, type SqlNames } from './sql-names.ts'

/** Up to here a vector lies in the row itself, which is read in half the time; a page has 8 kB. */
const MAX_PLAIN_DIMENSION = 1900

export const COLUMNS = 'id::text, name, dimension, non_filterable_keys, has_products, has_texts'

export interface StoredIndex {
  readonly id: string
  readonly spec: IndexSpec
  /** False of one that an older program made, until `vitrine provision` runs again. */
  readonly hasProducts: boolean
  /** The same of the words that products are found by. */
  readonly hasTexts: boolean
}

export function toStoredIndex ([id, name, dimension, nonFilterableKeys, hasProducts, hasTexts]: Row): StoredIndex {
  return {
    id: String(id),
    spec: {
      name: String(name),
      dimension: Number(dimension),
      metric: 'cosine',
      nonFilterableKeys: nonFilterableKeys as string[]
    },
    hasProducts: hasProducts === true,
    hasTexts: hasTexts === true
  }
}

export function tablesOf (names: SqlNames, { id, spec: { dimension } }: StoredIndex): string[] {
  const { records, vectors, ...others } = tableNames(names, id)
  return [
    `CREATE TABLE ${records} (
      id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
      key text COLLATE "C" NOT NULL UNIQUE,
      metadata text NOT NULL,
      filterable jsonb NOT NULL
    )`,
    `CREATE INDEX ON ${records} USING gin (filterable jsonb_path_ops)`,
    ...rangeIndexes(records),
    `CREATE TABLE ${vectors} (id bigint PRIMARY KEY, embedding ${quoted(names.extension)}.vector(${dimension}) NOT NULL)`,
    ...(dimension <= MAX_PLAIN_DIMENSION ? [`ALTER TABLE ${vectors} ALTER embedding SET STORAGE PLAIN`] : []),
    ...productTable({ records, vectors, ...others }, names),
    ...textTables({ records, vectors, ...others }, names)
  ]
}

/** The index that is there, if it is the one that is asked for. */
export function alike (stored: StoredIndex, spec: IndexSpec): StoredIndex {
  const [there, asked] = [describe(stored.spec), describe(spec)]
  if (there !== asked) throw new IndexConflictError(spec.name, there, asked)
  return stored
}

function describe ({ dimension, metric, nonFilterableKeys }: IndexSpec): string {
  return `dimension ${dimension}, ${metric} distance, non-filterable keys ${[...nonFilterableKeys].sort().join(', ') || 'none'}`
}
