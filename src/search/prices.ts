import { amountsOf, offeredAt } from '../catalogue/product-prices.ts'
import { toProduct } from '../catalogue/product-of-record.ts'
import type { Metadata, MetadataValue } from '../vectors/vector-store.ts'
import type { ProductFilter } from './product-filter.ts'

type PriceRange = NonNullable<ProductFilter['price']>

/** The lowest price at a time, in ms: outside its sale the price of before. */
export function priceAt (metadata: Metadata, now: number): MetadataValue | undefined {
  const { price, regularPrice } = metadata
  return isOutsideSale(metadata, now) && regularPrice !== undefined ? regularPrice : price
}

/** Every amount that the product or one of its variants costs at a time, rising; in the currency of the product. */
export function pricesAt (metadata: Metadata, now: number): readonly number[] {
  const isOutside = isOutsideSale(metadata, now) && metadata['regularPrice'] !== undefined
  if (metadata[isOutside ? 'regularPriceMax' : 'priceMax'] === undefined) {
    const only = priceAt(metadata, now)
    return typeof only === 'number' ? [only] : []
  }
  // The list of products keeps the amounts, records have them among what is displayed.
  const listed = metadata[isOutside ? 'regularPrices' : 'prices']
  return Array.isArray(listed) ? (listed as readonly number[]) : amountsOf(offeredAt(toProduct(metadata), now))
}

/** Whether a product found by a range has a price in it: a range between those of two variants finds it, too. */
export function hasPriceWithin (metadata: Metadata, { min, max }: PriceRange, now: number): boolean {
  const [from, to] = [min ?? -Infinity, max ?? Infinity]
  return pricesAt(metadata, now).some((amount) => amount >= from && amount <= to)
}

/** Whether a filter asks for a range, which products found have to be checked for. */
export function isRange (range: PriceRange | undefined): range is PriceRange {
  return range?.min !== undefined || range?.max !== undefined
}

function isOutsideSale ({ saleStarts, saleEnds }: Metadata, now: number): boolean {
  const seconds = now / 1000
  return (
    (typeof saleStarts === 'number' && seconds < saleStarts) || (typeof saleEnds === 'number' && seconds >= saleEnds)
  )
}
