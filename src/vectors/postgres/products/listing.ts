import { titleOrder } from '../../../shared/fold-value.ts'
import type { Metadata } from '../../vector-store.ts'
import { toStoredText } from '../rows.ts'

/** What a list of products needs of one beside what filters name: title, what it is sorted by, main photo. */
export function listingOf ({ title, images }: Metadata): string {
  const photo = Array.isArray(images) ? images[0] : undefined
  return JSON.stringify({
    ...(typeof title === 'string' && { title: toStoredText(title), order: toStoredText(titleOrder(title)) }),
    ...(typeof photo === 'string' && { photo: toStoredText(photo) })
  })
}
