import { LRUCache } from 'lru-cache'
import type { ListedProduct } from './listed-product.ts'

/** Orders and counts kept; each may hold a reference to every product. */
const MAX_DERIVED = 16

/** The products of a catalogue at one time, in order of id. */
export class ProductList {
  readonly products: readonly ListedProduct[]
  /** Whether there are no others: a list is bounded. */
  readonly isWhole: boolean
  readonly #derived = new LRUCache<string, object>({ max: MAX_DERIVED })

  constructor (products: readonly ListedProduct[], isWhole: boolean) {
    this.products = [...products].sort((a, b) => a.id < b.id ? -1 : 1)
    this.isWhole = isWhole
  }

  /** What is made of the list, kept while the list lives and others are not asked for more often. */
  derive<T extends object> (name: string, make: () => T): T {
    const known = this.#derived.get(name)
    if (known) return known as T
    const made = make()
    this.#derived.set(name, made)
    return made
  }
}
