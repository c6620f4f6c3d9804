import type { SqlValue } from '../../../postgres/database.ts'
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
export function termsOf (order: readonly ProductOrder[], price: (sign: string) => string): Term[] {
  const end = order.findIndex(({ by }) => by === 'ID')
  // No two products have one id: what comes after it orders nothing, and a value without use is refused.
  const kept: readonly ProductOrder[] = end === -1 ? [...order, { by: 'ID', isDescending: false }] : order.slice(0, end + 1)
  return kept.flatMap((one) => toTerms(one, price))
}

function toTerms ({ by, isDescending }: ProductOrder, price: (sign: string) => string): Term[] {
  const sign = isDescending ? '-' : ''
  switch (by) {
    case 'ID': return [{ sql: 'product', isDescending }]
    case 'PRICE': return [{ sql: price(sign), isDescending: false }]
    case 'ADDED': return [{ sql: ascending(`${sign}added`), isDescending: false }]
    case 'TITLE': return isDescending ? titleDescending : [{ sql: TITLE, isDescending: false }]
  }
}

const titleDescending: Term[] = [
  { sql: '(title_order IS NULL)::int', isDescending: false },
  { sql: "coalesce(title_order, '')", isDescending: true }
]

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
