import type { Metadata, MetadataValue } from '../../vectors/vector-store.ts'
import { ATTRIBUTE_KEY, nameOfAttributeValue, valuesOf } from '../attributes.ts'
import { amountsOf, withoutSale } from '../product-prices.ts'
import type { Price, Product } from '../product.ts'
import { toProduct } from '../product-of-record.ts'

/** Long, or of one record rather than of the product; the identifiers double what `productId` and `brand` say. */
const LEFT_OUT = new Set([
  'kind',
  'description',
  'url',
  'imageUrl',
  'images',
  'details',
  'contentHash',
  'identifiers'
])
/** Of each product its own: to look for an equal one would cost more than it saves. */
const UNIQUE = new Set(['productId', 'title', 'amount'])

/** What a list keeps of a product: what it is filtered, counted, sorted and suggested by. About 0.7 KB. */
export class ListedProduct {
  readonly id: string
  /** One of its records, by which the store gives the whole product. */
  readonly key: string
  /** Main photo as stored. */
  readonly image: string | undefined
  /** As its records have it, without what is long; filters hold for it as they hold in the store. */
  readonly metadata: Metadata

  constructor (key: string, metadata: Metadata, shared: SharedValues) {
    const { productId, images } = metadata
    this.id = String(productId)
    this.key = key
    this.image = Array.isArray(images) ? String(images[0]) : undefined
    // With what variants are chosen by, whose records are too long to keep.
    const product = toProduct(metadata)
    const attributes = shared.get(JSON.stringify(spelledAttributes(product)))
    const all = Object.entries({ ...metadata, attributes, ...amounts(metadata, product) })
    const kept = all.filter(([name]) => !LEFT_OUT.has(name))
    this.metadata = Object.fromEntries(
      kept.map(([name, value]) => [name, UNIQUE.has(name) ? value : shared.get(value)])
    )
  }

  get title (): string | undefined {
    return this.#text('title')
  }

  get brand (): string | undefined {
    return this.#text('brand')
  }

  /** Path from general to special. */
  get category (): string | undefined {
    return this.#list('category').at(-1)
  }

  get colors (): readonly string[] {
    return this.#list('color')
  }

  get tags (): readonly string[] {
    return this.#list('tags')
  }

  get price (): Price | undefined {
    const [amount, currency] = [this.#text('amount'), this.#text('currency')]
    return amount === undefined || currency === undefined ? undefined : { amount, currency }
  }

  /** Undefined where the catalogue does not say. */
  get inStock (): boolean | undefined {
    const { inStock } = this.metadata
    return typeof inStock === 'boolean' ? inStock : undefined
  }

  /** When it first came into the catalogue, seconds since 1970; undefined where that is not known. */
  get added (): number | undefined {
    const { added } = this.metadata
    return typeof added === 'number' ? added : undefined
  }

  get attributeNames (): string[] {
    return this.#list(ATTRIBUTE_KEY).map(nameOfAttributeValue)
  }

  #text (name: string): string | undefined {
    const value = this.metadata[name]
    return typeof value === 'string' ? value : undefined
  }

  #list (name: string): readonly string[] {
    return textsOf(this.metadata[name])
  }
}

/** What variants cost, where they differ: within a sale and outside it. */
function amounts ({ priceMax, regularPriceMax }: Metadata, product: Product): Record<string, number[]> {
  return {
    ...(priceMax !== undefined && { prices: amountsOf(product) }),
    ...(regularPriceMax !== undefined && { regularPrices: amountsOf(withoutSale(product)) })
  }
}

/** What filters can name, as the catalogue spells it. */
function spelledAttributes (product: Product): Record<string, string[]> {
  const values = new Map<string, string[]>()
  for (const { name, value } of valuesOf(product)) {
    const known = values.get(name)
    if (known) known.push(value)
    else values.set(name, [value])
  }
  return Object.fromEntries(values)
}

/** A text or a list of texts as a list; anything else is none. */
export function textsOf (value: MetadataValue | undefined): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

/** Gives equal values as one, which saves most of a list's memory: many products share brand, category and tags. */
export class SharedValues {
  readonly #values = new Map<string, MetadataValue>()

  get (value: MetadataValue): MetadataValue {
    if (typeof value !== 'string' && !Array.isArray(value)) return value
    const name = typeof value === 'string' ? value : JSON.stringify(value)
    const known = this.#values.get(name)
    if (known !== undefined) return known
    const shared = Array.isArray(value)
      ? ((value as readonly string[]).map((item) => this.#item(item)) as readonly string[])
      : value
    this.#values.set(name, shared)
    return shared
  }

  #item (item: string): string {
    return typeof item === 'string' ? (this.get(item) as string) : item
  }
}
