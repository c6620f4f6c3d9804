import { titleOrder } from '../../../shared/fold-value.ts'
import type { Metadata } from '../../vector-store.ts'
import { toStoredText } from '../rows.ts'
import { textOf, type ToldText } from '../texts/text-of.ts'

/** JSON of what lists show of the products of records, by id. */
export function listingsOf (records: ReadonlyArray<{ readonly metadata: Metadata }>): string {
  return toldOf(records, listingOf)
}

/** JSON of what they are found by, by id. */
export function textsOf (records: ReadonlyArray<{ readonly metadata: Metadata }>): string {
  return toldOf(records, textOf)
}

function toldOf (
  records: ReadonlyArray<{ readonly metadata: Metadata }>,
  tell: (metadata: Metadata) => object | ToldText
): string {
  const told = new Map<string, object>()
  for (const { metadata } of records) {
    const id = metadata['productId'] === undefined ? undefined : toStoredText(String(metadata['productId']))
    // The records of one product say the same of it.
    if (id !== undefined && !told.has(id)) told.set(id, tell(metadata))
  }
  return JSON.stringify(Object.fromEntries(told))
}

/** What a list needs of a product beside what filters name: title, what it is sorted by, main photo, several prices. */
function listingOf (metadata: Metadata): Record<string, string | number[]> {
  const { title, images } = metadata
  const photo = Array.isArray(images) ? images[0] : undefined
  return {
    ...(typeof title === 'string' && { title: toStoredText(title), order: toStoredText(titleOrder(title)) }),
    ...(typeof photo === 'string' && { photo: toStoredText(photo) }),
    ...(metadata['priceMax'] !== undefined && {
      prices: amountsOf(metadata, [Number(metadata['amount'])], ({ price }) => price)
    }),
    ...(metadata['regularPriceMax'] !== undefined && {
      regularPrices: amountsOf(metadata, [], ({ price, compareAtPrice }) => compareAtPrice ?? price)
    })
  }
}

interface Price { readonly amount: string, readonly currency: string }
interface Variant { readonly price?: Price, readonly compareAtPrice?: Price }

/** What the variants cost, rising, in the currency of the product, with its own amounts. */
function amountsOf (
  { details, currency }: Metadata,
  own: readonly number[],
  priceOf: (variant: Variant) => Price | undefined
): number[] {
  const { variants = [] } = JSON.parse(String(details ?? '{}')) as { variants?: readonly Variant[] }
  const amounts = variants.flatMap((variant) => {
    const price = priceOf(variant)
    return price !== undefined && price.currency === currency ? [Number(price.amount)] : []
  })
  return [...new Set([...own, ...amounts])].sort((a, b) => a - b)
}
