import type { FacetGroup, FacetValue } from './facet-group.ts'
import type { PriceCount } from './facet-tally.ts'
import type { ProductFilter } from './product-filter.ts'
import { mainCurrency } from './sort.ts'

type PriceRange = NonNullable<ProductFilter['price']>

const BUCKETS = 5
/** A range ends so far below where the next begins that no price lies between. */
const CENT = 0.01
const STEPS = [1, 2, 2.5, 5, 10]

/**
 * Ranges of the most frequent currency that hold about as many products each, at round prices. A product counts in
 * each range that one of its variants has a price in, as a filter by the range finds it.
 */
export function priceGroup (counts: readonly PriceCount[], chosen: PriceRange | undefined): FacetGroup {
  const currency = chosen?.currency ?? mainCurrency(counts)
  const priced = counts
    .filter((one) => one.currency === currency && one.prices.length > 0)
    .sort((a, b) => a.prices[0]! - b.prices[0]!)
  const edges = edgesOf(priced)
  const ranges =
    edges.length === 0
      ? []
      : [undefined, ...edges].map((from, i) => ({
          min: from,
          max: edges[i] === undefined ? undefined : toCents(edges[i] - CENT)
        }))
  const values = ranges.map((range) => toValue(range, priced, chosen))
  return {
    id: 'price',
    label: 'Price',
    kind: 'RANGE',
    currency,
    values: values.filter(({ count, selected }) => count > 0 || selected)
  }
}

/** Round prices near the quantiles of the lowest, each once; none where there is nothing to tell apart. */
function edgesOf (priced: readonly PriceCount[]): number[] {
  const [lowest, highest] = [priced[0]?.prices[0], priced.at(-1)?.prices[0]]
  if (lowest === undefined || highest === undefined || lowest === highest) return []
  const products = priced.reduce((sum, one) => sum + one.products, 0)
  const places = Array.from({ length: BUCKETS - 1 }, (_, i) => Math.floor(((i + 1) * products) / BUCKETS))
  const quantiles = places.map((place) => lowestOf(place, priced))
  return [...new Set(quantiles.map(rounded))].filter((edge) => edge > lowest && edge <= highest)
}

/** The lowest price of the product at this place. */
function lowestOf (place: number, priced: readonly PriceCount[]): number {
  let before = 0
  return priced.find(({ products }) => (before += products) > place)!.prices[0]!
}

/** The nearest of 1, 2, 2.5, 5, 10, 20, 25, 50 and so on. */
function rounded (price: number): number {
  if (price <= 0) return 0
  const power = 10 ** Math.floor(Math.log10(price))
  const choices = STEPS.map((step) => toCents(step * power))
  return choices.reduce((best, choice) => (Math.abs(choice - price) < Math.abs(best - price) ? choice : best))
}

function toValue (
  { min, max }: PriceRange,
  priced: readonly PriceCount[],
  chosen: PriceRange | undefined
): FacetValue {
  const isWithin = (price: number) => price >= (min ?? -Infinity) && price <= (max ?? Infinity)
  const within = priced.filter(({ prices }) => prices.some(isWithin))
  const count = within.reduce((sum, { products }) => sum + products, 0)
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
