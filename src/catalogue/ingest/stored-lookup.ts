import type { CatalogueIndexes } from '../catalogue-indexes.ts'
import type { CatalogueRow, ProductRow } from '../sources/catalogue-row.ts'
import { StoredProduct } from '../stored-product.ts'
import type { ProductMedia } from './product-media.ts'
import type { RowMemory } from './row-memory.ts'
import type { ProductPipeline } from './product-pipeline.ts'
import { unchanged, type Outcome } from './outcome.ts'
import type { StoredHashes } from '../stored-hashes.ts'

/** A row with what is stored of its product. */
export interface Item {
  readonly row: CatalogueRow
  readonly stored?: StoredProduct | undefined
  readonly media?: ProductMedia | undefined
}

interface StoredLookupOptions {
  readonly indexes: CatalogueIndexes
  readonly pipeline: ProductPipeline
  /** Learns what rows are read as. */
  readonly memory: RowMemory
  readonly compareRows: number
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
  readonly #memory: RowMemory
  /** Rows that may be stored already. */
  #left: number
  #asked: number
  #hashes: Promise<StoredHashes> | undefined

  constructor ({ indexes, pipeline, memory, compareRows }: StoredLookupOptions) {
    this.#indexes = indexes
    this.#pipeline = pipeline
    this.#memory = memory
    this.#left = compareRows
    // As many rows are known: they are asked for again.
    this.#asked = memory.size
  }

  /** In the order of the rows; those that are unchanged for certain are outcomes, neighbours in one. */
  async of (rows: readonly CatalogueRow[]): Promise<Array<Item | Outcome>> {
    for (const row of rows) this.#remember(row)
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
      if (!('product' in row) || !this.#isStored(row, hashes)) items.push({ row })
      else if (last && !('row' in last)) items[items.length - 1] = unchanged(row.line, [], (last.rows ?? 1) + 1)
      else items.push(unchanged(row.line, []))
    }
    return items
  }

  #isStored (row: ProductRow, hashes: StoredHashes): boolean {
    if (row.known && hashes.hasState(row.known)) return true
    return this.#pipeline.isStored(row.product, hashes)
  }

  #remember (row: CatalogueRow): void {
    if (!('product' in row) || row.rowDigest === undefined) return
    const state = row.known ?? this.#pipeline.stateOf(row.product)
    if (state) this.#memory.keep(row.rowDigest, state)
  }
}
