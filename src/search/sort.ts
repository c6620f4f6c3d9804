import { priceAt } from './prices.ts'
import { ATTRIBUTE_KEY, attributeValue } from '../catalogue/attributes.ts'
import { numberOrder, titleOrder } from '../shared/fold-value.ts'
import type { PriceCount } from './facet-tally.ts'
import type { Metadata } from '../vectors/vector-store.ts'

type SortKey = 'RELEVANCE' | 'PRICE' | 'NEWEST' | 'TITLE'
type SortDirection = 'ASC' | 'DESC'

export interface KeySort {
  readonly key: SortKey
  /** Default: the best, the cheapest, the newest, the first in the alphabet is first. */
  readonly direction?: SortDirection | undefined
}

interface AttributeSort {
  /** Name of an attribute, in whatever case. */
  readonly attribute: string
  /** Default: ASC. */
  readonly direction?: SortDirection | undefined
}

export type Sort = KeySort | AttributeSort

type SortValue = number | string | undefined

const USUAL: Readonly<Record<SortKey, SortDirection>> = {
  RELEVANCE: 'DESC',
  PRICE: 'ASC',
  NEWEST: 'DESC',
  TITLE: 'ASC'
}

/** The one that is asked for, or else the usual one. */
export function directionOf (sort: Sort): SortDirection {
  return sort.direction ?? ('key' in sort ? USUAL[sort.key] : 'ASC')
}

/** The place of each product's value among the values of all; -1 for none. */
export type Column = Int32Array

/**
 * Sorted by the first key, equal ones by the next, then as they came; products without a value come last.
 * `columnOf`: where columns are kept; default: made anew.
 */
export function sortProducts<T> (
  products: readonly T[],
  sort: readonly Sort[],
  metadataOf: (product: T) => Metadata,
  columnOf: (sort: Sort) => Column = (one) => makeColumn(products.map(metadataOf), one)
): T[] {
  const columns = sort.map((one) => ({ sign: directionOf(one) === 'ASC' ? 1 : -1, places: columnOf(one) }))
  const order = Int32Array.from(products, (_product, i) => i)
  order.sort((a, b) => {
    for (const { sign, places } of columns) {
      const result = compare(places[a]!, places[b]!, sign)
      if (result !== 0) return result
    }
    return a - b
  })
  return Array.from(order, (i) => products[i]!)
}

/** By such a sort of products in this order. */
export function makeColumn (products: readonly Metadata[], sort: Sort): Column {
  const values = 'key' in sort ? valuesOf(products, sort.key) : attributesOf(products, sort)
  const known = [...new Set(values)].filter((value) => value !== undefined)
  const places = new Map(known.sort((a, b) => (a < b ? -1 : 1)).map((value, place) => [value, place]))
  return Int32Array.from(values, (value) => (value === undefined ? -1 : places.get(value)!))
}

function valuesOf (products: readonly Metadata[], key: SortKey): SortValue[] {
  switch (key) {
    case 'RELEVANCE':
      return products.map((_metadata, i) => -i)
    case 'PRICE':
      return pricesOf(products)
    case 'NEWEST':
      return products.map(({ added }) => numberOr(added))
    case 'TITLE':
      return products.map(titleOf)
  }
}

/** Of several values the first in the order that is asked for. */
function attributesOf (products: readonly Metadata[], sort: AttributeSort): SortValue[] {
  const prefix = attributeValue(sort.attribute, '')
  const isBefore = directionOf(sort) === 'ASC' ? (a: string, b: string) => a < b : (a: string, b: string) => a > b
  return products.map(({ [ATTRIBUTE_KEY]: stored }) => {
    const orders = (Array.isArray(stored) ? stored.map(String) : [])
      .filter((value) => value.startsWith(prefix))
      .map((value) => numberOrder(value.slice(prefix.length)))
    return orders.length === 0 ? undefined : orders.reduce((a, b) => (isBefore(b, a) ? b : a))
  })
}

/** Amounts of different currencies have no order: only those of the most frequent one are compared. */
function pricesOf (products: readonly Metadata[]): SortValue[] {
  const currency = mainCurrency(products.map((metadata) => ({ currency: textOf(metadata), products: 1 })))
  const now = Date.now()
  return products.map((metadata) =>
    metadata['currency'] === currency ? numberOr(priceAt(metadata, now)) : undefined
  )
}

/** The currency of most prices; of equal ones the first in the alphabet. */
export function mainCurrency (prices: ReadonlyArray<Omit<PriceCount, 'prices'>>): string | undefined {
  const counts = new Map<string, number>()
  for (const { currency, products } of prices) {
    if (currency !== undefined) counts.set(currency, (counts.get(currency) ?? 0) + products)
  }
  return [...counts].sort(([a, aCount], [b, bCount]) => bCount - aCount || (a < b ? -1 : 1))[0]?.[0]
}

function textOf ({ currency }: Metadata): string | undefined {
  return typeof currency === 'string' ? currency : undefined
}

function titleOf ({ title }: Metadata): SortValue {
  return typeof title === 'string' ? titleOrder(title) : undefined
}

function numberOr (value: Metadata[string] | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined
}

function compare (a: number, b: number, sign: number): number {
  if (a === b) return 0
  if (a === -1) return 1
  if (b === -1) return -1
  return (a - b) * sign
}
