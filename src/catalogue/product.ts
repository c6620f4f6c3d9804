/** Money as a shop states it: an exact decimal, never a float. */
export interface Price {
  /** Decimal string, e.g. `19.90`. */
  readonly amount: string
  /** ISO 4217 code, e.g. `EUR`. */
  readonly currency: string
}

/** One choice that a variant stands for, e.g. `Size` and `M`. */
interface VariantOption {
  readonly name: string
  readonly value: string
}

/** What a shopper puts into the cart: a product in one size and color. */
export interface Variant {
  /** Unique within its product. */
  readonly id: string
  readonly title?: string | undefined
  readonly options: readonly VariantOption[]
  /** What it costs now. */
  readonly price?: Price | undefined
  /** What it cost before, where that is more. */
  readonly compareAtPrice?: Price | undefined
  readonly inStock?: boolean | undefined
  /** One of the product's images, as the catalogue names it. */
  readonly image?: string | undefined
  /** SKU, GTIN and the like. */
  readonly identifiers: readonly string[]
}

/** What a product's other files hold: a stretch of a clip or sound, or a page of a document. */
export interface MediaSpan {
  readonly kind: 'video' | 'page' | 'audio'
  /** Position of the file in `videos`, `documents` or `audio`. */
  readonly file: number
  readonly startSeconds?: number | undefined
  readonly endSeconds?: number | undefined
  /** From 1. */
  readonly page?: number | undefined
}

/** What a catalogue file says about one product. Only `id` and one of `title` or `images` are required. */
export interface Product {
  readonly id: string
  /** Name in the shop's addresses, e.g. `harbour-tee`. */
  readonly handle?: string | undefined
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly brand?: string | undefined
  /** A path from general to special, e.g. `Home/Furniture`. */
  readonly category?: string | undefined
  /** What people or tagging say, in the words of the taxonomy, where the shop does not say the same. */
  readonly taxonomyCategory?: string | undefined
  /** The catalogue states no category: `category` is the shop's own nearest to `taxonomyCategory`. */
  readonly isCategoryTagged?: boolean | undefined
  /** The first of `colors`. */
  readonly color?: string | undefined
  /** Of all variants, each once. */
  readonly colors: readonly string[]
  /** What it costs now, the lowest of its variants. */
  readonly price?: Price | undefined
  /** What the variant with that price cost before, where that is more. */
  readonly compareAtPrice?: Price | undefined
  /** When the price begins to hold, ISO 8601; only of a sale that has a period. */
  readonly saleStarts?: string | undefined
  /** When the price ceases to hold, ISO 8601. */
  readonly saleEnds?: string | undefined
  readonly url?: string | undefined
  /** Local paths (relative to the catalogue file) or http(s) URLs, the main image first. */
  readonly images: readonly string[]
  /** What photos show in words, by photo; absent where the catalogue says it of none. */
  readonly imageAlts?: Readonly<Record<string, string>> | undefined
  /** Width and height of each image in pixels, in their order, as an ingest found them. */
  readonly imageSizes?: ReadonlyArray<readonly [number, number]> | undefined
  /** Clips, named as images are; absent where there are none. */
  readonly videos?: readonly string[] | undefined
  /** PDFs, such as manuals. */
  readonly documents?: readonly string[] | undefined
  /** Sounds. */
  readonly audio?: readonly string[] | undefined
  /** What an ingest found in them, in the order of its records. */
  readonly parts?: readonly MediaSpan[] | undefined
  /** BCP 47 tag, e.g. `en-GB`. */
  readonly locale?: string | undefined
  readonly inStock?: boolean | undefined
  readonly tags: readonly string[]
  /** Other codes a shopper may type: SKU, GTIN, MPN. */
  readonly identifiers: readonly string[]
  /** Values by name, as the shop writes the names. */
  readonly attributes: Readonly<Record<string, readonly string[]>>
  readonly variants: readonly Variant[]
}
