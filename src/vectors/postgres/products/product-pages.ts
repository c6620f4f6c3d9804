import type { SqlValue, Statement } from '../../../postgres/database.ts'
import type { ProductOrder, ProductPage } from '../../product-table.ts'
import { parameter } from '../filter-sql.ts'
import { toStoredText } from '../rows.ts'
import { afterSql, orderColumns, priceTerm, termsOf, UNTIMED, type Term } from './product-order.ts'
import { conditionsOf, whereSql } from './wanted-sql.ts'

type Ordered = Pick<ProductPage, 'order' | 'now'> & { readonly currency: string | undefined }

const COLUMNS = "product, key, listing ->> 'title' AS title, filterable ->> 'brand' AS brand, listing ->> 'photo' AS photo"

/** The values that a product is sorted by, one row; none where it is gone. */
export function placeStatement (products: string, id: string, ordered: Ordered): Statement {
  const values: SqlValue[] = []
  const terms = termsAt(ordered, true, values)
  const columns = terms.map(({ sql }) => sql).join(', ')
  return { text: `SELECT ${columns} FROM ${products} WHERE product = ${parameter(values, toStoredText(id))}`, values }
}

/** Columns product, key, title, brand, photo. `place`: of the product before; without it `offset` are left out. */
export function pageStatement (
  products: string,
  { order, offset, count, currency, ...wanted }: ProductPage & Ordered,
  place: readonly SqlValue[] | undefined
): Statement {
  const values: SqlValue[] = []
  const { now } = wanted
  const asked = conditionsOf(wanted, values)
  const skipped = place ? 0 : offset
  // Those whose price depends on the time are few, and sorted by themselves: of the others an index has the order.
  const parts = isByPrice(order) ? [UNTIMED, `NOT ${UNTIMED}`] : [undefined]
  const selects = parts.map((part, i) => {
    const terms = termsAt({ order, now, currency }, i > 0, values)
    const { columns, orderBy } = orderColumns(terms)
    const where = whereSql([part, ...asked, place && afterSql(terms, place, values)])
    return `(SELECT ${COLUMNS}, ${columns} FROM ${products} r ${where} ORDER BY ${orderBy} LIMIT ${skipped + count})`
  })
  const { orderBy } = orderColumns(termsAt({ order, now, currency }, false, []))
  return {
    text: `SELECT product, key, title, brand, photo FROM (${selects.join(' UNION ALL ')}) page
      ORDER BY ${orderBy} LIMIT ${count} OFFSET ${skipped}`,
    values
  }
}

/** The first and the last currency, by which one sees whether there are several: two looks into an index. */
export function currencySpan (products: string): Statement {
  return { text: `SELECT min(currency), max(currency) FROM ${products}` }
}

/** The currency of most products; of equal ones the first in the alphabet. */
export function mainCurrency (products: string): Statement {
  return {
    text: `SELECT currency FROM ${products} WHERE currency IS NOT NULL
      GROUP BY currency ORDER BY count(*) DESC, currency LIMIT 1`
  }
}

export function isByPrice (order: readonly ProductOrder[]): boolean {
  return order.some(({ by }) => by === 'PRICE')
}

function termsAt ({ order, now, currency }: Ordered, isTimed: boolean, values: SqlValue[]): Term[] {
  return termsOf(order, {
    parameter: (value) => parameter(values, toStoredText(value)),
    price: (sign) =>
      priceTerm(sign, isTimed, {
        now: isTimed ? parameter(values, now / 1000) : '',
        currency: currency === undefined ? undefined : parameter(values, currency)
      })
  })
}
