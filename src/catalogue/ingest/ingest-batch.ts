import type { Change } from '../catalogue-indexes.ts'
import { addCounts, NO_COUNTS, type IngestCounts } from './ingest-report.ts'
import type { Outcome } from './product-pipeline.ts'
import type { Rejection } from './reject-log.ts'

export const MAX_ROWS = 256
const MAX_PRODUCTS = 128
const MAX_RECORDS = 400

/** Rows that are written and confirmed together. */
export class IngestBatch {
  readonly changes: Change[] = []
  readonly rejections: Rejection[] = []
  #counts = NO_COUNTS
  #rows = 0
  #line = 0
  #records = 0

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
    return this.#rows >= MAX_ROWS || this.changes.length >= MAX_PRODUCTS || this.#records >= MAX_RECORDS
  }

  add ({ line, counts, rejections, change }: Outcome): void {
    this.#rows++
    this.#line = line
    this.#counts = addCounts(this.#counts, counts)
    this.rejections.push(...rejections)
    if (!change) return
    this.changes.push(change)
    this.#records += change.records.length
  }
}
