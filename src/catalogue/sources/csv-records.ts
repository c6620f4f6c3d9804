import type { Line } from '../../shared/read-lines.ts'
import { parse } from 'csv-parse/sync'

/** One record of a CSV file with the line it begins at; without cells where `fault` says why. */
export interface CsvRecord {
  readonly line: number
  readonly raw: string
  readonly cells?: readonly string[]
  readonly fault?: string
}

/** How far a quoted cell may run on over lines; beyond, its quote is taken for one that was never closed. */
const MAX_LINES = 500

/**
 * Splits into records before parsing, so that a stray quote costs its own row and not the rest of the file
 * (csv-parse with `skip_records_with_error` stops at it).
 */
export async function * csvRecords (lines: AsyncIterable<Line>, delimiter: string): AsyncGenerator<CsvRecord> {
  const source = lines[Symbol.asyncIterator]()
  const waiting: Line[] = []
  const next = async (): Promise<Line | undefined> => {
    const { value, done } = await source.next()
    if (!done) waiting.push(value)
    return done ? undefined : value
  }
  while (waiting.length > 0 || await next() !== undefined) {
    const taken = await recordLength(waiting, next)
    const record = waiting.slice(0, taken)
    const parsed = parseRecord(record, delimiter)
    const isWhole = parsed.cells !== undefined || taken === 1
    yield * named(isWhole ? parsed : parseRecord(record.slice(0, 1), delimiter))
    waiting.splice(0, isWhole ? taken : 1)
  }
}

/** An empty line is no record. */
function * named (record: CsvRecord): Generator<CsvRecord> {
  if (record.raw.trim() !== '' || record.fault !== undefined) yield record
}

/** Lines until the quotes are even, or one where they never are. */
async function recordLength (waiting: readonly Line[], next: () => Promise<Line | undefined>): Promise<number> {
  let isOpen = false
  for (let i = 0; i < MAX_LINES; i++) {
    const text = (waiting[i] ?? await next())?.text
    if (text === undefined) return 1
    isOpen = isOpen !== (text.split('"').length % 2 === 0)
    if (!isOpen) return i + 1
  }
  return 1
}

function parseRecord (lines: readonly Line[], delimiter: string): CsvRecord {
  const { number: line, fault } = lines[0]!
  const raw = lines.map(({ text = '' }) => text).join('\n')
  if (fault !== undefined) return { line, raw, fault }
  try {
    const records = parse(raw, { delimiter, trim: true, relax_quotes: true, relax_column_count: true }) as string[][]
    return records.length > 1 ? { line, raw, fault: 'a quote is never closed' } : { line, raw, cells: records[0] ?? [] }
  } catch (cause) {
    return { line, raw, fault: `the row is not CSV: ${(cause as Error).message}` }
  }
}
