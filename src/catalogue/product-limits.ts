import { cutText } from '../shared/cut-text.ts'
import { MAX_METADATA_BYTES, metadataBytes } from '../vectors/metadata.ts'
import type { Product } from './product.ts'
import { attributeBytes, FILTERABLE_LIMIT, filterableFields, displayFields, withoutAbsent } from './records.ts'

/** A product that both stores take, and what was cut of it, in words. */
export interface Fitted {
  readonly product: Product
  readonly cuts: readonly string[]
}

/** Of the record's own keys: hash, place of the photo and what the catalogue adds later. */
const SPARE_BYTES = 3000
/** A description shorter than this says more than the last variants. */
const SHORT_DESCRIPTION = 2000

const LIMIT = MAX_METADATA_BYTES - SPARE_BYTES

/**
 * Cuts a product to what a record holds, the least telling first; the last tags, codes and variants of a list tell
 * least.
 */
export function fitProduct (product: Product): Fitted {
  const narrow = fitFilterable(product)
  const whole = fitWhole(narrow)
  return { product: whole, cuts: whole === product ? [] : cutsBetween(product, whole) }
}

function fitFilterable (product: Product): Product {
  const limit = FILTERABLE_LIMIT - attributeBytes(product)
  let fitted = product
  while (filterableBytes(fitted) > limit) {
    const next = withoutLastFilterable(fitted)
    if (next === undefined) return fitted
    fitted = next
  }
  return fitted
}

/** Without the last values of its longest list; several at once, since lists may be long. */
function withoutLastFilterable (product: Product): Product | undefined {
  const { tags, identifiers, colors } = product
  const lists = { tags, identifiers, colors: colors.slice(1) }
  const [longest] = (Object.keys(lists) as (keyof typeof lists)[]).sort(
    (a, b) => bytesOf(lists[b]) - bytesOf(lists[a])
  )
  if (longest === undefined || lists[longest].length === 0) return undefined
  const excess = Math.max(1, Math.floor(product[longest].length / 32))
  return { ...product, [longest]: product[longest].slice(0, -excess) }
}

/** A list of their parts, which an ingest adds. */
const MEDIA_BYTES = 8000

function fitWhole (product: Product): Product {
  const hasMedia = [product.videos, product.documents, product.audio].some((files) => files !== undefined)
  const limit = hasMedia ? LIMIT - MEDIA_BYTES : LIMIT
  let fitted = product
  let excess = totalBytes(fitted) - limit
  while (excess > 0) {
    const next = withoutLeastTelling(fitted, excess)
    if (next === undefined) return fitted
    fitted = next
    excess = totalBytes(fitted) - limit
  }
  return fitted
}

function withoutLeastTelling (product: Product, excess: number): Product | undefined {
  const { description = '', variants, attributes, images, imageAlts } = product
  const names = Object.keys(attributes)
  // A character has 1 to 3 bytes; a third of the excess is never too much.
  if (description.length > SHORT_DESCRIPTION) {
    return {
      ...product,
      description: cutText(description, Math.max(SHORT_DESCRIPTION, description.length - Math.ceil(excess / 3)))
    }
  }
  if (imageAlts !== undefined) return { ...product, imageAlts: undefined }
  if (names.length > 20) {
    return { ...product, attributes: Object.fromEntries(Object.entries(attributes).slice(0, -1)) }
  }
  if (variants.length > 0) return { ...product, variants: variants.slice(0, -1) }
  if (images.length > 1) return { ...product, images: images.slice(0, -1) }
  return names.length > 0 ? { ...product, attributes: {} } : undefined
}

function cutsBetween (before: Product, after: Product): string[] {
  const lists = (['tags', 'identifiers', 'colors', 'variants', 'images'] as const).flatMap((name) =>
    after[name].length < before[name].length ? [`${name}: ${after[name].length} of ${before[name].length} kept`] : []
  )
  const [given, kept] = [before.description?.length ?? 0, after.description?.length ?? 0]
  const [named, left] = [before, after].map(({ attributes }) => Object.keys(attributes).length) as [number, number]
  return [
    ...lists,
    ...(before.imageAlts && !after.imageAlts ? ['imageAlts: none kept'] : []),
    ...(kept < given ? [`description: ${kept} of ${given} characters kept`] : []),
    ...(left < named ? [`attributes: ${left} of ${named} kept`] : [])
  ]
}

/** Without attributes, which take what others leave. */
function filterableBytes (product: Product): number {
  return metadataBytes(withoutAbsent(filterableFields(product, { key: '', kind: 'image' })))
}

/** As if all that can be filtered by were used: what is left of it is little. */
function totalBytes (product: Product): number {
  return FILTERABLE_LIMIT + metadataBytes(withoutAbsent(displayFields(product, { key: '', kind: 'image' })))
}

function bytesOf (values: readonly string[]): number {
  return values.reduce((sum, value) => sum + 4 + Buffer.byteLength(value), 0)
}
