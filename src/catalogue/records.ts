import type { Metadata, VectorRecord } from '../vectors/vector-store.ts'
import type { Embedding } from '../embedding/embedder.ts'
import { toWords } from '../shared/plain-text.ts'
import type { Product, Variant } from './product.ts'

/** A product is several records, one for each view of it: its words and each photo. */
export type ViewKind = 'text' | 'image'

export interface View {
  /** `<productId>#text` or `<productId>#image-<n>`. */
  readonly key: string
  readonly kind: ViewKind
  /** The photo as stored, for kind `image`. */
  readonly imageUrl?: string | undefined
}

/** Metadata keys closed to filters, in every index of a catalogue: long or never filtered by. */
export const NON_FILTERABLE_KEYS = ['title', 'description', 'url', 'imageUrl', 'images', 'amount', 'attributes', 'details', 'contentHash'] as const

/** What is shown of a product and not searched by, as JSON in one key: an index has no more than ten such keys. */
type Details = Partial<Pick<Product, 'handle' | 'compareAtPrice' | 'saleStarts' | 'saleEnds' | 'variants'>>

/** Keys that begin so are the catalogue's own records, never products. */
export const RESERVED_KEY_PREFIX = '#'

export function textKey (productId: string): string {
  return `${productId}#text`
}

export function imageKey (productId: string, position: number): string {
  return `${productId}#image-${position}`
}

/** The product a view belongs to: everything before the last `#`, since ids may hold one. */
export function productIdOf (key: string): string {
  return key.slice(0, key.lastIndexOf('#'))
}

/** Whether a key is one of a product's view, as opposed to the catalogue's own records and to what is no key. */
export function isViewKey (key: string): boolean {
  return !key.startsWith(RESERVED_KEY_PREFIX) && /^.{1,200}#(text|image-\d{1,4})$/su.test(key)
}

export function kindOf (metadata: Metadata): ViewKind {
  return metadata['kind'] === 'image' ? 'image' : 'text'
}

export function viewsOf (product: Product): View[] {
  const text: View[] = textOf(product) === '' ? [] : [{ key: textKey(product.id), kind: 'text' }]
  return [...text, ...product.images.map((imageUrl, i): View => ({ key: imageKey(product.id, i), kind: 'image', imageUrl }))]
}

/** What the model reads of a product: short and telling first, since models cut at the end. */
export function textOf ({ title, brand, category, color, description }: Product): string {
  const leaf = category?.split('/').at(-1)
  return toWords([title, color, brand, leaf, description].filter(Boolean).join('. '))
}

/** `updated`: when an ingest wrote it, seconds since 1970. */
export function toRecord (product: Product, view: View, embedding: Embedding, contentHash: string, updated?: number): VectorRecord {
  return { key: view.key, embedding, metadata: withoutAbsent({ ...filterable(product, view), ...shown(product, view), contentHash, updated }) }
}

/** The product as kept in the metadata of any of its views. */
export function toProduct (metadata: Metadata): Product {
  const text = (key: string) => typeof metadata[key] === 'string' ? metadata[key] : undefined
  const list = (key: string) => Array.isArray(metadata[key]) ? metadata[key] as string[] : []
  const [amount, currency] = [text('amount'), text('currency')]
  const colors = text('color') === undefined ? list('color') : [text('color')!]
  const details = JSON.parse(text('details') ?? '{}') as Details
  return {
    id: text('productId') ?? '',
    title: text('title'),
    description: text('description'),
    brand: text('brand'),
    category: list('category').at(-1),
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
    identifiers: list('identifiers'),
    attributes: toAttributes(JSON.parse(text('attributes') ?? '{}') as Record<string, string | string[]>),
    variants: (details.variants ?? []).map(toVariant)
  }
}

/** Records of before kept one text for each name. */
function toAttributes (stored: Record<string, string | string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(stored).map(([name, values]) => [name, [values].flat()]))
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
export function filterable (product: Product, { kind }: View): Record<string, unknown> {
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
    locale,
    inStock,
    tags,
    identifiers: [...new Set(named)]
  }
}

/** What is read back and never filtered by. */
export function shown (product: Product, { imageUrl }: View): Record<string, unknown> {
  const { title, description, url, images, price, attributes, handle, compareAtPrice, saleStarts, saleEnds, variants } = product
  const details: Record<keyof Details, unknown> = { handle, compareAtPrice, saleStarts, saleEnds, variants: variants.length > 0 ? variants.map(stored) : undefined }
  return { title, description, url, imageUrl, images, amount: price?.amount, attributes: toJson(attributes), details: toJson(details) }
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
  const present = Object.entries(entries).filter(([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0))
  return Object.fromEntries(present) as Metadata
}
