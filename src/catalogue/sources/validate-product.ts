import Schema from 'typebox/schema'
import type { Product, Variant } from '../product.ts'
import { ProductInvalidError } from '../../errors.ts'
import { PRODUCT_FIELDS, PRODUCT_SCHEMAS, productSchema, type OnProblem } from './product-schema.ts'
import { fromVariants } from './from-variants.ts'
import { repairProduct } from './repair-product.ts'
import { quoteValue } from './quote-value.ts'
import { withoutControlCharacters } from '../../shared/control-characters.ts'
import { nameMedia } from './values/media-files.ts'
import { namedPhotos, placeAlts } from './values/image-alts.ts'
import { cleanProduct } from './values/clean-product.ts'
import { toAddress } from './values/lists.ts'

export { MAX_IMAGES, PRODUCT_FIELDS } from './product-schema.ts'

const validator = Schema.Compile(productSchema)
const idValidator = Schema.Compile(PRODUCT_SCHEMAS.id)

/**
 * A product read from JSON or made of a row. Null counts as absent, numbers are taken for ids and amounts, one text for
 * a list of one. A value that cannot be used is left out, or cut, and told to `onProblem`.
 * Throws PRODUCT_INVALID for a product without a usable id or without any content.
 */
export function validateProduct (raw: unknown, onProblem: OnProblem = () => {}): Product {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new ProductInvalidError('it is not a JSON object')
  }
  const complete = withDefaults(raw as Record<string, unknown>)
  if (complete['id'] === undefined || complete['id'] === null || complete['id'] === '') {
    throw new ProductInvalidError('it has no id; give each product one, by which it is known from day to day')
  }
  if (!idValidator.Check(complete['id'])) {
    throw new ProductInvalidError(
      `id must be 1 to 200 characters, not begin with # and hold no control characters, got ${quoteValue(complete['id'])}`
    )
  }
  cleanProduct(complete, onProblem)
  placeAlts(complete, onProblem)
  const product = validator.Check(complete) ? complete : repairProduct(complete, onProblem)
  if (product.title === undefined && product.images.length === 0) {
    throw new ProductInvalidError('title and images are both absent; one is needed to find it by')
  }
  return fromVariants(withUsable(product, onProblem))
}

/** Without what has the form that is asked for and no meaning: times that are none, addresses that no browser loads. */
function withUsable (product: Product, onProblem: OnProblem): Product {
  const usable = { ...product }
  for (const field of ['saleStarts', 'saleEnds'] as const) {
    if (usable[field] === undefined || Number.isFinite(Date.parse(usable[field]))) continue
    onProblem(field, `is no time, got ${quoteValue(usable[field])}; it is left out`)
    delete usable[field]
  }
  usable.variants = withoutDoubles(product.variants, onProblem).map((variant) => {
    const { image, ...rest } = variant
    if (image === undefined || product.images.includes(image) || !/^(?!https?:)[a-z][a-z0-9+.-]+:/i.test(image)) {
      return variant
    }
    onProblem('variants', `has the image ${quoteValue(image)}, which is no address of a photo; it is left out`)
    return rest
  })
  return usable
}

/** The id is what a price is changed by: of several that have it the first stays. */
function withoutDoubles (variants: readonly Variant[], onProblem: OnProblem): Variant[] {
  const byId = new Map(variants.toReversed().map((variant) => [variant.id, variant]))
  if (byId.size === variants.length) return [...variants]
  const kept = variants.filter((variant) => byId.get(variant.id) === variant)
  const doubles = variants.filter((variant) => !kept.includes(variant)).map(({ id }) => quoteValue(id))
  onProblem('variants', `has several of the id ${[...new Set(doubles)].join(', ')}; the first of each is kept`)
  return kept
}

function withDefaults (raw: Record<string, unknown>): Record<string, unknown> {
  const given: Record<string, unknown> = { images: [], tags: [], identifiers: [], variants: [] }
  for (const [field, value] of Object.entries(raw)) {
    if (PRODUCT_FIELDS.has(field) && value !== null && value !== '' && value !== undefined) given[field] = value
  }
  nameMedia(given, raw)
  namedPhotos(given)
  const { id, url, price, compareAtPrice, attributes = {}, variants } = given
  if (id !== undefined) given['id'] = asText(id)
  if (typeof url === 'string') given['url'] = toAddress(url)
  if (price !== undefined) given['price'] = withTextAmount(price)
  if (compareAtPrice !== undefined) given['compareAtPrice'] = withTextAmount(compareAtPrice)
  given['attributes'] = withLists(attributes)
  given['variants'] = Array.isArray(variants) ? variants.map(withVariantDefaults) : variants
  return withColors(given)
}

/** `color` is the first of `colors`, whichever of the two was given. */
function withColors (given: Record<string, unknown>): Record<string, unknown> {
  const { color, colors } = given
  if (Array.isArray(color)) return withColors({ ...given, color: undefined, colors: color as unknown })
  const all = Array.isArray(colors) ? colors : color === undefined ? [] : [color]
  given['colors'] = color === undefined || all.includes(color) ? all : [color, ...(all as unknown[])]
  if (color === undefined && all.length > 0) given['color'] = all[0] as unknown
  return given
}

function withVariantDefaults (variant: unknown): unknown {
  if (typeof variant !== 'object' || variant === null) return variant
  const given: Record<string, unknown> = { options: [], identifiers: [] }
  for (const [field, value] of Object.entries(variant)) {
    if (value !== null && value !== '' && value !== undefined) given[field] = value as unknown
  }
  given['id'] = withoutControls(asText(given['id']))
  for (const field of ['price', 'compareAtPrice']) {
    if (given[field] !== undefined) given[field] = withTextAmount(given[field])
  }
  return given
}

function withTextAmount (price: unknown): unknown {
  if (typeof price !== 'object' || price === null) return price
  const { amount, currency } = price as Record<string, unknown>
  return { amount: asText(amount), currency }
}

/** One text counts as a list of one; numbers and yes or no are words here. */
function withLists (attributes: unknown): unknown {
  if (typeof attributes !== 'object' || attributes === null || Array.isArray(attributes)) return attributes
  const lists = new Map<string, unknown>()
  for (const [name, value] of Object.entries(attributes)) {
    const values = (Array.isArray(value) ? (value as unknown[]) : [value]).map((one) =>
      typeof one === 'boolean' ? String(one) : asText(one)
    )
    if (values.some((one) => one !== null && one !== '')) {
      lists.set(name, values.filter((one) => one !== null && one !== ''))
    }
  }
  return Object.fromEntries(lists)
}

function asText (value: unknown): unknown {
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : value
}

function withoutControls (value: unknown): unknown {
  return typeof value === 'string' ? withoutControlCharacters(value.toWellFormed()) : value
}
