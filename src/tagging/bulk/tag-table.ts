import { BadUserInputError } from '../../errors.ts'
import { readTagLog, type TagLine } from './tag-log.ts'
import { replaceFile } from '../../shared/replace-file.ts'
import { csvCell } from '../../shared/csv-cell.ts'

const COLUMNS = ['id', 'category', 'category_decision', 'category_confidence']
/** Rows written at once. */
const ROWS = 500

/**
 * The lines of a log as CSV, whole or not at all: one row a product, a column for each attribute and one for what
 * failed. Suggested values have a question mark. Reads the log twice, since it may be larger than memory. Rejects with
 * BAD_USER_INPUT.
 */
export async function writeTagTable (file: string, log: string): Promise<void> {
  const attributes = new Set<string>()
  const lastLines = new Map<string, number>()
  let number = 0
  for await (const line of readTagLog(log)) {
    lastLines.set(line.id, number++)
    if ('tags' in line) for (const { attribute } of line.tags) attributes.add(attribute)
  }
  try {
    await replaceFile(file, rowsOf(log, [...attributes].sort(), lastLines))
  } catch (cause) {
    throw new BadUserInputError(
      `${file} cannot be written: ${(cause as Error).message}. Give another --csv; what is tagged is not lost.`,
      { cause }
    )
  }
}

async function * rowsOf (
  log: string,
  attributes: readonly string[],
  lastLines: ReadonlyMap<string, number>
): AsyncGenerator<string> {
  let rows = toRow([...COLUMNS, ...attributes, 'error'])
  let [number, count] = [0, 0]
  for await (const line of readTagLog(log)) {
    if (lastLines.get(line.id) !== number++) continue
    rows += toRow(cellsOf(line, attributes))
    if (++count % ROWS === 0) {
      yield rows
      rows = ''
    }
  }
  yield rows
}

function cellsOf (line: TagLine, attributes: readonly string[]): string[] {
  if ('error' in line) {
    return [line.id, ...COLUMNS.slice(1).map(() => ''), ...attributes.map(() => ''), `${line.error}: ${line.message}`]
  }
  const { id, category, tags } = line
  const values = attributes.map((name) =>
    tags
      .filter(({ attribute }) => attribute === name)
      .map(({ value, decision }) => (decision === 'ASSIGNED' ? value : `${value}?`))
      .join('|')
  )
  return [id, category.path ?? '', category.decision, category.confidence.toFixed(3), ...values, '']
}

function toRow (cells: readonly string[]): string {
  return `${cells.map((cell) => csvCell(cell)).join(',')}\n`
}
