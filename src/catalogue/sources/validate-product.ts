import Type from 'typebox'
import Schema from 'typebox/schema'
import type { Product } from '../product.ts'
import { ProductInvalidError } from '../../errors.ts'

/** More photos add little to a search and much to its cost; readers of foreign formats keep the first ones. */
export const MAX_IMAGES = 20

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength })

/** Lengths keep a record within what Amazon S3 Vectors stores: 2,048 bytes filterable, 40 KB in all. */
const productSchema = Type.Object({
  // `#` begins the catalogue's own records, and control characters break logs and file names.
  id: Type.String({ minLength: 1, maxLength: 200, pattern: '^[^#\\p{Cc}][^\\p{Cc}]*$' }),
  title: Type.Optional(text(500)),
  description: Type.Optional(text(10_000)),
  brand: Type.Optional(text(100)),
  category: Type.Optional(text(200)),
  color: Type.Optional(text(100)),
  price: Type.Optional(Type.Object({
    amount: Type.String({ maxLength: 20, pattern: '^\\d+(\\.\\d+)?$' }),
    currency: Type.String({ pattern: '^[A-Z]{3}$' })
  })),
  url: Type.Optional(text(2000)),
  images: Type.Array(text(2000), { maxItems: MAX_IMAGES }),
  locale: Type.Optional(Type.String({ pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$' })),
  inStock: Type.Optional(Type.Boolean()),
  tags: Type.Array(text(100), { maxItems: 50 }),
  identifiers: Type.Array(text(100), { maxItems: 100 }),
  attributes: Type.Record(Type.String(), Type.String({ maxLength: 1000 }), { maxProperties: 100 })
})

export const PRODUCT_FIELDS: ReadonlySet<string> = new Set(Object.keys(productSchema.properties))

const validator = Schema.Compile(productSchema)

/** What rules say, in words, where the pattern would not help its reader. */
const RULES: Readonly<Record<string, string>> = {
  '/id': 'must be 1 to 200 characters, not begin with # and hold no control characters',
  '/price': 'must be {"amount":"19.90","currency":"EUR"}',
  '/price/amount': 'must be a decimal like "19.90"',
  '/price/currency': 'must be three capital letters like EUR',
  '/locale': 'must be a language tag like en-GB'
}

/** A product read from JSON. Null counts as absent, numbers are taken for ids and amounts. Throws PRODUCT_INVALID naming the field. */
export function validateProduct (raw: unknown): Product {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw new ProductInvalidError('it is not a JSON object')
  const candidate = withDefaults(raw as Record<string, unknown>)
  if (!validator.Check(candidate)) throw new ProductInvalidError(describe(candidate))
  if (candidate.title === undefined && candidate.images.length === 0) {
    throw new ProductInvalidError('title and images are both absent; one is needed to find it by')
  }
  return candidate
}

function withDefaults (raw: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(raw).filter(([field, value]) => PRODUCT_FIELDS.has(field) && value !== null && value !== '')
  const given = Object.fromEntries(entries)
  return {
    images: [],
    tags: [],
    identifiers: [],
    attributes: {},
    ...given,
    ...(given['id'] !== undefined && { id: asText(given['id']) }),
    ...(given['price'] !== undefined && { price: withTextAmount(given['price']) })
  }
}

function withTextAmount (price: unknown): unknown {
  if (typeof price !== 'object' || price === null) return price
  const { amount, currency } = price as Record<string, unknown>
  return { amount: asText(amount), currency }
}

function asText (value: unknown): unknown {
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : value
}

function describe (candidate: Record<string, unknown>): string {
  const [, errors] = validator.Errors(candidate)
  const [{ instancePath, keyword, message, params }] = errors as [typeof errors[0], ...typeof errors]
  const missing = keyword === 'required' ? `/${params.requiredProperties[0]}` : ''
  const path = `${instancePath}${missing}`
  // Keys within a JSON pointer are escaped.
  const steps = path.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  return `${steps.join('.')} ${RULES[path] ?? message}, got ${shown(valueAt(candidate, steps))}`
}

function valueAt (candidate: unknown, steps: readonly string[]): unknown {
  return steps.reduce((value: unknown, step) => (value as Record<string, unknown> | undefined)?.[step], candidate)
}

function shown (value: unknown): string {
  if (value === undefined) return 'nothing'
  const json = JSON.stringify(value)
  return json.length > 60 ? `${json.slice(0, 57)}... (${typeof value === 'string' ? `${value.length} characters` : `${json.length} bytes`})` : json
}
