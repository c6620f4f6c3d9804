import type { SqlValue, Statement } from '../../../postgres/database.ts'
import { FIELD_WEIGHTS } from '../../text-weights.ts'
import { parameter } from '../filter-sql.ts'
import { toStoredText } from '../rows.ts'
import type { TableNames } from '../sql-names.ts'
import { sufficient, type WeighedWord } from './asked-words.ts'
import { LABELS, lexeme } from './text-of.ts'

/** A word in another form, by what its language knows, says less than the word itself. */
const FORM_WEIGHT = 0.7
/** Products looked at for one text whose words very many have, and words looked for in all of them together. */
const [MAX_LOOKED_AT, MAX_LOOKS] = [10_000, 80_000]

/** Columns product and share of the products with the highest share of these words; undefined where none can be. */
export function bestStatement (
  { texts }: TableNames,
  words: readonly WeighedWord[],
  least: number,
  count: number
): Statement | undefined {
  const query = sufficient(words, least)
  if (query === undefined) return undefined
  const values: SqlValue[] = []
  const share = shareSql(words, values)
  const most = Math.min(MAX_LOOKED_AT, Math.ceil(MAX_LOOKS / words.length))
  const found = `SELECT product, words FROM ${texts} WHERE words @@ ${parameter(values, query)}::tsquery LIMIT ${most}`
  return {
    text: `SELECT product, share FROM (SELECT product, ${share} AS share FROM (${found}) found) shared
      WHERE share > 0 AND share >= ${parameter(values, least)}::float8
      ORDER BY share DESC, product LIMIT ${parameter(values, Math.min(count, MAX_LOOKED_AT))}`,
    values
  }
}

/** The same columns, of those of these products that have one of the words. */
export function sharesStatement (
  { texts }: TableNames,
  words: readonly WeighedWord[],
  ids: readonly string[]
): Statement {
  const values: SqlValue[] = [ids.map(toStoredText)]
  return {
    text: `SELECT product, share FROM (
      SELECT product, ${shareSql(words, values)} AS share FROM ${texts} WHERE product = ANY($1)
    ) shared WHERE share > 0`,
    values
  }
}

/** SQL of the share of these words that a column `words` has; the words go into `values`. */
function shareSql (words: readonly WeighedWord[], values: SqlValue[]): string {
  const total = words.reduce((sum, { weight }) => sum + weight, 0)
  const terms = words.map(({ word, forms, weight }) => {
    const query = (label: string) => `${parameter(values, `${lexeme(word)}:${label}`)}::tsquery`
    const { title, kind, text } = FIELD_WEIGHTS
    const form = forms.map((one) => `${lexeme(one)}:D`).join('|')
    return `CASE WHEN words @@ ${query(LABELS.title)} THEN ${title} WHEN words @@ ${query(LABELS.kind)} THEN ${kind}
      ${form === '' ? '' : `WHEN words @@ ${parameter(values, form)}::tsquery THEN ${FORM_WEIGHT}`}
      WHEN words @@ ${query(LABELS.text)} THEN ${text} ELSE 0 END * ${parameter(values, weight)}::float8`
  })
  return `(${terms.join(' + ')}) / ${parameter(values, total)}::float8`
}
