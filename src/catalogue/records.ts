import type { Metadata, VectorRecord } from '../vectors/vector-store.ts'
import type { Embedding } from '../embedding/embedder.ts'
import { MAX_FILTERABLE_BYTES, metadataBytes } from '../vectors/metadata.ts'
import { ATTRIBUTE_KEY, filterableValues } from './attributes.ts'
import { priceRangeOf, withoutSale } from './product-prices.ts'
import type { MediaSpan, Product, Variant } from './product.ts'
import type { RecordRef } from './record-keys.ts'

/** Metadata keys closed to filters, in every index of a catalogue: long or never filtered by. */
export const NON_FILTERABLE_KEYS = [
  'title',
  'description',
  'url',
  'imageUrl',
  'images',
  'amount',
  'attributes',
  'details',
  'contentHash'
] as const

/** What is displayed of a product and no filter names, as JSON in one key: an index has no more than ten such keys. */
export type Details = Partial<
  Pick<
    Product,
    | 'handle'
    | 'taxonomyCategory'
    | 'isCategoryTagged'
    | 'compareAtPrice'
    | 'saleStarts'
    | 'saleEnds'
    | 'identifiers'
    | 'imageSizes'
    | 'videos'
    | 'documents'
    | 'audio'
    | 'variants'
  >
> & {
  readonly parts?: readonly StoredSpan[] | undefined
  /** In the order of the photos; empty where nothing is said. */
  readonly alts?: readonly string[] | undefined
}

/** Kind, position of the file, page or begin, end: many of them stand in every record. */
export type StoredSpan = readonly [kind: MediaSpan['kind'], file: number, from: number, to?: number]

/** Filterable bytes that a record has for a product; the others are for `kind` and `added`. */
export const FILTERABLE_LIMIT = MAX_FILTERABLE_BYTES - 48
/** Of these, what attributes may always take; tags, codes and colors make room. */
export const ATTRIBUTE_BYTES = 768

/**
 * One record of a product, of which `contentHash` says what was embedded. `added`: when the product first came into the
 * catalogue, seconds since 1970.
 */
export function toRecord (
  product: Product,
  ref: RecordRef,
  embedding: Embedding,
  contentHash: string,
  added?: number
): VectorRecord {
  return {
    key: ref.key,
    embedding,
    metadata: withoutAbsent({ ...filterable(product, ref), ...displayFields(product, ref), contentHash, added })
  }
}

function storedSpan ({ kind, file, page, startSeconds = 0, endSeconds }: MediaSpan): StoredSpan {
  if (page !== undefined) return [kind, file, page]
  return endSeconds === undefined ? [kind, file, startSeconds] : [kind, file, startSeconds, endSeconds]
}

/** Spelling in which identifiers are stored and looked up. */
export function toIdentifier (text: string): string {
  return text.trim().toLowerCase()
}

/** What a filter can name, by metadata key. */
function filterable (product: Product, ref: RecordRef): Record<string, unknown> {
  const others = filterableFields(product, ref)
  const left = FILTERABLE_LIMIT - metadataBytes(withoutAbsent(others))
  return { ...others, [ATTRIBUTE_KEY]: filterableValues(product, Math.max(ATTRIBUTE_BYTES, left)) }
}

/** Room that the product's attributes have whatever else there is of it. */
export function attributeBytes (product: Product): number {
  return (
    metadataBytes(withoutAbsent({ [ATTRIBUTE_KEY]: filterableValues(product, ATTRIBUTE_BYTES) })) - metadataBytes({})
  )
}

/** What filters can name of a product's attributes, as its records have it. */
export function attributeValuesOf (product: Product): readonly string[] {
  return filterable(product, { key: '', kind: 'image' })[ATTRIBUTE_KEY] as string[]
}

/** What a filter can name, attributes left out. */
export function filterableFields (product: Product, { kind }: RecordRef): Record<string, unknown> {
  const { id, brand, category, colors, locale, inStock, tags, identifiers } = product
  const named = [id, ...identifiers, ...(brand ? [brand] : [])].map(toIdentifier)
  return {
    productId: id,
    kind,
    category: category && categoryPath(category),
    brand,
    // One color stays a plain text, as records of before have it.
    color: colors.length > 1 ? colors : colors[0],
    ...priceFields(product, ['price', 'priceMax']),
    currency: product.price?.currency,
    ...saleFields(product),
    locale,
    inStock,
    tags,
    identifiers: [...new Set(named)]
  }
}

/** The lowest price of a product and its variants, and the highest where that is more. */
function priceFields (product: Product, [lowest, highest]: readonly [string, string]): Record<string, unknown> {
  const range = product.price && priceRangeOf(product)
  if (range === undefined) return {}
  const [min, max] = [Number(range.min.amount), Number(range.max.amount)]
  return { [lowest]: min, [highest]: max > min ? max : undefined }
}

/** Of a sale with a period: what holds outside it, and the period in seconds since 1970. */
function saleFields (product: Product): Record<string, unknown> {
  const { saleStarts, saleEnds, compareAtPrice } = product
  const outside = withoutSale(product)
  if (
    compareAtPrice === undefined ||
    outside.price === undefined ||
    (saleStarts === undefined && saleEnds === undefined)
  ) {
    return {}
  }
  const seconds = (time: string | undefined) => (time === undefined ? undefined : Math.floor(Date.parse(time) / 1000))
  return {
    ...priceFields(outside, ['regularPrice', 'regularPriceMax']),
    saleStarts: seconds(saleStarts),
    saleEnds: seconds(saleEnds)
  }
}

/** What is read back and never filtered by. */
export function displayFields (product: Product, { imageUrl }: RecordRef): Record<string, unknown> {
  const {
    title,
    description,
    url,
    images,
    price,
    attributes,
    handle,
    taxonomyCategory,
    isCategoryTagged,
    compareAtPrice,
    saleStarts,
    saleEnds,
    imageAlts,
    imageSizes,
    videos,
    documents,
    audio,
    parts
  } = product
  const details: Record<keyof Details, unknown> = {
    handle,
    taxonomyCategory,
    isCategoryTagged: isCategoryTagged || undefined,
    compareAtPrice,
    saleStarts,
    saleEnds,
    imageSizes,
    alts: imageAlts && images.map((image) => imageAlts[image] ?? ''),
    videos,
    documents,
    audio,
    parts: parts?.map(storedSpan),
    identifiers: product.identifiers.length > 0 ? product.identifiers : undefined,
    variants: product.variants.length > 0 ? product.variants.map(stored) : undefined
  }
  return {
    title,
    description,
    url,
    imageUrl,
    images,
    amount: price?.amount,
    attributes: toJson(attributes),
    details: toJson(details)
  }
}

function stored ({ options, identifiers, ...variant }: Variant): Record<string, unknown> {
  return { ...variant, ...(options.length > 0 && { options }), ...(identifiers.length > 0 && { identifiers }) }
}

/** Nothing for an object without values. */
function toJson (value: object): string | undefined {
  const json = JSON.stringify(value)
  return json === '{}' ? undefined : json
}

/** `Home/Furniture` becomes `Home`, `Home/Furniture`, so that equality with any element finds whole branches. */
export function categoryPath (category: string): string[] {
  const steps = category.split('/')
  return steps.map((_, i) => steps.slice(0, i + 1).join('/'))
}

/** Stores keep no null and no empty list: a key without a value is left out. */
export function withoutAbsent (entries: Record<string, unknown>): Metadata {
  const present: Record<string, unknown> = {}
  // A loop: all records of an ingest pass here, and lists of entries take four times as long.
  for (const key in entries) {
    const value = entries[key]
    if (value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)) present[key] = value
  }
  return present as Metadata
}
