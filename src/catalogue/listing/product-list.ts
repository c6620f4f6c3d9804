import { LRUCache } from 'lru-cache'
import type { ListedProduct } from './listed-product.ts'

/** Orders and counts kept; each may hold a reference to every product. */
const MAX_DERIVED = 16
/** Of what products are sorted by, four bytes a product: of 100,000 products 160 columns. */
const MAX_COLUMN_BYTES = 67_108_864

/** The products of a catalogue at one time, in order of id. */
export class ProductList {
  readonly products: readonly ListedProduct[]
  /** Whether there are no others: a list is bounded. */
  readonly isWhole: boolean
  readonly #derived = new LRUCache<string, object>({ max: MAX_DERIVED })
  readonly #columns = new LRUCache<string, Int32Array>({
    maxSize: MAX_COLUMN_BYTES,
    sizeCalculation: ({ byteLength }) => byteLength + 1
  })

  #attributes: ReadonlySet<string> | undefined

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

  /** As `derive`, of four bytes for each product. */
  column (name: string, make: () => Int32Array): Int32Array {
    const known = this.#columns.get(name)
    if (known) return known
    const made = make()
    this.#columns.set(name, made)
    return made
  }

  /** Names of the attributes that products have, as they are stored. */
  get attributes (): ReadonlySet<string> {
    return (this.#attributes ??= new Set(this.products.flatMap(({ attributeNames }) => attributeNames)))
  }
}
