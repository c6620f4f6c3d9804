import type { Row } from './row.ts'

/** What a column may become. Of fields in brackets the builder makes others, e.g. `inStock` of `quantity`. */
export const FIELDS = [
  'id', 'handle', 'title', 'description', 'shortDescription', 'brand', 'category', 'subcategory', 'color', 'price', 'currency', 'salePrice',
  'salePeriod', 'saleStarts', 'saleEnds', 'compareAtPrice', 'url', 'images', 'variantImage', 'imagePosition', 'locale', 'availability',
  'quantity', 'tracked', 'backorder', 'tags', 'identifiers', 'group', 'parent', 'variants', 'kind', 'status', 'published', 'visibility',
  'variantId', 'variantTitle', 'options', 'optionGroups', 'attributes', 'facets'
] as const

export type Field = typeof FIELDS[number]

/** A heading in its normal form, or what such headings look like. */
export type Heading = string | RegExp

/** What a row tells of: the product, one variant of it, both, further photos, or nothing that is sold. */
export type RowKind = 'both' | 'product' | 'variant' | 'image' | 'none'

/** How rows belong together. Names are compared over the whole file. */
export interface Membership {
  /** Rows with one name are one product. */
  readonly name: string
  /** Other names for the same product. */
  readonly aliases?: readonly string[]
}

export interface Option { readonly name: string, readonly value: string }

/** How one shop system writes its products. */
export interface Format {
  readonly name: string
  /** Columns that each file of this kind has, one of each list. */
  readonly requires: readonly (readonly Field[])[]
  /** Headings that no other system has; so many of them make a file one of this kind. */
  readonly telling: readonly Heading[]
  readonly tellingNeeded: number
  /** For each field its headings, of today and of before, the most telling first. */
  readonly columns: Readonly<Partial<Record<Field, readonly Heading[]>>>
  /** Columns that become attributes; of a pattern the first group is the name. */
  readonly attributes?: readonly Heading[]
  /** Columns whose values tell variants of one product apart. */
  readonly optionColumns?: readonly string[]
  /** Number of a heading that names an option, or holds its value. */
  readonly optionName?: (heading: string) => string | undefined
  readonly optionValue?: (heading: string) => string | undefined
  /** Headings of prices that name their currency in the first group. */
  readonly pricedIn?: RegExp
  /** Whether prices state their currency. */
  readonly statesCurrency: boolean
  /** What parts the values of a cell; tags by comma and images by `splitImages`, unless told. */
  readonly separators?: { readonly tags?: RegExp, readonly category?: RegExp, readonly categories?: RegExp, readonly options?: RegExp, readonly identifiers?: RegExp }
  /** The column without which each row is a product, whatever `membership` says. */
  readonly groupedBy?: Field
  /** Absent where each row is a product. `previous` is the last row that was no continuation. */
  readonly membership?: (row: Row, previous: Row | undefined) => Membership | undefined
  readonly kindOf?: (row: Row) => RowKind
  readonly optionsOf?: (row: Row, main: Row) => Option[]
  /** Attributes that stand together in one cell. */
  readonly attributesOf?: (row: Row) => Option[]
  /** Why the shop does not sell a product, told by its main row. */
  readonly whyWithdrawn?: (row: Row) => string | undefined
}

/** `Image_Link`, `image link *` and `g:image_link` are one heading. */
export function toHeading (text: string): string {
  return text.normalize('NFKC').trim().toLowerCase().replace(/^g:/, '').replace(/[\s_]+/g, ' ').replace(/[’´`]/g, "'").replace(/^[¿"]+|\s*[*?"]+$/g, '').trim()
}

export function numbered (pattern: RegExp): (heading: string) => string | undefined {
  return (heading) => pattern.exec(heading)?.[1]
}
