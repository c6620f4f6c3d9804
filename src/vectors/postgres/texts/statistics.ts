import type { Statement } from '../../../postgres/database.ts'
import type { TableNames } from '../sql-names.ts'
import { type AskedWord } from './asked-words.ts'
import { lexeme } from './text-of.ts'

/** Products counted for one word at most; beyond, the statistics that ANALYZE keeps tell. */
export const COUNTED = 1000
/** Below, products are counted; above, the planner's number will do. */
const FEW = 10_000

/** What an index has much of, as of its last ANALYZE, which the server runs by itself. */
export interface TextStatistics {
  readonly products: number
  /** Share of the products that have a word, of words that many have. */
  readonly shares: ReadonlyMap<string, number>
  /** Configurations by which forms of words are kept. */
  readonly languages: readonly string[]
}

/** One row: columns number, frequent words, their shares, languages. */
export function statisticsStatement ({ texts }: TableNames): Statement {
  return {
    text: `SELECT CASE WHEN c.reltuples < ${FEW} THEN (SELECT count(*) FROM ${texts}) ELSE c.reltuples END::float8,
        coalesce(s.most_common_elems::text::text[], '{}'), coalesce(s.most_common_elem_freqs, '{}')::float8[],
        ARRAY(SELECT DISTINCT language FROM ${texts} WHERE language IS NOT NULL)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_stats s
        ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = 'words'
      WHERE c.oid = to_regclass($1)`,
    values: [texts]
  }
}

export function toStatistics ([products, words, shares, languages]: readonly unknown[] = []): TextStatistics {
  const frequencies = shares as readonly number[]
  return {
    products: Number(products ?? 0),
    shares: new Map(((words ?? []) as readonly string[]).map((word, i) => [word, frequencies[i] ?? 0])),
    languages: (languages ?? []) as readonly string[]
  }
}

/** A row for each word, in their order: its forms, and the products that have one of them, `COUNTED` at most. */
export function countStatement (
  { texts }: TableNames,
  words: readonly AskedWord[],
  languages: readonly string[]
): Statement {
  return {
    text: `SELECT coalesce(f.forms, '{}'), (
        SELECT count(*) FROM (SELECT FROM ${texts} WHERE words @@ concat_ws('|', w.word, f.query)::tsquery LIMIT ${COUNTED}) c
      )::int
      FROM unnest($1::text[], $2::text[]) WITH ORDINALITY w(word, typed, place)
      CROSS JOIN LATERAL (
        SELECT array_agg(DISTINCT form) AS forms, string_agg(DISTINCT quote_literal(form) || ':D', '|') AS query
        FROM unnest($3::text[]) language, unnest(tsvector_to_array(to_tsvector(language::regconfig, w.typed))) form
      ) f ORDER BY w.place`,
    values: [
      words.map(({ word }) => lexeme(word)),
      words.map(({ typed }) => typed),
      languages.map((name) => `pg_catalog.${name}`)
    ]
  }
}
