import type { Product } from '../product.ts'
import type { ProductState } from '../product-state.ts'
import type { Digest } from '../../shared/digest.ts'
import type { Field } from './formats/fields.ts'

/**
 * A product that can be ingested, with the line of the file that it begins at; of rows far apart, the line of the last.
 */
export interface ProductRow {
  readonly line: number
  readonly product: Product
  /** Digest of its text, where nothing else decides what it is read as and nothing was to be told of it. */
  readonly rowDigest?: Digest | undefined
  /** What the same text was read as before; then `product` is read when it is asked for. */
  readonly known?: ProductState | undefined
}

/** What rows of a text were read as before. */
interface KnownRows {
  get(rowDigest: Digest): ProductState | undefined
}

/** A row that cannot: what is wrong with it, and its text for whoever repairs it. */
export interface BadRow {
  readonly line: number
  readonly id?: string | undefined
  readonly reason: string
  readonly raw: string
  /** The line of headings that `raw` stands under. */
  readonly heading?: string | undefined
  /** Nothing is wrong with it: the shop does not sell it, so it is left out rather than bad. */
  readonly isWithdrawn?: boolean
}

/** In the order of the file; `line` rises strictly. Of JSON arrays and XML, `line` counts the entries. */
export type CatalogueRow = ProductRow | BadRow

/** What content does not tell: `abo` is Amazon Berkeley Objects, by its folder or one shard. */
export type CatalogueFormat = 'abo'

/** What a file was taken for, and which column became what. */
export interface Explanation {
  readonly format: string
  readonly columns: ReadonlyArray<{ readonly heading: string; readonly meaning: string | undefined }>
}

export interface ReadOptions {
  /** Default: told by content. */
  readonly format?: CatalogueFormat | undefined
  /** For `abo`: the language wanted of texts in several, e.g. `en_US`. */
  readonly language?: string | undefined
  /** For `abo`: folder of the photos, if not the dataset's own. */
  readonly imagesDir?: string | undefined
  /** ISO 4217 code of prices in files that state none (Vendure, Shopify); without it such prices are left out. */
  readonly currency?: string | undefined
  /** Name of the encoding, e.g. `windows-1250`. Default: by byte order mark, else UTF-8, else Windows-1252. */
  readonly encoding?: string | undefined
  /** Headings, or fields of JSON, that are to become these fields. */
  readonly mapping?: Readonly<Partial<Record<Field, string>>> | undefined
  /** Told about what is left out or cut of the file: each kind of problem once, then its number. */
  readonly onNotice?: ((message: string) => void) | undefined
  /** Lets rows of JSON lines go unread that are known. */
  readonly knownRows?: KnownRows | undefined
  readonly onExplanation?: ((explanation: Explanation) => void) | undefined
}

/** Enough to repair a row by. */
const MAX_RAW_LENGTH = 10_000

export function badRow (line: number, reason: string, raw: string, id?: string, heading?: string): BadRow {
  return {
    line,
    id,
    reason,
    raw: raw.slice(0, MAX_RAW_LENGTH),
    ...(heading !== undefined && { heading: heading.slice(0, MAX_RAW_LENGTH) })
  }
}

export function productsOf (rows: readonly CatalogueRow[]): Product[] {
  return rows.flatMap((row) => ('product' in row ? [row.product] : []))
}
