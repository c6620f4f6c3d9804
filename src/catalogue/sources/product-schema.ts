import Type from 'typebox'

/** More photos add little to a search and much to its cost; readers keep the first ones. */
export const MAX_IMAGES = 20
/** Characters of what a photo shows; screen readers read it out. */
export const MAX_ALT = 300
/** Clips, documents or sounds of one product, each. */
export const MAX_MEDIA = 10

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '\\S' })
/**
 * A page on the web or a path; shops show it as a link, where `javascript:` would run, and `/\` leads to another
 * host.
 */
const LINK = '^([hH][tT]{2}[pP][sS]?://|[^:/?#\\\\\\s][^:/?#]*([/?#]|$)|[?#]|/(?![/\\\\\\s]))'

/** Beyond any price, and still whole hundredths that a double holds. XXX and XTS of ISO 4217 are no money. */
export const priceSchema = Type.Object({
  amount: Type.String({ maxLength: 20, pattern: '^\\d{1,12}(\\.\\d+)?$' }),
  currency: Type.String({ pattern: '^(?!XXX|XTS)[A-Z]{3}$' })
})

export const variantSchema = Type.Object({
  id: text(200),
  title: Type.Optional(text(500)),
  options: Type.Array(Type.Object({ name: text(100), value: text(200) }), { maxItems: 10 }),
  price: Type.Optional(priceSchema),
  compareAtPrice: Type.Optional(priceSchema),
  inStock: Type.Optional(Type.Boolean()),
  image: Type.Optional(text(2000)),
  identifiers: Type.Array(text(100), { maxItems: 20 })
})

/** Lengths keep a record within what Amazon S3 Vectors stores: 2,048 bytes filterable, 40 KB in all. */
export const PRODUCT_SCHEMAS = {
  // `#` begins the catalogue's own records, and control characters break logs and file names.
  id: Type.String({ minLength: 1, maxLength: 200, pattern: '^[^#\\p{Cc}][^\\p{Cc}]*$' }),
  handle: Type.Optional(text(200)),
  title: Type.Optional(text(500)),
  description: Type.Optional(text(10_000)),
  brand: Type.Optional(text(100)),
  category: Type.Optional(text(200)),
  color: Type.Optional(text(100)),
  colors: Type.Array(text(100), { maxItems: 50 }),
  price: Type.Optional(priceSchema),
  compareAtPrice: Type.Optional(priceSchema),
  saleStarts: Type.Optional(Type.String({ format: 'date-time' })),
  saleEnds: Type.Optional(Type.String({ format: 'date-time' })),
  url: Type.Optional(Type.String({ maxLength: 2000, pattern: LINK })),
  images: Type.Array(text(2000), { maxItems: MAX_IMAGES }),
  imageAlts: Type.Optional(Type.Record(Type.String(), text(MAX_ALT), { maxProperties: MAX_IMAGES })),
  videos: Type.Optional(Type.Array(text(2000), { maxItems: MAX_MEDIA })),
  documents: Type.Optional(Type.Array(text(2000), { maxItems: MAX_MEDIA })),
  audio: Type.Optional(Type.Array(text(2000), { maxItems: MAX_MEDIA })),
  locale: Type.Optional(Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$' })),
  inStock: Type.Optional(Type.Boolean()),
  tags: Type.Array(text(100), { maxItems: 100 }),
  identifiers: Type.Array(text(100), { maxItems: 200 }),
  attributes: Type.Record(Type.String(), Type.Array(text(1000), { maxItems: 100 }), { maxProperties: 100 }),
  variants: Type.Array(variantSchema, { maxItems: 200 })
} as const

export const productSchema = Type.Object(PRODUCT_SCHEMAS)

export const PRODUCT_FIELDS: ReadonlySet<string> = new Set(Object.keys(PRODUCT_SCHEMAS))

/** Told what a value was left out or cut for; the product is in without it. */
export type OnProblem = (field: string, problem: string) => void
