import type { Row, SqlValue, Statement } from '../../../postgres/database.ts'
import type { CountAsk, ProductCount } from '../../product-table.ts'
import { parameter } from '../filter-sql.ts'
import { fromStoredText, toStoredText } from '../rows.ts'
import { isOutsideSale, priceAt } from './product-order.ts'
import { conditionsOf, whereSql } from './wanted-sql.ts'

/** Elements told apart: a catalogue with a tag for every product has no use for more. */
const MAX_ELEMENTS = 1000

/**
 * One statement for all: columns place of the question, value as JSON, number, products, first product. What is asked
 * of the same products is read of them once, however many questions there are.
 */
export function countStatement (products: string, asks: readonly CountAsk[]): Statement {
  const values: SqlValue[] = []
  const passes: string[] = []
  const selects: string[] = []
  for (const [i, together] of ofSameProducts(asks).entries()) {
    const columns = together.map(([place, ask]) => columnsOf(ask, `c${place}`, values)).join(', ')
    const where = whereSql(conditionsOf(together[0]![1], values))
    passes.push(`p${i} AS MATERIALIZED (SELECT r.product, ${columns} FROM ${products} r ${where})`)
    selects.push(...together.map(([place, ask]) => `(${selectOf(`p${i}`, ask, place)})`))
  }
  return { text: `WITH ${passes.join(', ')} SELECT * FROM (${selects.join(' UNION ALL ')}) answers`, values }
}

/** Questions with their places, those together that ask about the same products at the same time. */
function ofSameProducts (asks: readonly CountAsk[]): Array<Array<readonly [place: number, ask: CountAsk]>> {
  const groups = new Map<string, Array<readonly [number, CountAsk]>>()
  for (const [place, ask] of asks.entries()) {
    const wanted = JSON.stringify([ask.filter, ask.price, ask.now])
    groups.set(wanted, [...(groups.get(wanted) ?? []), [place, ask]])
  }
  return [...groups.values()]
}

/** What a question needs of each product, in columns of a name that no other has. */
function columnsOf (ask: CountAsk, name: string, values: SqlValue[]): string {
  if (ask.of === 'prices') {
    const now = parameter(values, ask.now / 1000)
    const amounts = `CASE WHEN ${isOutsideSale(now)} THEN r.listing -> 'regularPrices' ELSE r.listing -> 'prices' END`
    return `r.currency AS ${name}_currency, ${priceAt(now)} AS ${name}_price, (${amounts})::text AS ${name}_amounts`
  }
  return `r.filterable -> ${parameter(values, toStoredText(ask.key))}::text AS ${name}`
}

function selectOf (pass: string, ask: CountAsk, place: number): string {
  const name = `c${place}`
  if (ask.of === 'prices') {
    const [currency, price, amounts] = ['currency', 'price', 'amounts'].map((one) => `${name}_${one}`)
    return `SELECT ${place}, to_jsonb(${currency})::text, ${price}, count(*)::int, ${amounts} FROM ${pass}
      WHERE ${currency} IS NOT NULL OR ${price} IS NOT NULL GROUP BY ${currency}, ${price}, ${amounts}`
  }
  if (ask.of === 'lists') {
    return `SELECT ${place}, list, NULL::float8, count(*)::int, NULL::text
      FROM (SELECT ${name}::text AS list FROM ${pass} WHERE ${name} IS NOT NULL OFFSET 0) listed GROUP BY list`
  }
  const elements = `SELECT product, jsonb_array_elements_text(
    CASE jsonb_typeof(${name}) WHEN 'array' THEN ${name} WHEN 'string' THEN jsonb_build_array(${name}) ELSE '[]' END
  ) AS element FROM ${pass}`
  if (ask.of === 'named') return namedOf(elements, ask, place)
  return `SELECT ${place}, to_jsonb(element)::text, NULL::float8, count(*)::int, NULL::text
    FROM (${elements}) e GROUP BY element ORDER BY count(*) DESC, element COLLATE "C" LIMIT ${MAX_ELEMENTS}`
}

function namedOf (elements: string, ask: Extract<CountAsk, { of: 'named' }>, place: number): string {
  return `WITH names AS (
      SELECT name, row_number() OVER (ORDER BY count(*) DESC, name COLLATE "C") AS rank FROM (
        SELECT split_part(element, '=', 1) AS name FROM (${elements}) e GROUP BY split_part(element, '=', 1), product
      ) n GROUP BY name
    ),
    counted AS (
      SELECT element, products, first, split_part(element, '=', 1) AS name, row_number() OVER (
        PARTITION BY split_part(element, '=', 1) ORDER BY products DESC, element COLLATE "C") AS rank
      FROM (SELECT element, count(*)::int AS products, min(product) AS first FROM (${elements}) e GROUP BY element) each
    )
    SELECT ${place}, to_jsonb(element)::text, names.rank::float8, products, first FROM counted JOIN names USING (name)
    WHERE names.rank <= ${ask.names} AND counted.rank <= ${ask.values}`
}

/** Answers in the order of the questions. */
export function toCounts (asks: readonly CountAsk[], rows: readonly Row[]): Array<readonly ProductCount[]> {
  const answers = asks.map((): Array<readonly [number, ProductCount]> => [])
  for (const [place, value, number, products, first] of rows) {
    const { of } = asks[Number(place)]!
    const count = {
      values: toValues(value),
      products: Number(products),
      ...(of === 'prices' && { prices: toPrices(number, first) }),
      ...(of === 'named' && { first: fromStoredText(String(first)) })
    }
    answers[Number(place)]!.push([of === 'named' ? Number(number) : 0, count])
  }
  return answers.map((answer) => answer.sort(([a], [b]) => a - b).map(([, count]) => count))
}

/** All amounts where there are several, or else the only one. */
function toPrices (price: unknown, amounts: unknown): readonly number[] {
  if (typeof amounts === 'string') return JSON.parse(amounts) as number[]
  return price === null ? [] : [Number(price)]
}

/** A list, or a single text as a list of one; other values are none. */
function toValues (json: unknown): string[] {
  const value: unknown = typeof json === 'string' ? JSON.parse(json) : undefined
  return [value].flat().flatMap((one) => (typeof one === 'string' ? [fromStoredText(one)] : []))
}
