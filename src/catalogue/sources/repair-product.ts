import type { TSchema } from 'typebox'
import Schema from 'typebox/schema'
import { cutText } from '../../shared/cut-text.ts'
import type { Product } from '../product.ts'
import { priceSchema, PRODUCT_SCHEMAS, variantSchema, type OnProblem } from './product-schema.ts'
import { quoteValue } from './quote-value.ts'
import { readPrice } from './values/read-price.ts'

type Field = keyof typeof PRODUCT_SCHEMAS

/** What values must be, in words, where a pattern would not help its reader. */
const RULES: Readonly<Partial<Record<Field, string>>> = {
  price: 'must be {"amount":"19.90","currency":"EUR"}',
  compareAtPrice: 'must be {"amount":"19.90","currency":"EUR"}',
  locale: 'must be a language tag like en-GB',
  inStock: 'must be true or false',
  url: 'must be an address of http or https, or a path, of at most 2000 characters',
  saleStarts: 'must be a time like 2026-11-27T00:00:00Z',
  saleEnds: 'must be a time like 2026-11-27T00:00:00Z'
}

/** Lists whose elements are useless once cut. */
const WHOLE: ReadonlySet<string> = new Set(['images', 'identifiers', 'videos', 'documents', 'audio'])

const checks = Object.fromEntries(
  Object.entries(PRODUCT_SCHEMAS).map(([field, schema]) => [field, Schema.Compile(schema as TSchema)])
)
const variantCheck = Schema.Compile(variantSchema)

/** The product without what cannot be used of it, its `id` being right. */
export function repairProduct (raw: Record<string, unknown>, onProblem: OnProblem): Product {
  const repaired: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(raw)) {
    if (value === undefined) continue
    const kept = checks[field]!.Check(value) ? value : repair(field as Field, value, onProblem)
    if (kept !== undefined) repaired[field] = kept
  }
  const colors = (repaired['colors'] ?? []) as string[]
  const none = { colors, images: [], tags: [], identifiers: [], attributes: {}, variants: [] }
  return { ...none, ...repaired, color: colors[0] } as unknown as Product
}

function repair (field: Field, value: unknown, onProblem: OnProblem): unknown {
  const schema = PRODUCT_SCHEMAS[field] as unknown as {
    maxLength?: number
    maxItems?: number
    items?: { maxLength?: number }
    pattern?: string
  }
  if (field === 'variants') return repairVariants(value, onProblem)
  if (field === 'attributes') return repairAttributes(value, onProblem)
  if (schema.items) {
    return repairList(
      field,
      value,
      { maxItems: schema.maxItems!, maxLength: schema.items.maxLength ?? Infinity },
      onProblem
    )
  }
  if (field === 'price' || field === 'compareAtPrice') return repairPrice(field, value, onProblem)
  if (
    typeof value === 'string' &&
    schema.maxLength !== undefined &&
    value.length > schema.maxLength &&
    field !== 'url' &&
    value.trim() !== ''
  ) {
    onProblem(field, `has ${value.length} characters and is cut to ${schema.maxLength}`)
    return cutText(value, schema.maxLength).trimEnd()
  }
  if (typeof value === 'number' && schema.maxLength !== undefined) return String(value)
  if (typeof value !== 'string' || value.trim() !== '') {
    onProblem(
      field,
      `${RULES[field] ?? `must be text of 1 to ${schema.maxLength ?? 100} characters`}, got ${quoteValue(value)}; it is left out`
    )
  }
  return undefined
}

function repairPrice (field: string, value: unknown, onProblem: OnProblem): unknown {
  const { amount, currency } = (typeof value === 'object' && value !== null ? value : { amount: value }) as Record<
    string,
    unknown
  >
  const read =
    typeof amount === 'string'
      ? readPrice(amount, typeof currency === 'string' ? currency.toUpperCase() : undefined)
      : undefined
  if (read !== undefined && Schema.Check(priceSchema, read)) return read
  onProblem(field, `${RULES['price']}, got ${quoteValue(value)}; it is left out`)
  return undefined
}

function repairList (
  field: string,
  value: unknown,
  { maxItems, maxLength }: { maxItems: number; maxLength: number },
  onProblem: OnProblem
): unknown {
  const given = Array.isArray(value) ? (value as unknown[]) : [value]
  const texts = given
    .filter((one) => typeof one === 'string' || typeof one === 'number')
    .map(String)
    .filter((one) => one.trim() !== '')
  if (texts.length < given.length) {
    onProblem(field, `must be a list of texts, got ${quoteValue(value)}; the others are kept`)
  }
  const long = texts.filter((one) => one.length > maxLength)
  if (long.length > 0) {
    onProblem(
      field,
      `has a value of ${long[0]!.length} characters, which is ${WHOLE.has(field) ? 'left out' : `cut to ${maxLength}`}`
    )
  }
  const fitting = WHOLE.has(field)
    ? texts.filter((one) => one.length <= maxLength)
    : texts.map((one) => cutText(one, maxLength).trimEnd())
  const kept = [...new Set(fitting)]
  if (kept.length > maxItems) onProblem(field, `has ${kept.length} values; the first ${maxItems} are kept`)
  return kept.slice(0, maxItems)
}

function repairAttributes (value: unknown, onProblem: OnProblem): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    onProblem('attributes', `must be an object like {"Material":["Linen"]}, got ${quoteValue(value)}; it is left out`)
    return {}
  }
  const { maxProperties } = PRODUCT_SCHEMAS.attributes as unknown as { maxProperties: number }
  const entries = Object.entries(value).filter(([name]) => name.trim() !== '')
  if (entries.length > maxProperties) {
    onProblem('attributes', `has ${entries.length} names; the first ${maxProperties} are kept`)
  }
  const lists = entries
    .slice(0, maxProperties)
    .map(
      ([name, values]) =>
        [
          name,
          repairList(`attributes.${name}`, values, { maxItems: 100, maxLength: 1000 }, onProblem) as string[]
        ] as const
    )
  return Object.fromEntries(lists.filter(([, values]) => values.length > 0))
}

function repairVariants (value: unknown, onProblem: OnProblem): unknown {
  const given = Array.isArray(value) ? (value as unknown[]) : []
  if (!Array.isArray(value)) onProblem('variants', `must be a list, got ${quoteValue(value)}; it is left out`)
  const kept = given.flatMap((variant) => {
    if (variantCheck.Check(variant)) return [variant]
    const repaired = repairVariant(variant)
    onProblem(
      'variants',
      `${quoteValue(variant)} is not a variant; ${repaired === undefined ? 'it' : 'what cannot be read of it'} is left out`
    )
    return repaired === undefined ? [] : [repaired]
  })
  const { maxItems } = PRODUCT_SCHEMAS.variants as unknown as { maxItems: number }
  if (kept.length > maxItems) onProblem('variants', `has ${kept.length} values; the first ${maxItems} are kept`)
  return kept.slice(0, maxItems)
}

/** With what is right of it; undefined without an id. */
function repairVariant (variant: unknown): unknown {
  if (typeof variant !== 'object' || variant === null) return undefined
  const schemas = variantSchema.properties as Record<string, TSchema>
  const right = Object.entries(variant).filter(([name, value]) => schemas[name] && Schema.Check(schemas[name], value))
  const repaired = { options: [], identifiers: [], ...Object.fromEntries(right) }
  return variantCheck.Check(repaired) ? repaired : undefined
}
