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

/** Sorted by the first key, equal ones by the next, then as they came; products without a value come last. */
export function sortProducts<T> (
  products: readonly T[],
  sort: readonly Sort[],
  metadataOf: (product: T) => Metadata
): T[] {
  const columns = sort.map((one) => ({
    sign: directionOf(one) === 'ASC' ? 1 : -1,
    values: 'key' in one ? valuesOf(products, one.key, metadataOf) : attributesOf(products.map(metadataOf), one)
  }))
  const order = products.map((_product, i) => i)
  order.sort((a, b) => {
    for (const { sign, values } of columns) {
      const result = compare(values[a], values[b], sign)
      if (result !== 0) return result
    }
    return a - b
  })
  return order.map((i) => products[i]!)
}

function valuesOf<T> (products: readonly T[], key: SortKey, metadataOf: (product: T) => Metadata): SortValue[] {
  switch (key) {
    case 'RELEVANCE':
      return products.map((_product, i) => -i)
    case 'PRICE':
      return pricesOf(products.map(metadataOf))
    case 'NEWEST':
      return products.map((product) => numberOr(metadataOf(product)['added']))
    case 'TITLE':
      return products.map((product) => titleOf(metadataOf(product)))
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

function compare (a: SortValue, b: SortValue, sign: number): number {
  if (a === b) return 0
  if (a === undefined) return 1
  if (b === undefined) return -1
  return a < b ? -sign : sign
}
