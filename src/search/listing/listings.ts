import type { CatalogueService, OpenIndex } from '../../catalogue/catalogue-service.ts'
import { versionOf, type ListedCatalogue } from '../../catalogue/listing/listed-catalogue.ts'
import type { Listing } from './listing.ts'
import { MemoryListing } from './memory-listing.ts'
import { StoredListing } from './stored-listing.ts'

export interface ListingsOptions {
  readonly catalogue: Pick<CatalogueService, 'open'>
  /** For a store that does not list products itself. */
  readonly listed: ListedCatalogue
}

/** What products are browsed from: the store, where it sorts and counts them itself, or else a list in memory. */
export class Listings {
  readonly #options: ListingsOptions
  #stored: { readonly version: string, readonly listing: StoredListing } | undefined

  constructor (options: ListingsOptions) {
    this.#options = options
  }

  /** Whether the products of this index can be browsed at all. */
  has ({ index }: OpenIndex): boolean {
    return index.products !== undefined || this.#options.listed.isKept
  }

  /** Rejects as `ListedCatalogue` does. `purpose` completes "it cannot ...". */
  async get (purpose: string, signal?: AbortSignal): Promise<Listing> {
    const { catalogue, listed } = this.#options
    const { index, manifest } = await catalogue.open(undefined, signal)
    if (!index.products) return new MemoryListing(await listed.get(purpose, signal))
    const version = `${index.spec.name} ${versionOf(manifest)} ${listed.changes}`
    if (this.#stored?.version !== version) {
      this.#stored = { version, listing: new StoredListing({ table: index.products, products: manifest.products }) }
    }
    return this.#stored.listing
  }
}
