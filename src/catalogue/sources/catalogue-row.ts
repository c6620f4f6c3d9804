import type { Product } from '../product.ts'

/** A product that can be ingested, with the line of the file that it begins at. */
export interface ProductRow {
  readonly line: number
  readonly product: Product
}

/** A row that cannot: what is wrong with it, and its text for whoever repairs it. */
export interface BadRow {
  readonly line: number
  readonly id?: string | undefined
  readonly reason: string
  readonly raw: string
  /** Nothing is wrong with it: the shop does not sell it any more, so it is missing rather than bad. */
  readonly isWithdrawn?: boolean
}

/** In the order of the file; `line` rises strictly. */
export type CatalogueRow = ProductRow | BadRow

/** What content does not tell: `abo` is Amazon Berkeley Objects, by its folder or one shard. */
export type CatalogueFormat = 'abo'

export interface ReadOptions {
  /** Default: told by content. */
  readonly format?: CatalogueFormat | undefined
  /** For `abo`: the language wanted of texts in several, e.g. `en_US`. */
  readonly language?: string | undefined
  /** For `abo`: folder of the photos, if not the dataset's own. */
  readonly imagesDir?: string | undefined
  /** ISO 4217 code of prices in files that state none (Vendure, Shopify); without it such prices are left out. */
  readonly currency?: string | undefined
  /** Told once about what is left out of the whole file, e.g. columns that mean nothing here. */
  readonly onNotice?: ((message: string) => void) | undefined
}

const MAX_RAW_LENGTH = 300

export function badRow (line: number, reason: string, raw: string, id?: string): BadRow {
  return { line, id, reason, raw: raw.slice(0, MAX_RAW_LENGTH) }
}
