import { parse } from 'csv-parse/sync'
import type { Line } from '../../shared/read-lines.ts'
import { endsQuoted, literalCells } from './csv-quotes.ts'

/** One record of a CSV file with the line it begins at; without cells where `problem` says why. */
export interface CsvRecord {
  readonly line: number
  readonly raw: string
  readonly cells?: readonly string[]
  readonly problem?: string
}

/** How far a quoted cell may run on over lines; beyond, its quote is taken for one that was never closed. */
const MAX_LINES = 500

/**
 * Splits into records before parsing, so that a stray quote costs nothing but itself (csv-parse with
 * `skip_records_with_error` stops at it). `width` is the number of headings, once known: a line that has so many cells
 * though its quote is open, above others like it, has a quote that was never closed.
 */
export class CsvRecords {
  width: number | undefined
  readonly #source: AsyncIterator<Line>
  readonly #delimiter: string
  readonly #isStrict: boolean
  readonly #waiting: Line[] = []

  /** `isStrict` makes an open quote a problem, for tables that people keep by hand. */
  constructor (lines: AsyncIterator<Line>, delimiter: string, isStrict = false) {
    this.#isStrict = isStrict
    this.#source = lines
    this.#delimiter = delimiter
  }

  async * [Symbol.asyncIterator] (): AsyncGenerator<CsvRecord> {
    for (;;) {
      const line = this.#waiting[0] ?? (await this.#read())
      if (line === undefined) return
      const { text } = line
      // Most lines have no quote, and are told apart by their delimiters alone.
      if (text !== undefined && !text.includes('"')) {
        this.#waiting.shift()
        const cells = text.split(this.#delimiter).map(trim)
        if (cells.some(isFilled)) yield { line: line.number, raw: text, cells }
        continue
      }
      const taken = await this.#length()
      const lines = this.#waiting.slice(0, taken)
      const record = this.#parse(lines)
      const isTaken = record.cells !== undefined || taken === 1
      // A row without values, as spreadsheets leave between others, is none.
      if (record.cells?.some(isFilled) !== false) yield isTaken ? record : this.#literal(line)
      this.#waiting.splice(0, isTaken ? taken : 1)
    }
  }

  async #read (): Promise<Line | undefined> {
    const { value, done } = (await this.#source.next()) as IteratorResult<Line, undefined>
    if (done) return undefined
    this.#waiting.push(value)
    return value
  }

  /** Lines of the record that begins with the first one waiting. */
  async #length (): Promise<number> {
    let isQuoted = false
    for (let i = 0; i < MAX_LINES; i++) {
      const text = (this.#waiting[i] ?? (await this.#read()))?.text
      if (text === undefined) return 1
      isQuoted = endsQuoted(text, this.#delimiter, isQuoted)
      if (!isQuoted) return i > 0 && this.#areRows(i + 1) ? 1 : i + 1
    }
    return 1
  }

  /**
   * Whether each of the first lines is a row by itself. Words with commas may look like one where there are few
   * columns.
   */
  #areRows (count: number): boolean {
    const { width } = this
    const isTelling = width !== undefined && (width > 3 || (width > 1 && /[\t|]/.test(this.#delimiter)))
    return (
      isTelling && this.#waiting.slice(0, count).every(({ text = '' }) => text.split(this.#delimiter).length >= width)
    )
  }

  #parse (lines: readonly Line[]): CsvRecord {
    const [first] = lines as [Line, ...Line[]]
    if (first.problem !== undefined) return { line: first.number, raw: first.text ?? '', problem: first.problem }
    const raw = lines.map(({ text = '' }) => text).join('\n')
    try {
      const records = parse(raw, {
        delimiter: this.#delimiter,
        trim: true,
        relax_quotes: true,
        relax_column_count: true
      }) as string[][]
      if (records.length === 1 && this.#isWide(records[0]!)) return { line: first.number, raw, cells: records[0]! }
    } catch (cause) {
      if (this.#isStrict) {
        return { line: first.number, raw, problem: `the row is not CSV: ${(cause as Error).message}` }
      }
    }
    return lines.length === 1 ? this.#literal(first) : { line: first.number, raw, problem: 'a quote is never closed' }
  }

  #isWide (cells: readonly string[]): boolean {
    return this.width === undefined || cells.length >= this.width
  }

  #literal ({ number, text = '' }: Line): CsvRecord {
    return { line: number, raw: text, cells: literalCells(text, this.#delimiter) }
  }
}

function isFilled (cell: string): boolean {
  return cell !== ''
}

function trim (cell: string): string {
  return cell.trim()
}
