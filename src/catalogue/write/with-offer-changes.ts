import { codeAndReason } from '../ingest/reject-log.ts'
import type { Product } from '../product.ts'
import { fieldOf, withOffer, type OfferChange } from './offer-change.ts'
import type { WriteProblem } from './write-report.ts'

export function withOfferChanges (
  before: ReadonlyMap<string, Product>,
  changes: readonly OfferChange[]
): { products: Map<string, Product>; userErrors: WriteProblem[] } {
  const products = new Map<string, Product>()
  const userErrors: WriteProblem[] = []
  for (const change of changes) {
    const product = products.get(change.id) ?? before.get(change.id)
    if (!product) {
      userErrors.push({
        id: change.id,
        field: 'id',
        code: 'PRODUCT_NOT_FOUND',
        message: `No product has the id "${change.id}".`
      })
      continue
    }
    try {
      products.set(change.id, withOffer(product, change))
    } catch (error) {
      const { code, reason: message } = codeAndReason(error)
      userErrors.push({ id: change.id, field: fieldOf(error), code, message })
    }
  }
  return { products, userErrors }
}
