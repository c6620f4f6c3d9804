import type { Metadata } from '../../vectors/vector-store.ts'

/** Keys of a record's metadata that say what a product costs and whether it can be had. */
const OFFER_KEYS = new Set([
  'price',
  'priceMax',
  'regularPrice',
  'regularPriceMax',
  'saleStarts',
  'saleEnds',
  'currency',
  'amount',
  'inStock',
  'contentHash'
])
const OFFER_DETAILS = new Set(['price', 'compareAtPrice', 'saleStarts', 'saleEnds', 'inStock'])

/** Whether two states of a record differ in price and stock alone. */
export function onlyOfferDiffers (before: Metadata, after: Metadata): boolean {
  return JSON.stringify(withoutOffer(before)) === JSON.stringify(withoutOffer(after))
}

function withoutOffer ({ details, ...metadata }: Metadata): unknown {
  const kept = JSON.parse(typeof details === 'string' ? details : '{}', (key, value: unknown) =>
    OFFER_DETAILS.has(key) ? undefined : value
  ) as object
  const others = Object.entries(metadata).filter(([key]) => !OFFER_KEYS.has(key))
  return [others.sort(([a], [b]) => (a < b ? -1 : 1)), Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1))]
}
