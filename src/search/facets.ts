import { AttributeCounter } from '../catalogue/attribute-counter.ts'
import { ATTRIBUTE_KEY } from '../catalogue/attributes.ts'
import type { AttributeCounts, FacetCount, FacetCounts } from '../catalogue/manifest.ts'
import { toProduct } from '../catalogue/product-of-record.ts'
import { pricesAt } from './prices.ts'
import type { Metadata, MetadataValue } from '../vectors/vector-store.ts'

const MAX_VALUES = 50
const MAX_NAMES = 30

/** Counts the values that products can be filtered by, one metadata for each product. */
export function countFacets (products: readonly Metadata[], now = Date.now()): FacetCounts {
  return {
    categories: countValues(products, 'category'),
    brands: countValues(products, 'brand'),
    colors: countValues(products, 'color'),
    tags: countValues(products, 'tags'),
    attributes: countAttributes(products),
    price: priceSpan(products, now)
  }
}

export function countAttributes (products: readonly Metadata[]): AttributeCounts[] {
  const counter = new AttributeCounter({ maxNames: MAX_NAMES, maxValues: MAX_VALUES })
  for (const metadata of products) counter.add(toList(metadata[ATTRIBUTE_KEY]), () => toProduct(metadata))
  return counter.counts()
}

function countValues (products: readonly Metadata[], key: string): FacetCount[] {
  const counts = new Map<string, number>()
  for (const value of products.flatMap((metadata) => [...new Set(toList(metadata[key]))])) {
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MAX_VALUES)
}

function priceSpan (products: readonly Metadata[], now: number): FacetCounts['price'] {
  const prices = products.flatMap((metadata) => pricesAt(metadata, now))
  const currencies = new Set(
    products.map(({ currency }) => currency).filter((currency) => typeof currency === 'string')
  )
  if (prices.length === 0) return undefined
  const [currency] = currencies
  return {
    min: prices.reduce((a, b) => Math.min(a, b)),
    max: prices.reduce((a, b) => Math.max(a, b)),
    currency: currencies.size === 1 ? currency : undefined
  }
}

function toList (value: MetadataValue | undefined): string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
