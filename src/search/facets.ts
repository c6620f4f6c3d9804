import type { FacetCount, FacetCounts } from '../catalogue/manifest.ts'
import type { FacetGroup } from './facet-groups.ts'
import type { Metadata, MetadataValue } from '../vectors/vector-store.ts'

/** Counts of a page or of the catalogue, and the groups that are made of them only where they are asked for. */
export interface GroupedFacets extends FacetCounts {
  readonly scope: 'RESULTS' | 'CATALOGUE'
  readonly groups: () => Promise<readonly FacetGroup[]>
}

const MAX_VALUES = 50

/** Counts the values that products can be filtered by, one metadata for each product. */
export function countFacets (products: readonly Metadata[]): FacetCounts {
  return {
    categories: countValues(products, 'category'),
    brands: countValues(products, 'brand'),
    colors: countValues(products, 'color'),
    tags: countValues(products, 'tags'),
    price: priceSpan(products)
  }
}

function countValues (products: readonly Metadata[], key: string): FacetCount[] {
  const counts = new Map<string, number>()
  for (const value of products.flatMap((metadata) => [...new Set(toList(metadata[key]))])) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MAX_VALUES)
}

function priceSpan (products: readonly Metadata[]): FacetCounts['price'] {
  const prices = products.map(({ price }) => price).filter((price) => typeof price === 'number')
  const currencies = new Set(products.map(({ currency }) => currency).filter((currency) => typeof currency === 'string'))
  if (prices.length === 0) return undefined
  const [currency] = currencies
  return { min: Math.min(...prices), max: Math.max(...prices), currency: currencies.size === 1 ? currency : undefined }
}

function toList (value: MetadataValue | undefined): string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
