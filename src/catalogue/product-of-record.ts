import type { Metadata } from '../vectors/vector-store.ts'
import type { MediaSpan, Product, Variant } from './product.ts'
import { type Details, type StoredSpan, toIdentifier } from './records.ts'

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
    ...(details.alts && { imageAlts: altsOf(list('images'), details.alts) }),
    ...(details.imageSizes && { imageSizes: details.imageSizes }),
    ...(details.videos && { videos: details.videos }),
    ...(details.documents && { documents: details.documents }),
    ...(details.audio && { audio: details.audio }),
    ...(details.parts && { parts: details.parts.map(toSpan) }),
    attributes: toAttributes(JSON.parse(text('attributes') ?? '{}') as Record<string, string | string[]>),
    variants: (details.variants ?? []).map(toVariant)
  }
}

/** Records of before kept one text for each name. */
function toAttributes (stored: Record<string, string | string[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(stored).map(([name, values]) => [name, [values].flat()]))
}

function altsOf (images: readonly string[], alts: readonly string[]): Record<string, string> {
  return Object.fromEntries(images.flatMap((image, i) => (alts[i] ? [[image, alts[i]]] : [])))
}

function toSpan ([kind, file, from, to]: StoredSpan): MediaSpan {
  return kind === 'page' ? { kind, file, page: from } : { kind, file, startSeconds: from, endSeconds: to }
}

/** Empty lists are not stored. */
function toVariant (stored: Partial<Variant> & Pick<Variant, 'id'>): Variant {
  return { options: [], identifiers: [], ...stored }
}
