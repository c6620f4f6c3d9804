import type { CatalogueIndexes } from '../catalogue-indexes.ts'
import type { CatalogueRow } from '../sources/catalogue-row.ts'
import { StoredProduct } from '../stored-product.ts'
import type { ProductMedia } from './product-media.ts'
import { unchanged, type Outcome, type ProductPipeline } from './product-pipeline.ts'
import type { StoredHashes } from '../stored-hashes.ts'

/** A row with what is stored of its product. */
export interface Item {
  readonly row: CatalogueRow
  readonly stored?: StoredProduct | undefined
  readonly media?: ProductMedia | undefined
}

/** Listing all hashes takes as long as looking up about this share of the products. */
const LIST_FROM_SHARE = 1 / 8

/**
 * Finds what is stored of rows: by key for the first of them, by a listing of all hashes once a large part of the
 * catalogue is asked for.
 */
export class StoredLookup {
  readonly #indexes: CatalogueIndexes
  readonly #pipeline: ProductPipeline
  /** Rows that may be stored already. */
  #left: number
  #asked = 0
  #hashes: Promise<StoredHashes> | undefined

  constructor (indexes: CatalogueIndexes, pipeline: ProductPipeline, compareRows: number) {
    this.#indexes = indexes
    this.#pipeline = pipeline
    this.#left = compareRows
  }

  /** In the order of the rows; those that are unchanged for certain are outcomes, neighbours in one. */
  async of (rows: readonly CatalogueRow[]): Promise<Array<Item | Outcome>> {
    if (this.#left <= 0) return rows.map((row) => ({ row }))
    this.#left -= rows.length
    const hashes = await this.#hashesOf(rows.length)
    const items = hashes ? this.#withoutUnchanged(rows, hashes) : rows.map((row) => ({ row }))
    return await this.#lookUp(items, hashes)
  }

  async #hashesOf (rows: number): Promise<StoredHashes | undefined> {
    if (this.#left !== Infinity) return undefined
    this.#asked += rows
    if (this.#asked > LIST_FROM_SHARE * this.#indexes.products) this.#hashes ??= this.#indexes.hashes()
    return await this.#hashes
  }

  async #lookUp (
    items: ReadonlyArray<Item | Outcome>,
    hashes: StoredHashes | undefined
  ): Promise<Array<Item | Outcome>> {
    const products = items.flatMap((item) => ('row' in item && 'product' in item.row ? [item.row.product] : []))
    const stored = products.length > 0 ? await this.#indexes.stored(products, hashes) : undefined
    return items.map((item) =>
      'row' in item && 'product' in item.row ? { ...item, stored: stored?.get(item.row.product.id) } : item
    )
  }

  #withoutUnchanged (rows: readonly CatalogueRow[], hashes: StoredHashes): Array<Item | Outcome> {
    const items: Array<Item | Outcome> = []
    for (const row of rows) {
      const last = items.at(-1)
      if (!('product' in row) || !this.#pipeline.isStored(row.product, hashes)) items.push({ row })
      else if (last && !('row' in last)) items[items.length - 1] = unchanged(row.line, [], (last.rows ?? 1) + 1)
      else items.push(unchanged(row.line, []))
    }
    return items
  }
}
