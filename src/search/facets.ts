import type { FacetCount, FacetCounts } from '../catalogue/manifest.ts'
import type { Metadata } from '../vectors/vector-store.ts'
import { MAX_VALUES, tally, type FacetAsk, type Tally } from './facet-tally.ts'

/** What `facetsOf` is made of. */
export const FACETS = ['category', 'brand', 'color', 'tags', 'attributes', 'prices'] as const satisfies ReadonlyArray<
  FacetAsk['of']
>

/** Counts the values that products can be filtered by, one metadata for each product. */
export function countFacets (products: readonly Metadata[], now = Date.now()): FacetCounts {
  return facetsOf(FACETS.map((of) => tally(products, of, now)))
}

/** Of the tallies of `FACETS`, in their order. */
export function facetsOf (tallies: readonly Tally[]): FacetCounts {
  const [categories, brands, colors, tags, attributes, prices] = tallies
  return {
    categories: countValues(categories),
    brands: countValues(brands),
    colors: countValues(colors),
    tags: countValues(tags),
    attributes: attributes?.attributes ?? [],
    price: priceSpan(prices)
  }
}

function countValues ({ lists = [] }: Tally = {}): FacetCount[] {
  const counts = new Map<string, number>()
  for (const { values, products } of lists) {
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + products)
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MAX_VALUES)
}

function priceSpan ({ prices = [] }: Tally = {}): FacetCounts['price'] {
  const currencies = new Set(prices.flatMap(({ currency }) => currency ?? []))
  const [currency] = currencies
  let span: { readonly min: number; readonly max: number } | undefined
  for (const price of prices.flatMap((one) => one.prices)) {
    span = { min: Math.min(price, span?.min ?? price), max: Math.max(price, span?.max ?? price) }
  }
  return span && { ...span, currency: currencies.size === 1 ? currency : undefined }
}
