export type Fields = Readonly<Record<string, unknown>>

/** A product as `validateProduct` takes it, or why the shop does not sell it. */
export type JsonProduct = { readonly product: Fields } | { readonly withdrawn: string }

export interface JsonShop {
  readonly name: string
  /** Whether an object is a product of such a shop. */
  recognises (raw: Fields): boolean
  /** By which the product is known. */
  idOf (raw: Fields): unknown
  /** `currency`: of prices that state none. */
  read (raw: Fields, currency: string | undefined): JsonProduct
}
