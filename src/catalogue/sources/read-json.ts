import { JSONParser } from '@streamparser/json'
import { CatalogueFileError, ProductInvalidError } from '../../errors.ts'
import { digestOf, type Digest } from '../../shared/digest.ts'
import type { Line } from '../../shared/read-lines.ts'
import type { Product } from '../product.ts'
import type { ProductState } from '../product-state.ts'
import { badRow, type CatalogueRow, type ProductRow, type ReadOptions } from './catalogue-row.ts'
import { JsonBounds } from './json-bounds.ts'
import type { Notices } from './notices.ts'
import { PRODUCT_FIELDS } from './product-schema.ts'
import { jsonOf } from './quote-value.ts'
import { toProductRow } from './read-table.ts'

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
  const { options: { knownRows }, notices } = context
  const rowDigest = knownRows && digestOf(text)
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
  const found: unknown[] = []
  const parser = new JSONParser({ paths: ['$.*', '$.products.*', '$.items.*', '$.data.*'], keepStack: false })
  parser.onValue = ({ value, stack, key }) => {
    // Of an object around the list, its other values are none of ours.
    if (typeof key === 'number' || stack.length > 1) found.push(value)
  }
  const bounds = new JsonBounds()
  let line = 0
  try {
    for await (const text of source) {
      const { sound, problem } = bounds.check(text)
      parser.write(sound)
      for (const value of found.splice(0)) {
        yield readValue(++line, value, jsonOf(value), { options, notices, unknown })
      }
      if (problem !== undefined) throw new RangeError(problem)
    }
  } catch (error) {
    if (error instanceof RangeError && line === 0) throw new CatalogueFileError(file, error.message, { cause: error })
    if (error instanceof CatalogueFileError || line === 0) {
      throw new CatalogueFileError(file, `it is not JSON: ${(error as Error).message}`, { cause: error })
    }
    yield badRow(
      ++line,
      error instanceof RangeError
        ? `${error.message}; what follows is not read`
        : `the array is not JSON from here on, and what follows is not read: ${(error as Error).message}`,
      ''
    )
    return
  }
  for (const value of found.splice(0)) {
    yield readValue(++line, value, jsonOf(value), { options, notices, unknown })
  }
  if (!parser.isEnded) yield badRow(++line, 'the file ends within the array', '')
  if (line === 0) {
    throw new CatalogueFileError(file, 'it is JSON without a list of products; write an array, or one product a line')
  }
}

interface Context {
  readonly options: ReadOptions
  readonly notices: Notices
  readonly unknown: Set<string>
}

function readLine (line: number, text: string, context: Context): CatalogueRow {
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch (error) {
    return badRow(line, reasonOf(error), text)
  }
  return readValue(line, raw, text, context)
}

function readValue (
  line: number,
  raw: unknown,
  text: string,
  { options: { mapping }, notices, unknown }: Context
): CatalogueRow {
  const mapped = mapping ? withMapping(raw, mapping) : raw
  try {
    for (const field of newFields(mapped, unknown)) notices.say(`the field "${field}" is not read`)
    return toProductRow(line, mapped, notices)
  } catch (error) {
    // The stack overflows at lists by the thousand in each other.
    if (error instanceof RangeError) return badRow(line, 'its values are nested too deeply', text)
    if (!(error instanceof ProductInvalidError)) throw error
    return badRow(line, error.message, text, idOf(mapped))
  }
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
  const fields = Object.keys(raw).filter((field) => !PRODUCT_FIELDS.has(field) && !unknown.has(field))
  // Every row could bring new names; what is remembered stays bounded.
  if (unknown.size < 100) fields.forEach((field) => unknown.add(field))
  return unknown.size < 100 ? fields : []
}

export function reasonOf (error: unknown): string {
  return error instanceof SyntaxError ? `the line is not JSON: ${error.message}` : (error as Error).message
}

function idOf (raw: unknown): string | undefined {
  const id = (raw as { id?: unknown } | undefined | null)?.id
  return typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 200) : undefined
}
