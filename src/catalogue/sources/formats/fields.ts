/** What a column may become. Of fields in brackets the builder makes others, e.g. `inStock` of `quantity`. */
export const FIELDS = [
  'id',
  'handle',
  'title',
  'description',
  'shortDescription',
  'brand',
  'category',
  'subcategory',
  'color',
  'price',
  'currency',
  'salePrice',
  'salePeriod',
  'saleStarts',
  'saleEnds',
  'onSale',
  'surcharge',
  'discountAmount',
  'discountPercent',
  'discountKind',
  'compareAtPrice',
  'url',
  'images',
  'variantImage',
  'imagePosition',
  'imageAlts',
  'videos',
  'documents',
  'audio',
  'locale',
  'availability',
  'quantity',
  'tracked',
  'backorder',
  'tags',
  'identifiers',
  'group',
  'parent',
  'variants',
  'kind',
  'status',
  'published',
  'visibility',
  'variantId',
  'variantTitle',
  'options',
  'optionGroups',
  'attributes',
  'facets'
] as const

export type Field = (typeof FIELDS)[number]

/** A heading in its normal form, or what such headings look like. */
export type Heading = string | RegExp

/** What a row's columns are told by. */
export interface ColumnNames {
  /** For each field its headings, of today and of before, the most telling first. */
  readonly columns: Readonly<Partial<Record<Field, readonly Heading[]>>>
  /** Columns that become attributes; of a pattern the first group is the name. */
  readonly attributes?: readonly Heading[]
  /** Headings of prices that name their currency in the first group. */
  readonly pricedIn?: RegExp
  /** A heading that names the currency of all prices in the first group. */
  readonly currencyIn?: RegExp
  /** A blank cell of `tracked` says that stock is not counted, so that what is sold never runs out. */
  readonly isUntrackedIfBlank?: boolean
  /** The word of `availability` as others write it. */
  readonly toAvailability?: (word: string) => string
  /** Prices have no thousands signs, so that a point always parts the cents. */
  readonly hasPlainPoint?: boolean
  /** Number of a heading that names an option, or holds its value. */
  readonly optionName?: (heading: string) => string | undefined
  readonly optionValue?: (heading: string) => string | undefined
}

/** `Image_Link`, `image link *` and `g:image_link` are one heading. */
export function toHeading (text: string): string {
  return text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/^g:/, '')
    .replace(/[\s_]+/g, ' ')
    .replace(/[’´`]/g, "'")
    .replace(/^[¿"*]+|\s*[*?"]+$/g, '')
    .trim()
}
