import type { SqlValue } from '../../../postgres/database.ts'
import type { WantedProducts } from '../../product-table.ts'
import { parameter, toSql } from '../filter-sql.ts'
import { isOutsideSale } from './product-order.ts'

/** The conditions on a table of products `r`. */
export function conditionsOf ({ filter, price, now }: WantedProducts, values: SqlValue[]): string[] {
  const conditions = filter ? [toSql(filter, values)] : []
  if (price?.min === undefined && price?.max === undefined) return conditions
  const bounds = [`${parameter(values, price.min ?? -Infinity)}::float8`, `${parameter(values, price.max ?? Infinity)}::float8`]
  const has = (key: string, amounts: string) => `(NOT r.filterable ? '${key}' OR EXISTS (
    SELECT FROM jsonb_array_elements(r.listing -> '${amounts}') a WHERE a::float8 BETWEEN ${bounds.join(' AND ')}))`
  const isOutside = isOutsideSale(parameter(values, now / 1000))
  return [
    ...conditions,
    `CASE WHEN ${isOutside} THEN ${has('regularPriceMax', 'regularPrices')} ELSE ${has('priceMax', 'prices')} END`
  ]
}

export function whereSql (conditions: ReadonlyArray<string | undefined>): string {
  const present = conditions.filter((one) => one !== undefined)
  return present.length > 0 ? `WHERE ${present.join(' AND ')}` : ''
}
