import type { Metadata } from '../vectors/vector-store.ts'
import type { FacetGroup, FacetValue } from './facet-group.ts'
import { priceAt } from './facets.ts'
import type { ProductFilter } from './product-filter.ts'
import { mainCurrency } from './sort.ts'

type PriceRange = NonNullable<ProductFilter['price']>

const BUCKETS = 5
/** A range ends so far below where the next begins: no price lies between, and no product is counted twice. */
const CENT = 0.01
const STEPS = [1, 2, 2.5, 5, 10]

/** Ranges of the most frequent currency that hold about as many products each, at round prices. */
export function priceGroup (products: readonly Metadata[], chosen: PriceRange | undefined): FacetGroup {
  const currency = chosen?.currency ?? mainCurrency(products)
  const now = Date.now()
  const priced = products
    .filter((metadata) => metadata['currency'] === currency)
    .map((metadata) => priceAt(metadata, now))
  const prices = priced.filter((price) => typeof price === 'number').sort((a, b) => a - b)
  const edges = edgesOf(prices)
  const ranges =
    edges.length === 0
      ? []
      : [undefined, ...edges].map((from, i) => ({
          min: from,
          max: edges[i] === undefined ? undefined : toCents(edges[i] - CENT)
        }))
  const values = ranges.map((range) => toValue(range, prices, chosen))
  return {
    id: 'price',
    label: 'Price',
    kind: 'RANGE',
    currency,
    values: values.filter(({ count, selected }) => count > 0 || selected)
  }
}

/** Round prices near the quantiles, each once; none where there is nothing to tell apart. */
function edgesOf (prices: readonly number[]): number[] {
  const [lowest, highest] = [prices[0], prices.at(-1)]
  if (lowest === undefined || highest === undefined || lowest === highest) return []
  const quantiles = Array.from(
    { length: BUCKETS - 1 },
    (_, i) => prices[Math.floor(((i + 1) * prices.length) / BUCKETS)]!
  )
  return [...new Set(quantiles.map(rounded))].filter((edge) => edge > lowest && edge <= highest)
}

/** The nearest of 1, 2, 2.5, 5, 10, 20, 25, 50 and so on. */
function rounded (price: number): number {
  if (price <= 0) return 0
  const power = 10 ** Math.floor(Math.log10(price))
  const choices = STEPS.map((step) => toCents(step * power))
  return choices.reduce((best, choice) => (Math.abs(choice - price) < Math.abs(best - price) ? choice : best))
}

function toValue ({ min, max }: PriceRange, prices: readonly number[], chosen: PriceRange | undefined): FacetValue {
  const count = prices.filter((price) => price >= (min ?? -Infinity) && price <= (max ?? Infinity)).length
  const label = min === undefined ? `to ${max}` : max === undefined ? `from ${min}` : `${min} to ${max}`
  return {
    value: `${min ?? ''}..${max ?? ''}`,
    label,
    count,
    selected: chosen?.min === min && chosen?.max === max && chosen !== undefined,
    min,
    max
  }
}

function toCents (amount: number): number {
  return Math.round(amount * 100) / 100
}
