import type { Format } from './formats/format.ts'
import type { Row } from './formats/row.ts'
import { GroupIndex } from './group-index.ts'
import type { Notices } from './notices.ts'
import type { TableRow } from './table-row.ts'

/** Rows that make up one product; `line` rises from group to group. */
export interface Group {
  readonly line: number
  readonly raw: string
  readonly rows: readonly Row[]
}

interface OpenGroup {
  readonly line: number
  readonly raw: string
  readonly rows: Row[]
}

const CUT_OFF = 'the file is cut off, and may lack variants of this product, which is left as it is'
/** More rows for one product than any shop has variants and photos. */
const MAX_GROUP_ROWS = 2000
/** Rows held until the last of their product has come, where a file is sorted by something else: about 100 MB. */
const MAX_HELD_ROWS = 100_000

/**
 * Rows of one product wherever they stand. A first pass notes which rows belong together, so that the second hands on
 * each product with its last row; only products whose rows lie apart wait, up to a bound.
 */
export async function * groupRows (
  open: () => AsyncIterable<TableRow>,
  format: Format,
  notices: Notices
): AsyncGenerator<Group | TableRow> {
  const { index, isCutOff } = await indexOf(open(), format)
  const whole = (group: Group) =>
    isCutOff && mayLack(group) ? { line: group.line, raw: group.raw, problem: CUT_OFF } : group
  const held = new Map<number, OpenGroup>()
  let [heldRows, ordinal] = [0, -1]
  // Bad rows inside a group follow it, so that lines rise.
  let bad: TableRow[] = []
  for await (const tableRow of open()) {
    const { line, raw, row } = tableRow
    if (row === undefined) {
      bad.push(tableRow)
      continue
    }
    const key = index.groupOf(++ordinal)
    const isScattered = index.isScattered(key)
    if (isScattered || !held.has(key)) {
      yield * bad
      bad = []
    }
    const group = held.get(key) ?? { line, raw, rows: [] }
    if (group.rows.length < MAX_GROUP_ROWS) group.rows.push(row)
    else {
      notices.add(
        'rows of one product',
        `line ${line}: more than ${MAX_GROUP_ROWS} rows belong to one product; the others are not read`
      )
    }
    heldRows++
    held.set(key, group)
    if (index.isLast(ordinal)) {
      held.delete(key)
      heldRows -= group.rows.length
      yield whole(isScattered ? { ...group, line } : group)
      yield * bad
      bad = []
    } else if (heldRows > MAX_HELD_ROWS) {
      const oldest = oldestOf(held, notices)
      heldRows -= oldest.rows.length
      yield whole({ ...oldest, line })
    }
  }
  yield * bad
}

/** Whether rows of it may stand in what is missing of the file. */
function mayLack ({ rows }: Group): boolean {
  return rows.length > 1 || rows[0]?.get('group') !== ''
}

async function indexOf (
  rows: AsyncIterable<TableRow>,
  format: Format
): Promise<{ readonly index: GroupIndex; readonly isCutOff: boolean }> {
  const index = new GroupIndex()
  let previous: Row | undefined
  let wasCutOff = false
  for await (const { row, isCutOff = false } of rows) {
    wasCutOff ||= isCutOff
    if (row === undefined) continue
    const membership = format.membership!(row, previous)!
    index.add(membership)
    if (membership.name === format.membership!(row, undefined)?.name) previous = row
  }
  index.close()
  return { index, isCutOff: wasCutOff }
}

/** What waited longest is handed on without its later rows, which then are doubles. */
function oldestOf (held: Map<number, OpenGroup>, notices: Notices): OpenGroup {
  const [key, group] = held.entries().next().value!
  held.delete(key)
  notices.add(
    'rows far apart',
    `line ${group.line}: rows of one product stand so far apart that not all are read; sort the file by product`
  )
  return group
}
