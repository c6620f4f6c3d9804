import type { Metadata } from '../vectors/vector-store.ts'
import type { FacetGroup, FacetValue } from './facet-group.ts'
import { pricesAt } from './prices.ts'
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
export function priceGroup (products: readonly Metadata[], chosen: PriceRange | undefined): FacetGroup {
  const currency = chosen?.currency ?? mainCurrency(products)
  const now = Date.now()
  const priced = products
    .filter((metadata) => metadata['currency'] === currency)
    .map((metadata) => pricesAt(metadata, now))
    .filter((prices) => prices.length > 0)
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
function edgesOf (priced: ReadonlyArray<readonly number[]>): number[] {
  const prices = priced.map(([lowest]) => lowest!).sort((a, b) => a - b)
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

function toValue (
  { min, max }: PriceRange,
  priced: ReadonlyArray<readonly number[]>,
  chosen: PriceRange | undefined
): FacetValue {
  const isWithin = (price: number) => price >= (min ?? -Infinity) && price <= (max ?? Infinity)
  const count = priced.filter((prices) => prices.some(isWithin)).length
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
