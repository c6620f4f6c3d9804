import type { FacetGroup, FacetValue } from './facet-group.ts'
import type { PriceCount } from './facet-tally.ts'
import type { ProductFilter } from './product-filter.ts'
import { mainCurrency } from './sort.ts'

type PriceRange = NonNullable<ProductFilter['price']>
type Priced = PriceCount & { readonly price: number }

const BUCKETS = 5
/** A range ends so far below where the next begins: no price lies between, and no product is counted twice. */
const CENT = 0.01
const STEPS = [1, 2, 2.5, 5, 10]

/** Ranges of the most frequent currency that hold about as many products each, at round prices. */
export function priceGroup (counts: readonly PriceCount[], chosen: PriceRange | undefined): FacetGroup {
  const currency = chosen?.currency ?? mainCurrency(counts)
  const prices = counts
    .flatMap((one) => (one.currency === currency && one.price !== undefined ? [{ ...one, price: one.price }] : []))
    .sort((a, b) => a.price - b.price)
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
function edgesOf (prices: readonly Priced[]): number[] {
  const [lowest, highest] = [prices[0]?.price, prices.at(-1)?.price]
  if (lowest === undefined || highest === undefined || lowest === highest) return []
  const products = prices.reduce((sum, one) => sum + one.products, 0)
  const places = Array.from({ length: BUCKETS - 1 }, (_, i) => Math.floor(((i + 1) * products) / BUCKETS))
  const quantiles = places.map((place) => priceOf(place, prices))
  return [...new Set(quantiles.map(rounded))].filter((edge) => edge > lowest && edge <= highest)
}

/** The price of the product at this place. */
function priceOf (place: number, prices: readonly Priced[]): number {
  let before = 0
  return prices.find(({ products }) => (before += products) > place)!.price
}

/** The nearest of 1, 2, 2.5, 5, 10, 20, 25, 50 and so on. */
function rounded (price: number): number {
  if (price <= 0) return 0
  const power = 10 ** Math.floor(Math.log10(price))
  const choices = STEPS.map((step) => toCents(step * power))
  return choices.reduce((best, choice) => (Math.abs(choice - price) < Math.abs(best - price) ? choice : best))
}

function toValue ({ min, max }: PriceRange, prices: readonly Priced[], chosen: PriceRange | undefined): FacetValue {
  const count = prices
    .filter(({ price }) => price >= (min ?? -Infinity) && price <= (max ?? Infinity))
    .reduce((sum, { products }) => sum + products, 0)
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
