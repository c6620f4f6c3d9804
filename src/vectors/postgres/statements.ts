import type { IndexSpec, VectorRecord } from '../vector-store.ts'
import type { SqlValue, Statement } from '../../postgres/database.ts'
import { parameter } from './filter-sql.ts'
import { listingsOf, textsOf } from './products/listing.ts'
import { toStoredRow, toStoredText } from './rows.ts'
import { LISTINGS } from '../../postgres/keep-products.ts'
import { TEXTS } from '../../postgres/keep-texts.ts'
import { quoted } from '../../postgres/quoted.ts'
import type { SqlNames, TableNames } from './sql-names.ts'
import { chunks } from '../../shared/chunks.ts'

export const ROWS_PER_STATEMENT = 250

export interface Place {
  readonly names: SqlNames
  readonly tables: TableNames
}

/** What `toRecord` reads, from both tables as `r` and `v`. */
export function recordColumns ({ names, tables: { records, vectors } }: Place): string {
  const bytes = `${quoted(names.extension)}.vector_send(v.embedding)`
  return `r.key, r.metadata, ${bytes} FROM ${records} r JOIN ${vectors} v USING (id)`
}

export function findStatement (place: Place, keys: readonly string[], rest = ''): Statement {
  return {
    text: `SELECT ${recordColumns(place)} WHERE r.key = ANY($1) ${rest}`,
    values: [keys.map(toStoredText)]
  }
}

export function metadataStatement ({ tables }: Place, keys: readonly string[]): Statement {
  return {
    text: `SELECT key, metadata FROM ${tables.records} WHERE key = ANY($1)`,
    values: [keys.map(toStoredText)]
  }
}

export function deleteStatement ({ tables: { records, vectors } }: Place, keys: readonly string[]): Statement {
  return {
    text: `WITH gone AS (DELETE FROM ${records} WHERE key = ANY($1) RETURNING id)
      DELETE FROM ${vectors} WHERE id IN (SELECT id FROM gone)`,
    values: [keys.map(toStoredText)]
  }
}

/** In order of key: whoever writes the same records at the same time waits, and no two wait for each other. */
export function putStatements (place: Place, records: readonly VectorRecord[], spec: IndexSpec): Statement[] {
  const unique = [...new Map(records.map((record) => [record.key, record])).values()]
  const rows = unique
    .map((record) => ({ row: toStoredRow(record, spec), metadata: record.metadata }))
    .sort((a, b) => (a.row[0]! < b.row[0]! ? -1 : 1))
  return [...chunks(rows, ROWS_PER_STATEMENT)].map((part) =>
    putStatement(place, part.map(({ row }) => row), [listingsOf(part), textsOf(part)])
  )
}

/** A vector that stays as it is keeps its place in the graph. What triggers need is told by settings. */
function putStatement (
  { names, tables: { records, vectors } }: Place,
  rows: readonly SqlValue[][],
  told: readonly [listings: string, texts: string]
): Statement {
  const extension = quoted(names.extension)
  const values: SqlValue[] = [...told]
  const types = ['text', `${extension}.vector`, 'text', 'jsonb']
  const tuples = rows.map((row) => `(${row.map((value, i) => `${parameter(values, value)}::${types[i]}`).join(', ')})`)
  return {
    text: `WITH given (key, embedding, metadata, filterable) AS (VALUES ${tuples.join(', ')}),
      told AS (SELECT set_config('${LISTINGS}', $1, true) AS listings, set_config('${TEXTS}', $2, true) AS texts),
      put AS (
        INSERT INTO ${records} (key, metadata, filterable)
        SELECT key, metadata, filterable FROM given WHERE (SELECT listings IS NOT NULL AND texts IS NOT NULL FROM told)
        ON CONFLICT (key) DO UPDATE SET metadata = excluded.metadata, filterable = excluded.filterable
        RETURNING id, key
      )
      INSERT INTO ${vectors} AS v (id, embedding) SELECT id, embedding FROM put JOIN given USING (key)
      ON CONFLICT (id) DO UPDATE SET embedding = excluded.embedding
      WHERE NOT v.embedding OPERATOR(${extension}.=) excluded.embedding`,
    values
  }
}
