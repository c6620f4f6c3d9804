import type { Row } from './formats/row.ts'

/** One row of a table, or item of a feed; without `row` where `problem` says why. */
export interface TableRow {
  readonly line: number
  readonly raw: string
  readonly row?: Row
  readonly problem?: string
  /** The file ends within it: other rows may be missing, too. */
  readonly isCutOff?: boolean
}
