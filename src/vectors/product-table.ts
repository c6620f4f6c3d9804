import type { Filter } from './filter.ts'
import type { CallOptions, Metadata } from './plain-types.ts'

/** What products are sorted by; those without a value come last, equal ones in order of id. */
export type ProductOrder = { readonly isDescending: boolean } & (
  /** `PRICE`: at `now`, in the currency of most products; the others have none. `ADDED`: when they came. */
  | { readonly by: 'ID' | 'PRICE' | 'ADDED' | 'TITLE' }
  /** What follows the prefix in the first such element of a list of texts; numbers in it by their size. */
  | { readonly by: 'ELEMENT', readonly key: string, readonly prefix: string }
)

export interface PriceBounds {
  readonly min?: number | undefined
  readonly max?: number | undefined
}

export interface WantedProducts {
  readonly filter?: Filter | undefined
  /** A product whose variants cost differently has to have a price in it; beside a filter that asks for it. */
  readonly price?: PriceBounds | undefined
  /** Milliseconds since 1970: sales begin and end. */
  readonly now: number
}

export interface ProductPage extends WantedProducts, CallOptions {
  readonly order: readonly ProductOrder[]
  /** Id of the product before the page. */
  readonly after?: string | undefined
  /** Products before the page, for where `after` is gone. */
  readonly offset: number
  readonly count: number
}

export interface TableProduct {
  readonly id: string
  /** Of one of its records. */
  readonly key: string
  readonly title?: string | undefined
  readonly brand?: string | undefined
  /** Main photo as stored. */
  readonly photo?: string | undefined
}

/** What is counted of the products that a filter leaves. */
export type CountAsk = WantedProducts & (
  /** Each list of values of a metadata key, in whole; a single value is a list of one. */
  | { readonly of: 'lists', readonly key: string }
  /** The 1,000 most frequent elements of such lists. */
  | { readonly of: 'elements', readonly key: string }
  /** Elements that are `name=value`: the most frequent `values` of each of the most frequent `names`. */
  | { readonly of: 'named', readonly key: string, readonly names: number, readonly values: number }
  /** Prices at that time, by currency. */
  | { readonly of: 'prices' }
)

export interface ProductCount {
  /** Of `lists` and `elements`; of `named` and `prices` one, the element and the currency. */
  readonly values: readonly string[]
  readonly products: number
  /** Of a product and its variants, rising. */
  readonly prices?: readonly number[] | undefined
  /** Id of the first product that has it, for `named`. */
  readonly first?: string | undefined
}

/** Products of an index, one for each `productId` of its records, as the store itself sorts and counts them. */
export interface ProductTable {
  page (page: ProductPage): Promise<TableProduct[]>
  total (wanted: WantedProducts, options?: CallOptions): Promise<number>
  /** One answer for each question; all in one statement. Names of `named` come in order of their products. */
  count (asks: readonly CountAsk[], options?: CallOptions): Promise<Array<readonly ProductCount[]>>
  /** Of one record of each product, by id. */
  metadataOf (ids: readonly string[], options?: CallOptions): Promise<Map<string, Metadata>>
}
