import type { SqlValue } from '../../../postgres/database.ts'
import { DIGITS } from '../../../shared/fold-value.ts'
import { parameter } from '../filter-sql.ts'
import type { ProductOrder } from '../../product-table.ts'

/** Products whose price does not depend on the time: an index has them in order of price. */
export const UNTIMED = '(sale_starts IS NULL AND sale_ends IS NULL)'
/** Who has no value comes last. A number in descending order is its negative in ascending order. */
export const [PRICE, DEAREST_FIRST] = [ascending('price'), ascending('-price')]
export const NEWEST_FIRST = ascending('-added')
export const TITLE = "coalesce(title_order, '\u{10ffff}')"

/** An expression to sort by, never null. */
export interface Term {
  readonly sql: string
  readonly isDescending: boolean
}

/** How the values of terms are written. */
interface TermContext {
  readonly price: (sign: string) => string
  readonly parameter: (value: string) => string
}

export interface PriceTime {
  /** Seconds since 1970. */
  readonly now: string
  /** Place of the currency that is sorted by, where the products have several. */
  readonly currency: string | undefined
}

function ascending (number: string): string {
  return `coalesce(${number}, 'Infinity'::float8)`
}

/** The expressions in their order, the id at the end, so that no two products are equal. */
export function termsOf (order: readonly ProductOrder[], context: TermContext): Term[] {
  const end = order.findIndex(({ by }) => by === 'ID')
  // No two products have one id: what comes after it orders nothing, and a value without use is refused.
  const kept: readonly ProductOrder[] = end === -1 ? [...order, { by: 'ID', isDescending: false }] : order.slice(0, end + 1)
  return kept.flatMap((one) => toTerms(one, context))
}

function toTerms (order: ProductOrder, { price, parameter }: TermContext): Term[] {
  const { by, isDescending } = order
  const sign = isDescending ? '-' : ''
  switch (by) {
    case 'ID': return [{ sql: 'product', isDescending }]
    case 'PRICE': return [{ sql: price(sign), isDescending: false }]
    case 'ADDED': return [{ sql: ascending(`${sign}added`), isDescending: false }]
    case 'TITLE': return isDescending ? descending('title_order') : [{ sql: TITLE, isDescending: false }]
    case 'ELEMENT': {
      const text = elementSql(isDescending ? 'max' : 'min', parameter(order.key), parameter(order.prefix))
      return isDescending ? descending(text) : [{ sql: `coalesce(${text}, '\u{10ffff}')`, isDescending }]
    }
  }
}

function descending (text: string): Term[] {
  return [
    { sql: `(${text} IS NULL)::int`, isDescending: false },
    { sql: `coalesce(${text}, '')`, isDescending: true }
  ]
}

/** As `numberOrder` of shared/fold-value.ts has it: whole numbers get zeros in front. */
function elementSql (choose: 'min' | 'max', key: string, prefix: string): string {
  const padded = `lpad(piece[1], greatest(length(piece[1]), ${DIGITS}), '0') || coalesce(piece[2], '')`
  const pieces = 'regexp_matches(substr(element, length(prefix) + 1), \'([0-9]+)([.,][0-9]+)?|([^0-9]+)\', \'g\')'
  const ordered = `(SELECT string_agg(coalesce(${padded}, piece[3]), '' ORDER BY place)
    FROM ${pieces} WITH ORDINALITY pieces (piece, place)) COLLATE "C"`
  return `(SELECT ${choose}(${ordered})
    FROM (SELECT ${key}::text AS key, ${prefix}::text AS prefix) asked,
      jsonb_array_elements_text(CASE jsonb_typeof(filterable -> key) WHEN 'array' THEN filterable -> key END) element
    WHERE starts_with(element, prefix))`
}

/** To sort by price: with `isTimed` at that time, else of products that are `UNTIMED`. */
export function priceTerm (sign: string, isTimed: boolean, { now, currency }: PriceTime): string {
  const price = isTimed ? priceAt(now) : 'price'
  return ascending(`${sign}${currency === undefined ? price : `(CASE WHEN currency = ${currency} THEN ${price} END)`}`)
}

/** What a product costs at a time: outside its sale the price of before. */
export function priceAt (now: string): string {
  return `(CASE WHEN ${isOutsideSale(now)} THEN regular_price ELSE price END)`
}

/** Of a product that has a price of before. */
export function isOutsideSale (now: string): string {
  return `(sale_starts > ${now}::float8 OR sale_ends <= ${now}::float8) AND regular_price IS NOT NULL`
}

/** The condition that a product comes after one with these values. */
export function afterSql (terms: readonly Term[], place: readonly SqlValue[], values: SqlValue[]): string {
  const places = place.map((value) => `${parameter(values, value)}::${typeof value === 'number' ? 'float8' : 'text'}`)
  if (terms.every(({ isDescending }) => !isDescending)) {
    return `(${terms.map(({ sql }) => sql).join(', ')}) > (${places.join(', ')})`
  }
  const cases = terms.map(({ sql, isDescending }, i) => {
    const equals = terms.slice(0, i).map((term, j) => `${term.sql} = ${places[j]}`)
    return `(${[...equals, `${sql} ${isDescending ? '<' : '>'} ${places[i]}`].join(' AND ')})`
  })
  return `(${cases.join(' OR ')})`
}

/** The terms as columns `o0`, `o1` and so on, to be sorted by. */
export function orderColumns (terms: readonly Term[]): { readonly columns: string; readonly orderBy: string } {
  return {
    columns: terms.map(({ sql }, i) => `${sql} AS o${i}`).join(', '),
    orderBy: terms.map(({ isDescending }, i) => `o${i}${isDescending ? ' DESC' : ''}`).join(', ')
  }
}
