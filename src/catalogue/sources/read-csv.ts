import type { BadRow, CatalogueRow, ReadOptions } from './catalogue-row.ts'
import type { Cells, Dialect } from './dialects/dialect.ts'
import type { CsvRecord } from './csv-records.ts'
import type { Line } from '../../shared/read-lines.ts'
import { badRow } from './catalogue-row.ts'
import { CatalogueFileError, ProductInvalidError } from '../../errors.ts'
import { csvRecords } from './csv-records.ts'
import { chooseDialect } from './dialects/choose-dialect.ts'
import { toHeading } from './dialects/dialect.ts'
import { validateProduct } from './validate-product.ts'

/** Rows that make up one product. */
interface Group { readonly line: number, readonly raw: string, readonly rows: Cells[] }

const DELIMITERS = [',', ';', '\t'] as const

/** More rows for one product are a file sorted by something else, or broken. */
const MAX_GROUP_ROWS = 2000

export async function * readCsv (file: string, lines: AsyncIterable<Line>, options: ReadOptions): AsyncGenerator<CatalogueRow> {
  const source = lines[Symbol.asyncIterator]()
  const first = await source.next()
  const heading = first.done ? '' : first.value.text ?? ''
  if (/\r./.test(heading)) throw new CatalogueFileError(file, 'its lines end with CR alone, as old Macs wrote them; save it with LF or CRLF')
  const delimiter = delimiterOf(heading)
  const records = csvRecords({ [Symbol.asyncIterator]: () => prepend(first, source) }, delimiter)
  const { value: head } = await records.next() as IteratorResult<CsvRecord, undefined>
  const headings = (head?.cells ?? []).map(toHeading)
  const dialect = chooseDialect(headings)
  if (!dialect) throw new CatalogueFileError(file, `its headings are not known: ${headings.slice(0, 8).join(', ')}; an id or title column is needed`)
  notice(headings, dialect, options)
  yield * readGroups(records, headings, dialect, options)
}

async function * readGroups (records: AsyncIterable<CsvRecord>, headings: readonly string[], dialect: Dialect, options: ReadOptions): AsyncGenerator<CatalogueRow> {
  let group: Group | undefined
  // Bad rows inside a group follow it, so that lines rise.
  let bad: BadRow[] = []
  for await (const record of records) {
    const row = toRow(record, headings)
    if ('reason' in row) {
      bad.push(row)
      continue
    }
    if (group && group.rows.length < MAX_GROUP_ROWS && dialect.continues(row, group.rows[0]!)) {
      group.rows.push(row)
      continue
    }
    if (group) yield toCatalogueRow(group, dialect, options)
    yield * bad
    bad = []
    group = { line: record.line, raw: record.raw, rows: [row] }
  }
  if (group) yield toCatalogueRow(group, dialect, options)
  yield * bad
}

function toRow ({ line, raw, cells, fault }: CsvRecord, headings: readonly string[]): Cells | BadRow {
  if (cells === undefined) return badRow(line, fault ?? '', raw)
  const isPadded = cells.slice(headings.length).every((cell) => cell === '')
  if (cells.length < headings.length || !isPadded) return badRow(line, `the row has ${cells.length} cells, the heading ${headings.length}`, raw)
  return new Map(headings.map((heading, i) => [heading, cells[i]!]))
}

function toCatalogueRow ({ line, raw, rows }: Group, dialect: Dialect, { currency }: ReadOptions): CatalogueRow {
  const id = rows[0]!.get(dialect.id)
  const withdrawn = dialect.whyWithdrawn?.(rows[0]!)
  if (withdrawn !== undefined) return { ...badRow(line, new ProductInvalidError(withdrawn).message, raw, id), isWithdrawn: true }
  try {
    return { line, product: validateProduct(dialect.toProduct(rows, currency)) }
  } catch (error) {
    return badRow(line, (error as Error).message, raw, id)
  }
}

function notice (headings: readonly string[], dialect: Dialect, { currency, onNotice }: ReadOptions): void {
  const ignored = headings.filter((heading) => heading !== '' && !dialect.reads(heading))
  if (ignored.length > 0) onNotice?.(`columns not read: ${ignored.join(', ')}`)
  if (!dialect.statesCurrency && currency === undefined) onNotice?.('the file states no currency, so prices are left out; pass --currency')
}

function delimiterOf (heading: string): string {
  const count = (delimiter: string) => heading.split(delimiter).length
  return [...DELIMITERS].sort((a, b) => count(b) - count(a))[0]!
}

async function * prepend<T> (first: IteratorResult<T>, rest: AsyncIterator<T>): AsyncGenerator<T> {
  for (let item = first; !item.done; item = await rest.next()) yield item.value
}
