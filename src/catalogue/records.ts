import type { Metadata, VectorRecord } from '../vectors/vector-store.ts'
import type { Embedding } from '../embedding/embedder.ts'
import { toWords } from '../shared/plain-text.ts'
import { MAX_FILTERABLE_BYTES, metadataBytes } from '../vectors/metadata.ts'
import { ATTRIBUTE_KEY, filterableValues } from './attributes.ts'
import { withoutSale } from './offer.ts'
import type { MediaPart, Product, Variant } from './product.ts'

/** A product is several records: its words, each photo, and each part of its clips, documents and sounds. */
export type RecordKind = 'text' | 'image' | MediaPart['kind']
export const MEDIA_RECORD_KINDS = ['video', 'page', 'audio'] as const

export interface View {
  /** `<productId>#text`, `<productId>#image-<n>`, or e.g. `<productId>#page-<file>-<n>`. */
  readonly key: string
  readonly kind: RecordKind
  /** The photo as stored, for kind `image`. */
  readonly imageUrl?: string | undefined
}

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

/** What is shown of a product and not searched by, as JSON in one key: an index has no more than ten such keys. */
type Details = Partial<
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
> & { readonly parts?: readonly StoredPart[] | undefined }

/** Kind, position of the file, page or begin, end: many of them stand in every record. */
type StoredPart = readonly [kind: MediaPart['kind'], file: number, from: number, to?: number]

/** Filterable bytes that a record has for a product; the others are of the record's own keys. */
export const FILTERABLE_LIMIT = MAX_FILTERABLE_BYTES - 48
/** Of these, what attributes may always take; tags, codes and colors make room. */
const ATTRIBUTE_BYTES = 768
/** Characters of attributes that the model reads: a long table of them would push out the description. */
const MAX_ATTRIBUTE_TEXT = 300
/** Colors that the model reads. */
const MAX_COLORS_READ = 5

/** Keys that begin so are the catalogue's own records, never products. */
export const RESERVED_KEY_PREFIX = '#'

export function textKey (productId: string): string {
  return `${productId}#text`
}

export function imageKey (productId: string, position: number): string {
  return `${productId}#image-${position}`
}

/** Where the part is a clip's or sound's, it is named by when it begins. */
export function partKey (productId: string, { kind, file, page, startSeconds }: MediaPart): string {
  return `${productId}#${kind}-${file}-${page ?? Math.round((startSeconds ?? 0) * 10)}`
}

/** The part that a record is of, where it is of one. */
export function partOf (product: Product, key: string): MediaPart | undefined {
  return product.parts?.find((part) => partKey(product.id, part) === key)
}

/** The product a record belongs to: everything before the last `#`, since ids may hold one. */
export function productIdOf (key: string): string {
  return key.slice(0, key.lastIndexOf('#'))
}

/** Whether a key is one of a product's record, as opposed to the catalogue's own records and to what is no key. */
export function isRecordKey (key: string): boolean {
  return !key.startsWith(RESERVED_KEY_PREFIX) && /^.{1,200}#(text|image-\d{1,4}|(video|page|audio)-\d{1,2}-\d{1,6})$/su.test(key)
}

/** The kind of a record by its key alone. */
export function kindOfKey (key: string): RecordKind {
  const [kind = ''] = key.slice(key.lastIndexOf('#') + 1).split('-', 1)
  return kind === 'text' ? 'text' : (MEDIA_RECORD_KINDS.find((one) => one === kind) ?? 'image')
}

export function kindOf (metadata: Metadata): RecordKind {
  const kind = metadata['kind'] as RecordKind
  return kind === 'image' || (MEDIA_RECORD_KINDS as readonly string[]).includes(kind) ? kind : 'text'
}

export function viewsOf (product: Product): View[] {
  const text: View[] = textOf(product) === '' ? [] : [{ key: textKey(product.id), kind: 'text' }]
  return [
    ...text,
    ...product.images.map((imageUrl, i): View => ({ key: imageKey(product.id, i), kind: 'image', imageUrl })),
    ...(product.parts ?? []).map((part): View => ({ key: partKey(product.id, part), kind: part.kind }))
  ]
}

/** What the model reads of a product: short and telling first, since models cut at the end. */
export function textOf ({ title, brand, category, colors, attributes, description }: Product): string {
  const leaf = category?.split('/').at(-1)
  const said = [title, colors.slice(0, MAX_COLORS_READ).join(', '), brand, leaf].filter(Boolean)
  return toWords([...said, attributeText(attributes, said.join(' ')), description].filter(Boolean).join('. '))
}

/** Values that are words and not said already, e.g. `Linen, Long sleeve`; figures and sizes tell a model nothing. */
function attributeText (attributes: Product['attributes'], said: string): string {
  const known = said.toLowerCase()
  const words = Object.values(attributes)
    .flat()
    .filter((value) => /\p{L}{3}/u.test(value) && value.length <= 64 && !/^https?:/i.test(value))
  const fresh = [...new Set(words)].filter((value) => !known.includes(value.toLowerCase()))
  let length = 0
  return fresh.filter((value) => (length += value.length + 2) <= MAX_ATTRIBUTE_TEXT).join(', ')
}

/** `added`: when its product first came into the catalogue, seconds since 1970. */
export function toRecord (
  product: Product,
  view: View,
  embedding: Embedding,
  contentHash: string,
  added?: number
): VectorRecord {
  return {
    key: view.key,
    embedding,
    metadata: withoutAbsent({ ...filterable(product, view), ...shown(product, view), contentHash, added })
  }
}

/** The product as kept in the metadata of any of its records. */
export function toProduct (metadata: Metadata): Product {
  const text = (key: string) => (typeof metadata[key] === 'string' ? metadata[key] : undefined)
  const list = (key: string) => (Array.isArray(metadata[key]) ? (metadata[key] as string[]) : [])
  const [amount, currency] = [text('amount'), text('currency')]
  const named = new Set([text('productId'), text('brand')].map((name) => toIdentifier(name ?? '')))
  const colors = text('color') === undefined ? list('color') : [text('color')!]
  const details = JSON.parse(text('details') ?? '{}') as Details
  return {
    id: text('productId') ?? '',
    title: text('title'),
    description: text('description'),
    brand: text('brand'),
    category: list('category').at(-1),
    ...(details.taxonomyCategory !== undefined && { taxonomyCategory: details.taxonomyCategory }),
    ...(details.isCategoryTagged && { isCategoryTagged: true }),
    handle: details.handle,
    color: colors[0],
    colors,
    price: amount !== undefined && currency !== undefined ? { amount, currency } : undefined,
    compareAtPrice: details.compareAtPrice,
    saleStarts: details.saleStarts,
    saleEnds: details.saleEnds,
    url: text('url'),
    images: list('images'),
    locale: text('locale'),
    inStock: typeof metadata['inStock'] === 'boolean' ? metadata['inStock'] : undefined,
    tags: list('tags'),
    // Records of before have them among the names they are looked up by only.
    identifiers: details.identifiers ?? list('identifiers').filter((name) => !named.has(name)),
    ...(details.imageSizes && { imageSizes: details.imageSizes }),
    ...(details.videos && { videos: details.videos }),
    ...(details.documents && { documents: details.documents }),
    ...(details.audio && { audio: details.audio }),
    ...(details.parts && { parts: details.parts.map(toPart) }),
    attributes: toAttributes(JSON.parse(text('attributes') ?? '{}') as Record<string, string | string[]>),
    variants: (details.variants ?? []).map(toVariant)
  }
}

/** Records of before kept one text for each name. */
function toAttributes (stored: Record<string, string | string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(stored).map(([name, values]) => [name, [values].flat()]))
}

function toPart ([kind, file, from, to]: StoredPart): MediaPart {
  return kind === 'page' ? { kind, file, page: from } : { kind, file, startSeconds: from, endSeconds: to }
}

function storedPart ({ kind, file, page, startSeconds = 0, endSeconds }: MediaPart): StoredPart {
  if (page !== undefined) return [kind, file, page]
  return endSeconds === undefined ? [kind, file, startSeconds] : [kind, file, startSeconds, endSeconds]
}

/** Empty lists are not stored. */
function toVariant (stored: Partial<Variant> & Pick<Variant, 'id'>): Variant {
  return { options: [], identifiers: [], ...stored }
}

/** Spelling in which identifiers are stored and looked up. */
export function toIdentifier (text: string): string {
  return text.trim().toLowerCase()
}

/** What a filter can name, by metadata key. */
function filterable (product: Product, view: View): Record<string, unknown> {
  const others = filterableFields(product, view)
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

/** The same but for attributes. */
export function filterableFields (product: Product, { kind }: View): Record<string, unknown> {
  const { id, brand, category, colors, price, locale, inStock, tags, identifiers } = product
  const named = [id, ...identifiers, ...(brand ? [brand] : [])].map(toIdentifier)
  return {
    productId: id,
    kind,
    category: category && categoryPath(category),
    brand,
    // One color stays a plain text, as records of before have it.
    color: colors.length > 1 ? colors : colors[0],
    price: price && Number(price.amount),
    currency: price?.currency,
    ...saleFields(product),
    locale,
    inStock,
    tags,
    identifiers: [...new Set(named)]
  }
}

/** Of a sale with a period: what holds outside it, and the period in seconds since 1970. */
function saleFields (product: Product): Record<string, unknown> {
  const { saleStarts, saleEnds, compareAtPrice } = product
  const outside = withoutSale(product).price
  if (compareAtPrice === undefined || outside === undefined || (saleStarts === undefined && saleEnds === undefined)) {
    return {}
  }
  const seconds = (time: string | undefined) => (time === undefined ? undefined : Math.floor(Date.parse(time) / 1000))
  return { regularPrice: Number(outside.amount), saleStarts: seconds(saleStarts), saleEnds: seconds(saleEnds) }
}

/** What is read back and never filtered by. */
export function shown (product: Product, { imageUrl }: View): Record<string, unknown> {
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
    videos,
    documents,
    audio,
    parts: parts?.map(storedPart),
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
  const present = Object.entries(entries).filter(
    ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)
  )
  return Object.fromEntries(present) as Metadata
}
