import type { CatalogueFormat, CatalogueRow, ReadOptions } from './catalogue-row.ts'
import { readAbo } from './abo/read-abo.ts'
import { shardsOf } from './abo/abo-files.ts'
import { CatalogueFileError } from '../../errors.ts'
import { openCatalogue } from './open-catalogue.ts'
import { readCsv } from './read-csv.ts'
import { readJsonLines } from './read-json-lines.ts'
import { NEWLINE, readLines, type Line } from '../../shared/read-lines.ts'

/**
 * Streams the rows of a catalogue file in bounded memory: JSON lines, or CSV (comma, semicolon or tab) with the
 * headings of Vitrine, Vendure, Shopify or Google Merchant; gzip or plain. Told apart by content, but for formats that
 * are asked for.
 * Throws CATALOGUE_FILE_INVALID for a file that is none of these; a bad row is yielded with its reason instead.
 */
export async function * readCatalogue (file: string, options: ReadOptions = {}): AsyncGenerator<CatalogueRow> {
  if (options.format === 'abo') {
    yield * readAbo(file, options)
    return
  }
  const lines = readLines(openCatalogue(file))
  try {
    const first = await firstLine(file, lines)
    const rest = prepend(first, lines)
    yield * first.text.trimStart().startsWith('{') ? readJsonLines(rest, options) : readCsv(file, rest, options)
  } finally {
    await lines.return(undefined)
  }
}

/** Lines of the file, for a progress bar; the last may lack its end. */
export async function countLines (file: string, format?: CatalogueFormat): Promise<number> {
  let count = 0
  for (const part of format === 'abo' ? await shardsOf(file) : [file]) {
    let isWhole = true
    for await (const bytes of openCatalogue(part)) {
      for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count++
      if (bytes.length > 0) isWhole = bytes.at(-1) === NEWLINE
    }
    // The last line may go without its end.
    if (!isWhole) count++
  }
  return count
}

async function firstLine (file: string, lines: AsyncIterator<Line>): Promise<Line & { text: string }> {
  for (;;) {
    const { value: line, done } = await lines.next() as IteratorResult<Line, undefined>
    if (done) throw new CatalogueFileError(file, 'it is empty')
    const { text, fault } = line
    if (text === undefined) throw new CatalogueFileError(file, `${fault ?? ''} (line ${line.number})`)
    if (text.trimStart().startsWith('[')) throw new CatalogueFileError(file, 'it is a JSON array; write one product a line')
    if (text.trim() !== '') return { ...line, text }
  }
}

async function * prepend (first: Line, rest: AsyncIterable<Line>): AsyncGenerator<Line> {
  yield first
  yield * rest
}
