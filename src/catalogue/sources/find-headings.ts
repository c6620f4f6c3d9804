import { Readable } from 'node:stream'
import type { Line } from '../../shared/read-lines.ts'
import type { ReadOptions } from './catalogue-row.ts'
import { CsvRecords, type CsvRecord } from './csv-records.ts'
import { isKnown } from './find-format.ts'

/** Titles, dates and blank rows that people and programs write above the headings. */
const MAX_LINES_ABOVE = 10
const DELIMITERS = [',', ';', '\t', '|'] as const

export interface Head {
  readonly delimiter: string
  readonly labels: readonly string[]
  readonly raw: string
  readonly line: number
  /** The headings are one line below others that say nothing about products. */
  readonly isBelowOthers?: boolean
  /** Where products begin, if not in the next line. */
  readonly firstRow?: number
}

/** Signs within quotes part nothing, nor do those of `Image URLs (x,y,z...)`. */
export function delimiterOf (heading: string): string {
  const bare = heading.replace(/"[^"]*"|\([^()]*\)/g, '')
  const count = (delimiter: string) => bare.split(delimiter).length
  return [...DELIMITERS].sort((a, b) => count(b) - count(a))[0]!
}

/** The first of the lines below `above` that some format knows; undefined where there is none near. */
export async function headingsBelow (
  above: Head,
  lines: AsyncIterable<Line>,
  options: ReadOptions
): Promise<Head | undefined> {
  // A template of Amazon says in its first cell where names for programs stand, and where products begin.
  const said = (name: string) => Number(new RegExp(`^settings=.*\\b${name}=(\\d+)`, 'i').exec(above.labels[0] ?? '')?.[1] ?? 0)
  for await (const line of lines) {
    if (line.number > above.line + MAX_LINES_ABOVE) return undefined
    if (line.number <= above.line || line.number < said('attributeRow') || !line.text?.trim()) continue
    const delimiter = delimiterOf(line.text)
    const labels = await cellsOf(line, delimiter)
    if (isKnown(labels, options)) {
      const place = { line: line.number, isBelowOthers: true, firstRow: said('dataRow') }
      return { delimiter, labels, raw: line.text, ...place }
    }
  }
  return undefined
}

async function cellsOf (line: Line, delimiter: string): Promise<readonly string[]> {
  const records = new CsvRecords(Readable.from([line])[Symbol.asyncIterator]() as AsyncIterator<Line>, delimiter)
  const first = (await records[Symbol.asyncIterator]().next()) as IteratorResult<CsvRecord, undefined>
  return first.value?.cells ?? []
}
