import { titleOrder } from '../../../shared/fold-value.ts'
import type { Metadata } from '../../vector-store.ts'
import { toStoredText } from '../rows.ts'

/** JSON of what lists show of the products of records, by id. */
export function listingsOf (records: ReadonlyArray<{ readonly metadata: Metadata }>): string {
  const listings = new Map<string, ReturnType<typeof listingOf>>()
  for (const { metadata } of records) {
    const { productId } = metadata
    if (productId !== undefined) listings.set(toStoredText(String(productId)), listingOf(metadata))
  }
  return JSON.stringify(Object.fromEntries(listings))
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
