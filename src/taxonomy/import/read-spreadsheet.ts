import { Readable } from 'node:stream'
import { CsvRecords } from '../../catalogue/sources/csv-records.ts'
import { utf8Bytes } from '../../catalogue/sources/utf8-bytes.ts'
import { readLines, type Line } from '../../shared/read-lines.ts'
import { TaxonomyInvalidError } from '../../errors.ts'

/** One row of a table: a label, a category, or what holds for an attribute as a whole. */
export interface SheetRow {
  readonly line: number
  readonly attribute: string
  readonly value: string
  /** Paths of categories that the attribute applies to. */
  readonly appliesTo: readonly string[]
  readonly synonyms: readonly string[]
  readonly prompts: readonly string[]
  readonly type: string
  readonly threshold: string
  /** By language tag. */
  readonly names: Readonly<Record<string, string>>
  /** By the list that they are of. */
  readonly externalIds: Readonly<Record<string, string>>
}

const COLUMNS = ['attribute', 'value', 'category', 'synonyms', 'prompts', 'type', 'threshold'] as const
const KNOWN = `${COLUMNS.join(', ')}, name:<language>, id:<list>`
/** Display names by language and ids by list have a column each. */
const KEYED = /^(name|id):\s*(\S+)$/
const SEPARATOR = '|'

/**
 * Rows of CSV or TSV with a line of headings; several values of a cell are separated by `|`. Throws TAXONOMY_INVALID
 * with the line.
 */
export async function readSpreadsheet (file: string): Promise<SheetRow[]> {
  const rows: SheetRow[] = []
  let headings: readonly string[] | undefined
  const lines = await linesOf(file)
  for await (const { line, cells, problem } of new CsvRecords(
    Readable.from(lines)[Symbol.asyncIterator](),
    delimiterOf(lines[0]?.text ?? ''),
    true
  )) {
    if (cells === undefined) throw new TaxonomyInvalidError(file, `line ${line}: ${problem}`)
    if (headings === undefined) headings = checkHeadings(cells, file)
    else if (cells.some((cell) => cell !== '')) rows.push(toRow(line, cells, headings, file))
  }
  if (rows.length === 0) {
    throw new TaxonomyInvalidError(file, `it has no rows; the first line must name columns, known are ${KNOWN}`)
  }
  return rows
}

async function linesOf (file: string): Promise<Line[]> {
  const lines: Line[] = []
  for await (const line of readLines(utf8Bytes(file))) lines.push(line)
  return lines
}

function delimiterOf (heading: string): string {
  const count = (delimiter: string) => heading.split(delimiter).length
  return [',', ';', '\t'].sort((a, b) => count(b) - count(a))[0]!
}

function checkHeadings (cells: readonly string[], file: string): string[] {
  const headings = cells.map((cell) => (KEYED.test(cell.trim()) ? cell.trim() : cell.trim().toLowerCase()))
  const unknown = headings.find(
    (heading) => heading !== '' && !COLUMNS.some((column) => column === heading) && !KEYED.test(heading)
  )
  if (unknown !== undefined) {
    throw new TaxonomyInvalidError(file, `line 1 names the column "${unknown}"; known are ${KNOWN}`)
  }
  const missing = ['attribute', 'value'].find((column) => !headings.includes(column))
  if (missing !== undefined) {
    throw new TaxonomyInvalidError(file, `line 1 lacks the column "${missing}"; known are ${KNOWN}`)
  }
  return headings
}

function toRow (line: number, cells: readonly string[], headings: readonly string[], file: string): SheetRow {
  if (cells.slice(headings.length).some((cell) => cell !== '')) {
    throw new TaxonomyInvalidError(
      file,
      `line ${line} has ${cells.length} cells, line 1 ${headings.length}; put cells with the delimiter in them into quotes`
    )
  }
  const cell = (heading: string) => cells[headings.indexOf(heading)] ?? ''
  const list = (heading: string) => [
    ...new Set(
      cell(heading)
        .split(SEPARATOR)
        .map((text) => text.trim())
        .filter(Boolean)
    )
  ]
  const attribute = cell('attribute')
  if (attribute === '') {
    throw new TaxonomyInvalidError(file, `line ${line} has no attribute; a category has the attribute "category"`)
  }
  return {
    line,
    attribute,
    value: cell('value'),
    appliesTo: list('category'),
    synonyms: list('synonyms'),
    prompts: list('prompts'),
    type: cell('type'),
    threshold: cell('threshold'),
    names: keyed('name', cells, headings),
    externalIds: keyed('id', cells, headings)
  }
}

function keyed (kind: string, cells: readonly string[], headings: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    headings.flatMap((heading, i) => {
      const [, found, key] = KEYED.exec(heading) ?? []
      return found === kind && cells[i] ? [[key!, cells[i]]] : []
    })
  )
}
