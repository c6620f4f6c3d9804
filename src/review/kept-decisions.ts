import type { Decisions } from '../catalogue/ingest/decisions.ts'
import type { Product } from '../catalogue/product.ts'
import { judged, statementOf, withStatement } from '../tagging/statement.ts'
import type { ShopTree, ToShop } from '../tagging/shop-tree.ts'
import type { WriteBack } from '../tagging/write-back.ts'
import type { Taxonomy } from '../taxonomy/taxonomy.ts'
import type { ReviewStore } from './store/review-store.ts'
import type { ReviewState } from './attribute-history.ts'
import { attributeNamed, isOpinion, reviewStates } from './review-state.ts'

export interface KeptDecisionsOptions {
  readonly log: Pick<ReviewStore, 'entries'>
  readonly taxonomies: () => Promise<ReadonlyMap<string, Taxonomy>>
  readonly writeBack: Pick<WriteBack, 'changeAll'>
  readonly tree: Pick<ShopTree, 'learned'>
}

interface Judged {
  readonly toShop: ToShop
  readonly reviewState: ReviewState
  readonly taxonomy: Taxonomy
}

const PRODUCTS_AT_ONCE = 50
/** What is decided within it is put back in the end. */
const MAX_AGE_MS = 1000

/** What people decided, for an ingest to keep; read anew as it goes on, so that what is decided meanwhile counts. */
export class KeptDecisions implements Decisions {
  readonly #options: KeptDecisionsOptions
  /** By product, for the entries that it was worked out of. */
  #known: { readonly entries: unknown; readonly byProduct: ReadonlyMap<string, readonly Judged[]> } | undefined

  constructor (options: KeptDecisionsOptions) {
    this.#options = options
  }

  async apply (product: Product): Promise<Product> {
    const own = (await this.#byProduct(MAX_AGE_MS)).get(product.id)
    return own ? restated(product, own) : product
  }

  async reapplyAll (): Promise<number> {
    const decided = [...(await this.#byProduct())]
    let changed = 0
    for (let i = 0; i < decided.length; i += PRODUCTS_AT_ONCE) {
      const changes = decided
        .slice(i, i + PRODUCTS_AT_ONCE)
        .map(([id, own]) => [id, (product: Product) => restated(product, own)] as const)
      changed += await this.#options.writeBack.changeAll(new Map(changes))
    }
    return changed
  }

  async #byProduct (maxAgeMs?: number): Promise<ReadonlyMap<string, readonly Judged[]>> {
    const entries = await this.#options.log.entries(maxAgeMs)
    if (this.#known?.entries === entries) return this.#known.byProduct
    const byProduct = new Map<string, Judged[]>()
    for (const taxonomy of entries.length > 0 ? (await this.#options.taxonomies()).values() : []) {
      const toShop = await this.#options.tree.learned(taxonomy)
      for (const reviewState of reviewStates(entries, taxonomy).filter(isOpinion)) {
        const own = byProduct.get(reviewState.productId) ?? []
        byProduct.set(reviewState.productId, [...own, { reviewState, taxonomy, toShop }])
      }
    }
    this.#known = { entries, byProduct }
    return byProduct
  }
}

/** The same product where it states what people hold right already. */
function restated (product: Product, own: readonly Judged[]): Product {
  return own.reduce((result, { reviewState, taxonomy, toShop }) => {
    const { attribute } = reviewState
    const current = statementOf(result, attribute)
    const statement = judged(current, reviewState, attributeNamed(attribute, taxonomy)!, taxonomy)
    return statement === current ? result : withStatement(result, attribute, statement, toShop)
  }, product)
}
