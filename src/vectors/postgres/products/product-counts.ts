import type { Row, SqlValue, Statement } from '../../../postgres/database.ts'
import type { CountAsk, ProductCount } from '../../product-table.ts'
import { parameter } from '../filter-sql.ts'
import { fromStoredText, toStoredText } from '../rows.ts'
import { isOutsideSale, priceAt } from './product-order.ts'
import { conditionsOf, whereSql } from './wanted-sql.ts'

/** Elements told apart: a catalogue with a tag for every product has no use for more. */
const MAX_ELEMENTS = 1000

/** One statement for all: columns place of the question, value as JSON, number, products, first product. */
export function countStatement (products: string, asks: readonly CountAsk[]): Statement {
  const values: SqlValue[] = []
  const selects = asks.map((ask, i) => `(${selectOf(`${products} r`, ask, values, i)})`)
  return { text: selects.join(' UNION ALL '), values }
}

function selectOf (table: string, ask: CountAsk, values: SqlValue[], place: number): string {
  const where = whereSql(conditionsOf(ask, values))
  if (ask.of === 'prices') {
    const now = parameter(values, ask.now / 1000)
    const amounts = `(CASE WHEN ${isOutsideSale(now)} THEN r.listing -> 'regularPrices' ELSE r.listing -> 'prices' END)`
    return `SELECT ${place}, to_jsonb(currency)::text, price, count(*)::int, amounts::text
      FROM (SELECT currency, ${priceAt(now)} AS price, ${amounts} AS amounts FROM ${table} ${where}) priced
      WHERE currency IS NOT NULL OR price IS NOT NULL GROUP BY currency, price, amounts`
  }
  const list = `r.filterable -> ${parameter(values, toStoredText(ask.key))}::text`
  if (ask.of === 'lists') {
    return `SELECT ${place}, list::text, NULL::float8, count(*)::int, NULL::text
      FROM (SELECT ${list} AS list FROM ${table} ${where}) listed WHERE list IS NOT NULL GROUP BY list`
  }
  const elements = `SELECT r.product, element FROM ${table} CROSS JOIN LATERAL jsonb_array_elements_text(
    CASE jsonb_typeof(${list}) WHEN 'array' THEN ${list} WHEN 'string' THEN jsonb_build_array(${list}) ELSE '[]' END
  ) element ${where}`
  if (ask.of === 'named') return namedOf(elements, ask, place)
  return `SELECT ${place}, to_jsonb(element)::text, NULL::float8, count(*)::int, NULL::text
    FROM (${elements}) e GROUP BY element ORDER BY count(*) DESC, element COLLATE "C" LIMIT ${MAX_ELEMENTS}`
}

function namedOf (elements: string, ask: Extract<CountAsk, { of: 'named' }>, place: number): string {
  return `WITH e AS (${elements}),
    names AS (
      SELECT name, row_number() OVER (ORDER BY count(*) DESC, name COLLATE "C") AS rank
      FROM (SELECT DISTINCT split_part(element, '=', 1) AS name, product FROM e) n GROUP BY name
    ),
    counted AS (
      SELECT element, split_part(element, '=', 1) AS name, count(*)::int AS products, min(product) AS first,
        row_number() OVER (PARTITION BY split_part(element, '=', 1) ORDER BY count(*) DESC, element COLLATE "C") AS rank
      FROM e GROUP BY element
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
