import { quoted } from '../../../postgres/quoted.ts'
import { triggersOn } from '../triggers.ts'
import type { SqlNames, TableNames } from '../sql-names.ts'

/** Kilobytes of changes that a search goes through one by one, before they are sorted into the index. */
const PENDING = 'WITH (gin_pending_list_limit = 512)'

/** Makes the texts of an index, which a trigger keeps beside its products, and the words that they are written with. */
export function textTables ({ records, products, texts, words }: TableNames, names: SqlNames): string[] {
  const { schema, trigrams } = names
  return [
    // In order of name, after those that keep the products.
    ...triggersOn(records, `${quoted(schema)}.keep_texts`),
    `CREATE TABLE ${texts} (
      product text COLLATE "C" PRIMARY KEY,
      words tsvector,
      title text COLLATE "C",
      brand text COLLATE "C",
      language text COLLATE "C",
      is_current boolean NOT NULL
    )`,
    // Most searches ask for lexemes alone: what they are counted by lies in the row.
    `ALTER TABLE ${texts} ALTER words SET STORAGE MAIN`,
    `INSERT INTO ${texts} (product, is_current) SELECT product, false FROM ${products}`,
    `CREATE INDEX ON ${texts} USING gin (words) ${PENDING}`,
    `CREATE INDEX ON ${texts} (title)`,
    `CREATE INDEX ON ${texts} (brand)`,
    `CREATE INDEX ON ${texts} (product) WHERE NOT is_current`,
    `CREATE TABLE ${words} (
      word text COLLATE "C" PRIMARY KEY,
      stem text COLLATE "C" NOT NULL,
      is_name boolean NOT NULL
    )`,
    `CREATE INDEX ON ${words} (stem)`,
    `CREATE INDEX ON ${words} USING gin (word ${quoted(trigrams)}.gin_trgm_ops) ${PENDING}`
  ]
}
