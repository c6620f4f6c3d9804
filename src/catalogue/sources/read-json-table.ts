import type { Line } from '../../shared/read-lines.ts'
import type { CatalogueRow, ReadOptions } from './catalogue-row.ts'
import { explain, findFormat, isKnown } from './find-format.ts'
import { Row, type Columns } from './formats/row.ts'
import type { JsonEntry } from './json/array-values.ts'
import { shopOf } from './json/choose-shop.ts'
import type { Fields } from './json/json-shop.ts'
import { isObject, moneyIn, objectsIn, pairOf, textOf } from './json/json-values.ts'
import { ownJson } from './json/own-json.ts'
import type { Notices } from './notices.ts'
import { jsonOf } from './quote-value.ts'
import { readTable } from './read-table.ts'
import type { TableRow } from './table-row.ts'

/** A field by which an entry says which product it is a variant of. */
const GROUPED = /"(?:item_?group_?id|parent_?(?:id|sku))"\s*:\s*(?:"[^"]|[1-9])/i
const NESTED = /"(?:variants|variations)"\s*:\s*\[\s*\{/i
const MAX_NAMES = 1000

/** Whether a file that begins so has variants beside each other, as a table has, rather than within their product. */
export function hasVariantsBeside (beginning: string): boolean {
  return GROUPED.test(beginning) && !NESTED.test(beginning)
}

/**
 * Entries as rows of a table whose headings are their fields, such as `item_group_id` or `itemGroupId`. Nothing where
 * no format has such headings.
 */
export async function jsonTable (
  file: string,
  open: () => AsyncIterable<JsonEntry>,
  options: ReadOptions,
  notices: Notices
): Promise<AsyncGenerator<CatalogueRow> | undefined> {
  const labels = await namesIn(open())
  if (labels === undefined || !isKnown(labels, options)) return undefined
  const choice = findFormat(file, labels, options)
  options.onExplanation?.(explain(choice.format, choice.columns))
  return readTable({ ...choice, open: () => rowsOf(open(), choice.columns) }, options, notices)
}

/** Products written one a line, as entries. */
export async function * entriesOfLines (lines: AsyncIterable<Line>): AsyncGenerator<JsonEntry> {
  for await (const { number: line, text, problem } of lines) {
    if (text === undefined) yield { line, problem: problem ?? '' }
    else if (text.trim() !== '') yield entryOf(line, text)
  }
}

function entryOf (line: number, text: string): JsonEntry {
  try {
    return { line, value: JSON.parse(text) }
  } catch (error) {
    return { line, problem: `the line is not JSON: ${(error as Error).message}` }
  }
}

/** Undefined where an entry is of a shop system whose JSON is read as what it is. */
async function namesIn (entries: AsyncIterable<JsonEntry>): Promise<string[] | undefined> {
  const names = new Set<string>()
  for await (const { value } of entries) {
    if (!isObject(value)) continue
    if (shopOf(value) !== ownJson) return undefined
    for (const [name] of cellsOf(value)) if (names.size < MAX_NAMES) names.add(name)
  }
  return [...names]
}

async function * rowsOf (entries: AsyncIterable<JsonEntry>, columns: Columns): AsyncGenerator<TableRow> {
  for await (const { line, value, problem, isCutOff = false } of entries) {
    const raw = value === undefined ? '' : jsonOf(value)
    if (!isObject(value)) {
      yield { line, raw, problem: problem ?? 'it is no object', isCutOff }
      continue
    }
    const cells = new Map(cellsOf(value))
    yield { line, raw, row: new Row(columns, columns.labels.map((label) => cells.get(label) ?? '')) }
  }
}

/** By heading. Options and attributes have one each, whether they are an object or a list of names and values. */
function cellsOf (entry: Fields): Array<readonly [heading: string, text: string]> {
  return Object.entries(entry).flatMap(([name, value]) => {
    const label = labelOf(name)
    const headingOf = (inner: string) => (label === 'options' ? labelOf(inner) : `${label}.${inner}`)
    if (isObject(value) && cellOf(value) === '') {
      return Object.entries(value).map(([inner, one]) => [headingOf(inner), cellOf(one)] as const)
    }
    const named = objectsIn(value).flatMap(({ name, value, option }) => pairOf(name, value ?? option))
    return named.length > 0
      ? named.map(([inner, text]) => [headingOf(inner), text] as const)
      : [[label, cellOf(value)] as const]
  })
}

/** `itemGroupId` as `item_group_id`. */
function labelOf (name: string): string {
  return name.replace(/(?<=[a-z\d])(?=[A-Z])/g, '_').toLowerCase()
}

/** As a table has it: several values parted by a stroke, a price with its currency. */
function cellOf (value: unknown): string {
  if (Array.isArray(value)) return value.map(cellOf).filter((text) => text !== '').join('|')
  if (typeof value === 'boolean') return String(value)
  if (!isObject(value)) return textOf(value) ?? ''
  const { amount: stated, currency } = moneyIn(value)
  const amount = textOf(stated)
  if (amount === undefined) return textOf(value['url']) ?? textOf(value['src']) ?? textOf(value['name']) ?? ''
  return currency === undefined ? amount : `${amount} ${currency}`
}
