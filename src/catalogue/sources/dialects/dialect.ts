import { MAX_IMAGES } from '../validate-product.ts'

/** One row of a CSV file by normalised heading, cells trimmed. */
export type Cells = ReadonlyMap<string, string>

/** How one shop system writes its products into CSV. */
export interface Dialect {
  /** Heading of the column that becomes the id. */
  readonly id: string
  readonly statesCurrency: boolean
  /** Whether a file with these headings is of this kind. */
  recognises (headings: ReadonlySet<string>): boolean
  reads (heading: string): boolean
  /** Whether a row tells more of the product that began with `first`. */
  continues (row: Cells, first: Cells): boolean
  /** Why the shop does not sell a product, told by its first row; undefined where it does. */
  whyWithdrawn? (first: Cells): string | undefined
  /** The product as `validateProduct` takes it. */
  toProduct (rows: readonly Cells[], currency?: string): Record<string, unknown>
}

/** `Image_Link`, `image link` and `g:image_link` are one heading. */
export function toHeading (text: string): string {
  return text.trim().toLowerCase().replace(/^g:/, '').replace(/[\s_]+/g, ' ')
}

/** Values of a column over the rows of a product: without empty ones and doubles. */
export function column (rows: readonly Cells[], heading: string): string[] {
  return distinct(rows.map((row) => row.get(heading) ?? ''))
}

export function distinct (values: readonly string[]): string[] {
  return [...new Set(values.filter((value) => value !== ''))]
}

export function split (text: string | undefined, separator: string | RegExp): string[] {
  return distinct((text ?? '').split(separator).map((part) => part.trim()))
}

/** `Home > Furniture` as `Home/Furniture`. */
export function toPath (text: string): string {
  return text.replace(/\s*>\s*/g, '/')
}

export function firstImages (images: readonly string[]): string[] {
  return distinct(images).slice(0, MAX_IMAGES)
}

/** Lowest of the prices that are numbers; the first as it is where none is, so that validation can name it. */
export function lowestPrice (amounts: readonly string[], currency: string | undefined): { amount: string, currency: string } | undefined {
  const [lowest = amounts[0]] = amounts.filter((amount) => Number.isFinite(Number(amount))).sort((a, b) => Number(a) - Number(b))
  return lowest !== undefined && currency !== undefined ? { amount: lowest, currency } : undefined
}

/** `19.90 EUR`, `EUR 19.90` or, with a currency column, `19.90`. */
export function parsePrice (text: string | undefined, currency?: string): { amount: string, currency: string } | undefined {
  if (text === undefined || text === '') return undefined
  const [, before = '', amount = text, after = ''] = /^([A-Z]{3})?\s*([\d.]+)\s*([A-Z]{3})?$/.exec(text) ?? []
  return { amount, currency: before || after || currency || '' }
}
