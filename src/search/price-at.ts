import type { Metadata, MetadataValue } from '../vectors/vector-store.ts'

/** What a product costs at a time: outside its sale the price of before. */
export function priceAt (
  { price, regularPrice, saleStarts, saleEnds }: Metadata,
  now: number
): MetadataValue | undefined {
  const seconds = now / 1000
  const isOutside =
    (typeof saleStarts === 'number' && seconds < saleStarts) || (typeof saleEnds === 'number' && seconds >= saleEnds)
  return isOutside && regularPrice !== undefined ? regularPrice : price
}
