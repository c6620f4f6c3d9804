import { titleOrder } from '../../../shared/fold-value.ts'
import type { Metadata } from '../../vector-store.ts'
import { toStoredText } from '../rows.ts'

/** JSON of what lists show of the products of records, by id. */
export function listingsOf (records: ReadonlyArray<{ readonly metadata: Metadata }>): string {
  const listings = new Map<string, Record<string, string>>()
  for (const { metadata } of records) {
    const { productId } = metadata
    if (productId !== undefined) listings.set(toStoredText(String(productId)), listingOf(metadata))
  }
  return JSON.stringify(Object.fromEntries(listings))
}

/** What a list needs of a product beside what filters name: title, what it is sorted by, main photo. */
function listingOf ({ title, images }: Metadata): Record<string, string> {
  const photo = Array.isArray(images) ? images[0] : undefined
  return {
    ...(typeof title === 'string' && { title: toStoredText(title), order: toStoredText(titleOrder(title)) }),
    ...(typeof photo === 'string' && { photo: toStoredText(photo) })
  }
}
