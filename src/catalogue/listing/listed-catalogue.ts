import { hash } from 'node:crypto'
import { NotListedError } from '../../errors.ts'
import { untilAborted } from '../../shared/until-aborted.ts'
import type { VectorIndex } from '../../vectors/vector-store.ts'
import type { CatalogueService } from '../catalogue-service.ts'
import type { Manifest } from '../manifest.ts'
import { RESERVED_KEY_PREFIX } from '../record-keys.ts'
import { ListedProduct, SharedValues } from './listed-product.ts'
import { ProductList } from './product-list.ts'

export interface ListedCatalogueOptions {
  readonly catalogue: Pick<CatalogueService, 'open'>
  /** Products kept in memory; 0 for none. */
  readonly maxProducts: number
  /** Told when a newer list cannot be made. Default: a warning of the process. */
  readonly warn?: (message: string) => void
}

interface Known {
  readonly version: string
  readonly list: ProductList
}

/** How long those who could have the last list wait for a newer one. */
const PATIENCE_MS = 1000
/** After a failure the last list is served so long before the store is asked again. */
const RETRY_MS = 10_000

/**
 * The list that browsing, sorting and suggesting share, made when it is first asked for and anew when the manifest says
 * that the catalogue has changed. No store sorts, and S3 Vectors answers no question about metadata alone: so it is
 * kept in the process, for every store alike.
 */
export class ListedCatalogue {
  readonly #options: Required<ListedCatalogueOptions>
  #known: Known | undefined
  #making: { readonly version: string; readonly known: Promise<Known> } | undefined
  #retryAt = 0
  #changes = 0

  constructor ({ warn = (message) => process.emitWarning(message), ...options }: ListedCatalogueOptions) {
    this.#options = { ...options, warn }
  }

  /** Whether there is a list at all. */
  get isKept (): boolean {
    return this.#options.maxProducts > 0
  }

  /** How often it was told to forget: what else is kept of the products is as old as the list. */
  get changes (): number {
    return this.#changes
  }

  /**
   * Rejects with CATALOGUE_NOT_LISTED where nothing is kept, as the store does, or with the signal's reason. `purpose`
   * completes "it cannot ...".
   */
  async get (purpose: string, signal?: AbortSignal): Promise<ProductList> {
    const { catalogue, maxProducts } = this.#options
    if (maxProducts === 0) throw new NotListedError(purpose)
    const { index, manifest } = await catalogue.open(undefined, signal)
    const version = versionOf(manifest)
    const known = this.#known
    if (known && (known.version === version || performance.now() < this.#retryAt)) return known.list
    const making = this.#make(version, index)
    return (await untilAborted(known ? this.#inTime(making, known) : making, signal)).list
  }

  /** For who has changed products without a new manifest: the next who asks gets a new list. */
  forget (): void {
    this.#changes++
    if (this.#known) this.#known = { ...this.#known, version: '' }
    this.#making = undefined
  }

  #make (version: string, index: VectorIndex): Promise<Known> {
    if (this.#making?.version !== version) {
      const known = readList(index, this.#options.maxProducts).then((list) => ({ version, list }))
      const making = { version, known }
      this.#making = making
      known
        .then(
          (made) => {
            if (this.#making === making) this.#known = made
          },
          () => {}
        )
        .finally(() => {
          if (this.#making === making) this.#making = undefined
        })
    }
    return this.#making!.known
  }

  /** The newer list, or else the last one: after a failure, and where the newer takes too long. */
  async #inTime (newer: Promise<Known>, known: Known): Promise<Known> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<Known>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS, known)
    })
    const otherwise = newer.catch((error: unknown) => {
      this.#retryAt = performance.now() + RETRY_MS
      this.#options.warn(
        `the list of products cannot be made anew, the last one is served on: ${error instanceof Error ? error.message : String(error)}`
      )
      return known
    })
    try {
      return await Promise.race([otherwise, late])
    } finally {
      clearTimeout(timer)
    }
  }
}

async function readList (index: VectorIndex, maxProducts: number): Promise<ProductList> {
  const products = new Map<string, ListedProduct>()
  const shared = new SharedValues()
  let isWhole = true
  for await (const { key, metadata } of index.listMetadata()) {
    if (key.startsWith(RESERVED_KEY_PREFIX) || products.has(String(metadata['productId']))) continue
    isWhole = products.size < maxProducts
    if (!isWhole) break
    const product = new ListedProduct(key, metadata, shared)
    products.set(product.id, product)
  }
  return new ProductList([...products.values()], isWhole)
}

/** What an ingest or a review writes when it ends; that an ingest has begun changes nothing yet. */
export function versionOf ({ updatedAt, products, views, facets }: Manifest): string {
  return hash('sha256', JSON.stringify([updatedAt, products, views, facets]))
}
