import { isDeepStrictEqual } from 'node:util'
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
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys].every((key) =>
    OFFER_KEYS.has(key) || isDeepStrictEqual(before[key], after[key]) ||
    (key === 'details' && isDeepStrictEqual(detailsOf(before), detailsOf(after)))
  )
}

function detailsOf ({ details }: Metadata): unknown {
  return JSON.parse(typeof details === 'string' ? details : '{}', (key, value: unknown) =>
    OFFER_DETAILS.has(key) ? undefined : value
  )
}
