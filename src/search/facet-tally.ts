import { AttributeCounter } from '../catalogue/attribute-counter.ts'
import { ATTRIBUTE_KEY } from '../catalogue/attributes.ts'
import { textsOf } from '../catalogue/listing/listed-product.ts'
import type { AttributeCounts } from '../catalogue/manifest.ts'
import { toProduct } from '../catalogue/product-of-record.ts'
import type { Metadata } from '../vectors/vector-store.ts'
import { pricesAt } from './prices.ts'
import type { ProductFilter } from './product-filter.ts'

export type ListKey = 'category' | 'brand' | 'color' | 'tags'

/** What is counted of products that meet a filter. */
export interface FacetAsk<F = ProductFilter> {
  readonly of: ListKey | 'attributes' | 'prices'
  readonly filter: F
}

/** What was counted: of that which was asked for; of all else nothing. */
export interface Tally {
  /** Values that a product has together, and how many products have just these. */
  readonly lists?: ReadonlyArray<{ readonly values: readonly string[], readonly products: number }>
  readonly attributes?: readonly AttributeCounts[]
  readonly prices?: readonly PriceCount[]
}

export interface PriceCount {
  readonly currency?: string | undefined
  /** Of the product and its variants, rising; none where it has no price. */
  readonly prices: readonly number[]
  readonly products: number
}

/** One answer for each question, in their order. */
export type TallyProducts = (asks: readonly FacetAsk[]) => Promise<readonly Tally[]>

export const MAX_VALUES = 50
export const MAX_NAMES = 30

/** Counts products that are at hand, one metadata each. */
export function tally (products: readonly Metadata[], of: FacetAsk['of'], now = Date.now()): Tally {
  if (of === 'attributes') return { attributes: countAttributes(products) }
  if (of === 'prices') return { prices: products.map((metadata) => toPrice(metadata, now)) }
  return { lists: products.map((metadata) => ({ values: [...new Set(textsOf(metadata[of]))], products: 1 })) }
}

/** The same of products that are found by filter. */
export function tallyOf (found: (filter: ProductFilter) => Promise<readonly Metadata[]>): TallyProducts {
  return async (asks) => {
    const products = new Map([...new Set(asks.map(({ filter }) => filter))].map((filter) => [filter, found(filter)]))
    return await Promise.all(asks.map(async ({ of, filter }) => tally(await products.get(filter)!, of)))
  }
}

function countAttributes (products: readonly Metadata[]): AttributeCounts[] {
  const counter = new AttributeCounter({ maxNames: MAX_NAMES, maxValues: MAX_VALUES })
  for (const metadata of products) counter.add(textsOf(metadata[ATTRIBUTE_KEY]), () => toProduct(metadata))
  return counter.counts()
}

function toPrice (metadata: Metadata, now: number): PriceCount {
  const { currency } = metadata
  return { ...(typeof currency === 'string' && { currency }), prices: pricesAt(metadata, now), products: 1 }
}
