import { CatalogueEmptyError } from '../../errors.ts'
import { IdSet } from '../../shared/id-set.ts'
import type { VectorStore } from '../../vectors/vector-store.ts'
import { indexName, readGenerations } from '../generations.ts'
import type { Product, Variant } from '../product.ts'
import { toIdentifier } from '../records.ts'
import { toProduct } from '../product-of-record.ts'
import { RESERVED_KEY_PREFIX } from '../record-keys.ts'
import { PRODUCT_FIELDS } from '../sources/product-schema.ts'
import { stripHtml } from '../sources/strip-html.ts'
import { toReference } from './api-product.ts'

export interface ExportOptions {
  readonly store: VectorStore
  readonly catalogue: string
  /** Any that is indexed: all hold the same products. */
  readonly dimension: number
  /** What stored local photos begin with; they are exported relative to their folder. */
  readonly mediaUrl: string
}

/** Every product as `vitrine ingest` reads it back, in no particular order. Rejects with CATALOGUE_EMPTY. */
export async function * exportCatalogue ({
  store,
  catalogue,
  dimension,
  mediaUrl
}: ExportOptions): AsyncGenerator<Record<string, unknown>> {
  const { live } = await readGenerations(store, catalogue)
  const index = await store.openIndex(indexName(catalogue, dimension, live))
  if (!index) throw new CatalogueEmptyError(catalogue)
  const ids = new IdSet()
  for await (const { key, metadata } of index.listMetadata()) {
    if (key.startsWith(RESERVED_KEY_PREFIX)) continue
    const product = toProduct(metadata)
    if (ids.add(product.id) === undefined) yield exported(product, mediaUrl)
  }
}

/** A product as a file states it: with photos relative to their folder. */
export function exported (product: Product, mediaUrl: string): Record<string, unknown> {
  const { title, description, brand, category, color, colors, tags, attributes, variants, images } = product
  const { videos, documents, audio, imageAlts } = product
  const placed = (file: string) => toReference(file, mediaUrl) ?? file
  const read = Object.fromEntries(Object.entries(product).filter(([field]) => PRODUCT_FIELDS.has(field)))
  return {
    ...read,
    title: asRead(title),
    description: asRead(description),
    brand: asRead(brand),
    category: asRead(category),
    color: asRead(color),
    colors: colors.map(asRead),
    tags: tags.map(asRead),
    identifiers: identifiersOf(product),
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, values]) => [asRead(name), values.map(asRead)])
    ),
    variants: variants.map((variant) => exportedVariant(variant, mediaUrl)),
    images: images.map(placed),
    ...(imageAlts && {
      imageAlts: Object.fromEntries(Object.entries(imageAlts).map(([image, alt]) => [placed(image), asRead(alt)]))
    }),
    ...(videos && { videos: videos.map(placed) }),
    ...(documents && { documents: documents.map(placed) }),
    ...(audio && { audio: audio.map(placed) })
  }
}

/** A record names its product by id and brand, too. */
function identifiersOf ({ id, brand, identifiers }: Product): string[] {
  const implied = new Set([id, brand ?? ''].map(toIdentifier))
  return identifiers.filter((identifier) => !implied.has(identifier))
}

function exportedVariant (variant: Variant, mediaUrl: string): Variant {
  const { title, options, image } = variant
  return {
    ...variant,
    title: asRead(title),
    options: options.map(({ name, value }) => ({ name: asRead(name), value: asRead(value) })),
    image: image && (toReference(image, mediaUrl) ?? image)
  }
}

/** Readers take HTML and entities out of texts: what still looks like them is written as entities. */
function asRead<T extends string | undefined> (text: T): T {
  if (text === undefined || stripHtml(text) === text) return text
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;') as T
}
