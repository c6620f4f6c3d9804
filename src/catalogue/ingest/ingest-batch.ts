import type { Change } from '../change.ts'
import { addCounts, NO_COUNTS, type IngestCounts } from './ingest-report.ts'
import type { Outcome } from './outcome.ts'
import type { Rejection } from './reject-log.ts'

/** Rows of a batch that may be written without being confirmed, after a kill. */
export const MAX_ROWS = 256
/** Where every row is compared with what is stored, no more than these need to be read again after a kill. */
export const MAX_COMPARED_ROWS = 4096
/** What embedding cost, a kill may cost again. */
const MAX_EMBEDDED_PRODUCTS = 128
const MAX_EMBEDDED_RECORDS = 400
const MAX_RECORDS = 4000

/** Rows that are written and confirmed together. */
export class IngestBatch {
  readonly changes: Change[] = []
  readonly rejections: Rejection[] = []
  readonly #maxRows: number
  #counts = NO_COUNTS
  #rows = 0
  #line = 0
  #records = 0
  #embedded = 0

  constructor (maxRows: number) {
    this.#maxRows = maxRows
  }

  get counts (): IngestCounts {
    return this.#counts
  }

  /** The last row's line. */
  get line (): number {
    return this.#line
  }

  get isEmpty (): boolean {
    return this.#rows === 0
  }

  get isFull (): boolean {
    return this.#rows >= this.#maxRows || this.#records >= MAX_RECORDS ||
      this.#embedded >= MAX_EMBEDDED_PRODUCTS || this.#counts.views >= MAX_EMBEDDED_RECORDS
  }

  add ({ line, rows = 1, counts, rejections, change }: Outcome): void {
    this.#rows += rows
    this.#line = line
    this.#counts = addCounts(this.#counts, counts)
    this.rejections.push(...rejections)
    if (!change) return
    this.changes.push(change)
    this.#records += change.records.length
    if (counts.views) this.#embedded++
  }
}
