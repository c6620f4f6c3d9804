import { cutText } from '../../../shared/cut-text.ts'
import { MAX_IMAGES } from '../product-schema.ts'
import { distinct } from '../values/lists.ts'
import { stripHtml } from '../strip-html.ts'
import { localised } from './localised.ts'

type Listing = Readonly<Record<string, unknown>>

export interface ListingOptions {
  readonly language: string
  /** The file of an image id. */
  readonly pathOf: (imageId: string) => string | undefined
}

/** Multilingual fields that a shopper would ask about, and what they are called here. */
const ATTRIBUTES = [
  ['material', 'material'],
  ['style', 'style'],
  ['pattern', 'pattern'],
  ['shape', 'item_shape'],
  ['fabric', 'fabric_type'],
  ['finish', 'finish_type'],
  ['model', 'model_name'],
  ['model year', 'model_year'],
  ['product type', 'product_type']
] as const

const SIDES = ['length', 'width', 'height'] as const

/** Bullets and description together may be longer than a record holds; a model reads less than this of them. */
const MAX_DESCRIPTION = 4000

/**
 * A listing of Amazon Berkeley Objects as `validateProduct` takes it. The id is `item_id` alone, which is what the
 * dataset's other files and benchmarks refer to. An image id that the index lacks stays as it is, so that the photo is
 * listed among what could not be used.
 */
export function toProduct (listing: Listing, { language, pathOf }: ListingOptions): Record<string, unknown> {
  const field = (name: string) => localised(listing[name], language)
  const [title, description, bullets] = [field('item_name'), field('product_description'), field('bullet_point')]
  return {
    id: listing['item_id'],
    title: title?.values[0],
    description: descriptionOf(description?.values[0], bullets?.values),
    brand: field('brand')?.values[0],
    colors: field('color')?.values.slice(0, 20),
    category: categoryOf(listing['node']) ?? field('product_type')?.values[0],
    locale: (title ?? description ?? bullets)?.tag?.replaceAll('_', '-'),
    images: imagesOf(listing).map((id) => pathOf(id) ?? id),
    identifiers: field('model_number')?.values ?? [],
    attributes: attributesOf(listing, language)
  }
}

function descriptionOf (description: string | undefined, bullets: readonly string[] = []): string {
  const parts = distinct([description ?? '', ...bullets].map(stripHtml))
  return cutText(parts.join('\n'), MAX_DESCRIPTION)
}

/** `/Categories/Furniture` of the first node, without its first slash. */
function categoryOf (nodes: unknown): string | undefined {
  const [first] = Array.isArray(nodes) ? (nodes as unknown[]) : []
  const { node_name: name } = (first ?? {}) as Record<string, unknown>
  return typeof name === 'string' ? name.replace(/^\/+/, '') || undefined : undefined
}

function imagesOf ({ main_image_id: main, other_image_id: others }: Listing): string[] {
  const ids = [main, ...(Array.isArray(others) ? (others as unknown[]) : [])]
  return distinct(ids.filter((id) => typeof id === 'string')).slice(0, MAX_IMAGES)
}

function attributesOf (listing: Listing, language: string): Record<string, readonly string[]> {
  const named = ATTRIBUTES.map(([name, field]) => [name, localised(listing[field], language)?.values] as const)
  const sizes = (listing['item_dimensions'] ?? {}) as Record<string, unknown>
  const measured = SIDES.map((side) => [side, listOf(measureOf(sizes[side]))] as const)
  const [weight] = Array.isArray(listing['item_weight']) ? (listing['item_weight'] as unknown[]) : []
  const all = [...named, ...measured, ['weight', listOf(measureOf(weight))] as const]
  return Object.fromEntries(all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])))
}

function listOf (value: string | undefined): string[] | undefined {
  return value === undefined ? undefined : [value]
}

/** `12.5 inches`, as the listing states it. */
function measureOf (measure: unknown): string | undefined {
  const { value, unit } = (measure ?? {}) as Record<string, unknown>
  if (typeof value !== 'number') return undefined
  return typeof unit === 'string' ? `${value} ${unit}` : String(value)
}
