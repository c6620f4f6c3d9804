import type { Filter } from '../../vectors/filter.ts'
import type { PriceBounds } from '../../vectors/product-table.ts'
import type { FacetAsk, Tally } from '../facet-tally.ts'
import type { TotalScope } from '../search-result.ts'
import type { Sort } from '../sort.ts'
import type { Variety } from '../variety.ts'

/** Where a page of browsing ended: how many products were before, and the last of them. */
export type BrowsePosition = readonly [offset: number, id: string]

/** What is looked for among all products. */
export interface Wanted {
  readonly filter: Filter | undefined
  /** A range that one of the prices of a product has to lie in, where the filter asks for one. */
  readonly price?: PriceBounds | undefined
}

/** What is browsed. */
export interface Browsing extends Wanted {
  readonly sort: readonly Sort[]
  readonly variety: Variety
  readonly signal?: AbortSignal | undefined
}

export interface ShelfProduct {
  readonly id: string
  /** Of one of its records. */
  readonly key: string
}

export interface Shelf {
  readonly products: readonly ShelfProduct[]
  readonly next?: BrowsePosition | undefined
}

/**
 * The products of a catalogue that are listed without being searched for: from memory, or as the store lists them.
 * One suite runs on both: test/search/listing/listing-contract.ts.
 */
export interface Listing {
  /** The products after a position. Where its last product is gone the count decides, so that the list goes on. */
  shelf (browsing: Browsing, position: BrowsePosition | undefined, count: number): Promise<Shelf>
  /** Products of all pages. */
  total (browsing: Browsing): Promise<number>
  /** What a total counts. */
  scopeOf (browsing: Browsing): TotalScope
  /** Counts products, one answer for each question. */
  tally (asks: ReadonlyArray<FacetAsk<Wanted>>, signal?: AbortSignal): Promise<readonly Tally[]>
  /** What is made of the products, kept for a while. */
  derive<T>(name: string, make: () => Promise<T>): Promise<T>
}
