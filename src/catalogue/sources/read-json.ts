import { CatalogueFileError, ProductInvalidError } from '../../errors.ts'
import { digestOf, type Digest } from '../../shared/digest.ts'
import type { Line } from '../../shared/read-lines.ts'
import type { Product } from '../product.ts'
import type { ProductState } from '../product-state.ts'
import { badRow, type CatalogueRow, type ProductRow, type ReadOptions } from './catalogue-row.ts'
import { valuesOfArray } from './json/array-values.ts'
import { shopOf } from './json/choose-shop.ts'
import { explainJson } from './json/explain-json.ts'
import type { Fields, JsonProduct } from './json/json-shop.ts'
import { isObject, objectsIn, textOf } from './json/json-values.ts'
import { isAlsoRead, ownJson } from './json/own-json.ts'
import { productsOfPage, thingsIn } from './json/linked-products.ts'
import type { Notices } from './notices.ts'
import { PRODUCT_FIELDS } from './product-schema.ts'
import { jsonOf } from './quote-value.ts'
import { toProductRow } from './read-table.ts'

/** Of an object that is read as a whole. */
const MAX_OBJECT_LENGTH = 16_777_216
const TOO_DEEP = 'its values are nested too deeply'

export async function * readJsonLines (
  lines: AsyncIterable<Line>,
  options: ReadOptions,
  notices: Notices
): AsyncGenerator<CatalogueRow> {
  const unknown = new Set<string>()
  for await (const { number, text, problem } of lines) {
    if (text === undefined) yield badRow(number, problem ?? '', '')
    else if (text.trim() !== '') yield readKnown(number, text, { options, notices, unknown })
  }
}

/** What is read of a text that is known is the same as before, and nothing is to be told of it. */
class KnownRow implements ProductRow {
  readonly line: number
  readonly rowDigest: Digest
  readonly known: ProductState
  readonly #read: () => CatalogueRow

  constructor (line: number, rowDigest: Digest, known: ProductState, read: () => CatalogueRow) {
    this.line = line
    this.rowDigest = rowDigest
    this.known = known
    this.#read = read
  }

  get product (): Product {
    return (this.#read() as ProductRow).product
  }
}

function readKnown (line: number, text: string, context: Context): CatalogueRow {
  const { options, notices } = context
  const { knownRows } = options
  // What is read of a text depends on the currency, where that is given.
  const rowDigest = options.currency === undefined ? knownRows && digestOf(text) : undefined
  if (rowDigest === undefined) return readLine(line, text, context)
  const known = knownRows?.get(rowDigest)
  const before = notices.total
  if (known) return new KnownRow(line, rowDigest, known, () => readLine(line, text, context))
  const row = readLine(line, text, context)
  return 'product' in row && notices.total === before ? { ...row, rowDigest } : row
}

/** An array of products, by itself or as the first list within an object, e.g. `{"products":[…]}`. */
export async function * readJsonArray (
  file: string,
  source: AsyncIterable<string>,
  options: ReadOptions,
  notices: Notices
): AsyncGenerator<CatalogueRow> {
  const unknown = new Set<string>()
  for await (const { line, value, problem } of valuesOfArray(file, source)) {
    yield problem === undefined
      ? readValue(line, value, jsonOf(value), { options, notices, unknown })
      : badRow(line, problem, '')
  }
}

/** One object over several lines: a product, or a page of JSON-LD. */
export async function * readJsonObject (
  file: string,
  source: AsyncIterable<string>,
  options: ReadOptions,
  notices: Notices
): AsyncGenerator<CatalogueRow> {
  let text = ''
  for await (const part of source) {
    text += part
    if (text.length > MAX_OBJECT_LENGTH) {
      throw new CatalogueFileError(file, `it is one JSON object of more than ${MAX_OBJECT_LENGTH} characters; write an array`)
    }
  }
  const unknown = new Set<string>()
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new CatalogueFileError(file, `it is not JSON: ${(cause as Error).message}`, { cause })
  }
  let line = 0
  for (const thing of thingsIn(value)) yield readValue(++line, thing, jsonOf(thing), { options, notices, unknown })
}

interface Context {
  readonly options: ReadOptions
  readonly notices: Notices
  readonly unknown: Set<string>
}

function readLine (line: number, text: string, context: Context): CatalogueRow {
  let products: unknown[]
  try {
    products = productsOfPage(JSON.parse(text))
  } catch (error) {
    return badRow(line, error instanceof RangeError ? TOO_DEEP : reasonOf(error), text)
  }
  const [product, another] = products
  if (another !== undefined) return badRow(line, 'the line holds several products; write one a line, or an array', text)
  return readValue(line, product, text, context)
}

function readValue (
  line: number,
  raw: unknown,
  text: string,
  { options, notices, unknown }: Context
): CatalogueRow {
  const { mapping, currency, onExplanation } = options
  const mapped = mapping ? withMapping(raw, mapping) : raw
  try {
    const context = { currency, onExplanation, notices, unknown }
    const read = isObject(mapped) ? readShop(mapped, context) : { product: mapped }
    if ('withdrawn' in read) {
      return { ...badRow(line, new ProductInvalidError(read.withdrawn).message, text, idOf(mapped)), isWithdrawn: true }
    }
    return toProductRow(line, read.product, notices)
  } catch (error) {
    // The stack overflows at lists by the thousand in each other.
    if (error instanceof RangeError) return badRow(line, TOO_DEEP, text)
    if (!(error instanceof ProductInvalidError)) throw error
    return badRow(line, error.message, text, idOf(mapped))
  }
}

function readShop (
  raw: Fields,
  { currency, onExplanation, notices, unknown }: Pick<Context, 'notices' | 'unknown'> &
    Pick<ReadOptions, 'currency' | 'onExplanation'>
): JsonProduct {
  const shop = shopOf(raw)
  const read = shop.read(raw, currency)
  if (onExplanation && 'product' in read && !unknown.has('explanation')) {
    unknown.add('explanation')
    onExplanation(explainJson(raw, shop, currency))
  }
  if (shop !== ownJson) {
    if (!unknown.has(shop.name)) notices.say(`read as JSON of ${shop.name}`)
    unknown.add(shop.name)
  } else if ('product' in read) {
    for (const field of newFields(raw, unknown)) notices.say(`the field "${field}" is not read`)
  }
  if (!unknown.has('currency') && lacksCurrency(raw, currency)) {
    unknown.add('currency')
    notices.say('the file states no currency, so prices are left out; pass --currency')
  }
  return read
}

/** Whether it has a price that is a bare number. */
function lacksCurrency (raw: Fields, currency: string | undefined): boolean {
  const prices = [raw['price'], ...objectsIn(raw['variants']).map(({ price }) => price)]
  return currency === undefined && raw['currency'] === undefined &&
    prices.some((price) => /^\d+([.,]\d+)?$/.test(textOf(price) ?? ''))
}

function withMapping (raw: unknown, mapping: NonNullable<ReadOptions['mapping']>): unknown {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return raw
  const given = raw as Record<string, unknown>
  const renamed = Object.entries(mapping).map(([field, name]) => [field, given[name]] as const)
  const rest = Object.entries(given).filter(([name]) => !Object.values(mapping).includes(name))
  return { ...Object.fromEntries(rest), ...Object.fromEntries(renamed) }
}

function newFields (raw: unknown, unknown: Set<string>): string[] {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return []
  const isRead = (field: string) => PRODUCT_FIELDS.has(field) || isAlsoRead(field)
  const fields = Object.keys(raw).filter((field) => !isRead(field) && !unknown.has(field))
  // Every row could bring new names; what is remembered stays bounded.
  if (unknown.size < 100) fields.forEach((field) => unknown.add(field))
  return unknown.size < 100 ? fields : []
}

export function reasonOf (error: unknown): string {
  return error instanceof SyntaxError ? `the line is not JSON: ${error.message}` : (error as Error).message
}

function idOf (raw: unknown): string | undefined {
  return isObject(raw) ? textOf(shopOf(raw).idOf(raw))?.slice(0, 200) : undefined
}
