import { CatalogueFileError } from '../../errors.ts'
import type { Line } from '../../shared/read-lines.ts'
import type { CatalogueRow, ReadOptions } from './catalogue-row.ts'
import { CsvRecords, type CsvRecord } from './csv-records.ts'
import { explain, findFormat, isKnown } from './find-format.ts'
import { delimiterOf, headingsBelow, type Head } from './find-headings.ts'
import { Row, type Columns } from './formats/row.ts'
import type { Notices } from './notices.ts'
import { readTable } from './read-table.ts'
import type { TableRow } from './table-row.ts'

/** Lines of advice that some templates have above their headings. */
const MAX_COMMENTS = 20

/** `open` gives the lines of the file from its beginning, each time anew. */
export async function * readCsv (
  file: string,
  open: () => AsyncIterable<Line>,
  options: ReadOptions,
  notices: Notices
): AsyncGenerator<CatalogueRow> {
  const head = await findHead(file, open, options, notices)
  const choice = findFormat(file, head.labels, options)
  options.onExplanation?.(explain(choice.format, choice.columns))
  yield * readTable(
    { ...choice, heading: head.raw, open: () => rowsBelow(open(), head, choice.columns) },
    options,
    notices
  )
}

/** The first line, unless no format knows it and one does that stands below. */
async function findHead (
  file: string,
  open: () => AsyncIterable<Line>,
  options: ReadOptions,
  notices: Notices
): Promise<Head> {
  const first = await readHead(file, open)
  const below = isKnown(first.labels, options) ? undefined : await headingsBelow(first, open(), options)
  if (below === undefined) return first
  notices.say(`the headings are in line ${below.line}; what stands above them is skipped`)
  return below
}

async function readHead (file: string, open: () => AsyncIterable<Line>): Promise<Head> {
  const lines = open()[Symbol.asyncIterator]()
  try {
    const [delimiter, first] = await sniff(file, lines)
    let [comments, isAdvice] = [0, false]
    for await (const record of new CsvRecords(prepend(first, lines), delimiter)) {
      if (isTemplate(record)) isAdvice = true
      else if (isAdvice) isAdvice = false
      else if (isComment(record) && ++comments < MAX_COMMENTS) continue
      else return { delimiter, labels: record.cells ?? [], raw: record.raw, line: record.line }
    }
    throw new CatalogueFileError(file, 'it has no line of headings')
  } finally {
    await lines.return?.(undefined)
  }
}

/** The delimiter and the first line that is not about it. */
async function sniff (file: string, lines: AsyncIterator<Line>): Promise<[delimiter: string, first: Line]> {
  for (;;) {
    const { value: line, done } = (await lines.next()) as IteratorResult<Line, undefined>
    if (done) throw new CatalogueFileError(file, 'it is empty')
    const { text } = line
    if (text === undefined) throw new CatalogueFileError(file, `${line.problem ?? ''} (line ${line.number})`)
    if (/\r./.test(text)) {
      throw new CatalogueFileError(
        file,
        'its lines end with CR alone, as old Macs wrote them; save it with LF or CRLF'
      )
    }
    const told = /^\s*"?sep=(.)"?\s*$/i.exec(text)?.[1] ?? (/^\s*"?sep=\t?"?$/i.test(text) ? '\t' : undefined)
    if (told !== undefined) return [told, ((await lines.next()) as IteratorResult<Line, undefined>).value ?? line]
    if (text.trim() !== '') return [delimiterOf(text), line]
  }
}

function isComment ({ cells = [] }: CsvRecord): boolean {
  return cells[0]?.startsWith('#') === true
}

/** Amazon's flat files say so, and below have headings for people above those for programs. */
function isTemplate ({ cells = [] }: CsvRecord): boolean {
  return cells[0]?.startsWith('TemplateType=') === true
}

async function * rowsBelow (lines: AsyncIterable<Line>, head: Head, columns: Columns): AsyncGenerator<TableRow> {
  const source = lines[Symbol.asyncIterator]()
  if (head.isBelowOthers) await skipTo(head.line, source)
  const records = new CsvRecords(source, head.delimiter)
  if (head.isBelowOthers) records.width = head.labels.length
  for await (const record of records) {
    if (record.line < (head.firstRow ?? head.line)) continue
    if (records.width !== undefined) yield toRow(record, columns)
    records.width ??= head.labels.length
  }
}

async function skipTo (number: number, lines: AsyncIterator<Line>): Promise<void> {
  let line = await lines.next()
  while (!line.done && line.value.number < number) line = await lines.next()
}

function toRow ({ line, raw, cells, problem }: CsvRecord, columns: Columns): TableRow {
  const width = columns.headings.length
  if (cells === undefined) return { line, raw, problem: problem ?? '' }
  const isPadded = cells.length <= width || cells.slice(width).every((cell) => cell === '')
  // Programs leave out blank cells at the end of a row; a row of half the cells was torn.
  if (!isPadded || cells.length < Math.max(2, width / 2)) {
    return { line, raw, problem: `the row has ${cells.length} cells, the heading ${width}` }
  }
  return { line, raw, row: new Row(columns, cells) }
}

async function * prepend (first: Line, rest: AsyncIterator<Line>): AsyncGenerator<Line> {
  yield first
  for (let item = await rest.next(); !item.done; item = await rest.next()) yield item.value
}
