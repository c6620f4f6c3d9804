import { AttributeCounter } from './attribute-counter.ts'
import type { FacetCount, FacetCounts } from './manifest.ts'
import { offeredAt, priceRangeOf, type PriceRange } from './product-prices.ts'
import type { Product } from './product.ts'
import { attributeValuesOf, categoryPath } from './records.ts'

const MAX_LISTED = 200
/**
 * Values told apart while counting; a catalogue with a tag for every product may have more, and they are not facets.
 */
const MAX_COUNTED = 20_000
/** Attributes told, and values of each. */
const MAX_NAMES = 30
const MAX_VALUES = 50

interface Span {
  readonly count: number
  readonly min: number
  readonly max: number
}

/** Counts products by what they can be filtered by. */
export class FacetCounter {
  readonly #categories = new Map<string, number>()
  readonly #brands = new Map<string, number>()
  readonly #colors = new Map<string, number>()
  readonly #tags = new Map<string, number>()
  readonly #attributes = new AttributeCounter({ maxNames: MAX_NAMES, maxValues: MAX_VALUES, maxCounted: MAX_COUNTED })
  readonly #prices = new Map<string, Span>()
  readonly #now: number

  constructor (now = Date.now()) {
    this.#now = now
  }

  /** `attributeValues`: as the product's records have them. */
  add (product: Product, attributeValues: readonly string[] = attributeValuesOf(product)): void {
    const { category, brand, colors, tags } = product
    const range = priceRangeOf(offeredAt(product, this.#now))
    count(this.#categories, category ? categoryPath(category) : [])
    count(this.#brands, brand ? [brand] : [])
    count(this.#colors, colors)
    count(this.#tags, tags)
    this.#attributes.add(attributeValues, () => product)
    if (range && product.price) this.#addPrice(range)
  }

  /** Prices of the most frequent currency: amounts of different ones have no common span. */
  counts (): FacetCounts {
    const [price] = [...this.#prices].sort(
      ([a, { count: aCount }], [b, { count: bCount }]) => bCount - aCount || compare(a, b)
    )
    return {
      categories: top(this.#categories),
      brands: top(this.#brands),
      colors: top(this.#colors),
      tags: top(this.#tags),
      attributes: this.#attributes.counts(),
      ...(price && { price: { min: price[1].min, max: price[1].max, currency: price[0] } })
    }
  }

  #addPrice (range: PriceRange): void {
    const { currency } = range.min
    const [lowest, highest] = [Number(range.min.amount), Number(range.max.amount)]
    const { count, min, max } = this.#prices.get(currency) ?? { count: 0, min: lowest, max: highest }
    this.#prices.set(currency, { count: count + 1, min: Math.min(min, lowest), max: Math.max(max, highest) })
  }
}

function count (counts: Map<string, number>, values: readonly string[]): void {
  for (const value of new Set(values)) {
    const known = counts.get(value)
    if (known !== undefined || counts.size < MAX_COUNTED) counts.set(value, (known ?? 0) + 1)
  }
}

function top (counts: Map<string, number>): FacetCount[] {
  return [...counts]
    .sort(([a, aCount], [b, bCount]) => bCount - aCount || compare(a, b))
    .slice(0, MAX_LISTED)
    .map(([value, count]) => ({ value, count }))
}

function compare (a: string, b: string): number {
  return a < b ? -1 : 1
}
