import { codeAndReason } from '../ingest/reject-log.ts'
import type { Product } from '../product.ts'
import { fieldOf, withOffer, type Offer } from './offer.ts'
import type { WriteProblem } from './write-report.ts'

export function offered (
  before: ReadonlyMap<string, Product>,
  offers: readonly Offer[]
): { products: Map<string, Product>; userErrors: WriteProblem[] } {
  const products = new Map<string, Product>()
  const userErrors: WriteProblem[] = []
  for (const offer of offers) {
    const product = products.get(offer.id) ?? before.get(offer.id)
    if (!product) {
      userErrors.push({
        id: offer.id,
        field: 'id',
        code: 'PRODUCT_NOT_FOUND',
        message: `No product has the id "${offer.id}".`
      })
      continue
    }
    try {
      products.set(offer.id, withOffer(product, offer))
    } catch (error) {
      const { code, reason: message } = codeAndReason(error)
      userErrors.push({ id: offer.id, field: fieldOf(error), code, message })
    }
  }
  return { products, userErrors }
}
