import type { Product } from '../product.ts'

/** What people decided about products, which an ingest must not undo. */
export interface Decisions {
  /** The product as it is to be stored; the very same where nobody decided otherwise than the file. */
  apply (product: Product): Promise<Product>
  /**
   * After the last write: puts back what a write of the ingest undid while it was being decided. Resolves to the
   * products changed.
   */
  reapplyAll (): Promise<number>
}

export const NO_DECISIONS: Decisions = {
  apply: async (product) => product,
  reapplyAll: async () => 0
}
