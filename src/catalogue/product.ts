/** Money as a shop states it: an exact decimal, never a float. */
export interface Price {
  /** Decimal string, e.g. `19.90`. */
  readonly amount: string
  /** ISO 4217 code, e.g. `EUR`. */
  readonly currency: string
}

/** What a catalogue file says about one product. Only `id` and one of `title` or `images` are required. */
export interface Product {
  readonly id: string
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly brand?: string | undefined
  /** A path from general to special, e.g. `Home/Furniture`. */
  readonly category?: string | undefined
  readonly color?: string | undefined
  readonly price?: Price | undefined
  readonly url?: string | undefined
  /** Local paths (relative to the catalogue file) or http(s) URLs, the main image first. */
  readonly images: readonly string[]
  /** BCP 47 tag, e.g. `en-GB`. */
  readonly locale?: string | undefined
  readonly inStock?: boolean | undefined
  readonly tags: readonly string[]
  /** Other codes a shopper may type: SKU, GTIN, MPN. */
  readonly identifiers: readonly string[]
  readonly attributes: Readonly<Record<string, string>>
}
