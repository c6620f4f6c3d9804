import { IngestBatch } from '../ingest/ingest-batch.ts'
import { MEDIA_FIELDS } from '../ingest/product-media.ts'
import type { CatalogueRow } from '../sources/catalogue-row.ts'
import type { Rejection } from '../ingest/reject-log.ts'

/** What became of one product. */
export interface WriteProblem {
  readonly id: string
  readonly field?: string | undefined
  readonly code: string
  readonly message: string
}

export interface WriteReport {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly deleted: number
  /** Ids to delete that are not there. */
  readonly absent: number
  /** Products that were not written, and why; the others were. */
  readonly userErrors: readonly WriteProblem[]
  /** What was left out of products that were written. */
  readonly notices: readonly WriteProblem[]
}

export const NOTHING: WriteReport = {
  created: 0,
  updated: 0,
  unchanged: 0,
  deleted: 0,
  absent: 0,
  userErrors: [],
  notices: []
}

export function addBatch (report: WriteReport, { counts, rejections }: IngestBatch): WriteReport {
  const problems = (isRow: boolean) =>
    rejections.filter(({ kind }) => (kind === 'row') === isRow).map(toProblem)
  const userErrors = [...report.userErrors, ...problems(true)]
  const failed = new Set(userErrors.map(({ id }) => id))
  return {
    ...report,
    created: report.created + counts.new,
    updated: report.updated + counts.changed,
    unchanged: report.unchanged + counts.unchanged,
    userErrors,
    notices: [...report.notices, ...problems(false).filter(({ id }) => !failed.has(id))]
  }
}

/** Products that there was no time for: nothing of them was written. */
export function addUnreached (report: WriteReport, rows: readonly CatalogueRow[], timeoutMs: number): WriteReport {
  const message = `It was not reached within ${timeoutMs / 1000} s. Send it again, in a call of fewer products.`
  const late = rows.map((row) => ({
    id: ('product' in row ? row.product.id : row.id) ?? '',
    code: 'TIMEOUT',
    message
  }))
  return { ...report, userErrors: [...report.userErrors, ...late] }
}

function toProblem ({ id = '', kind, code, reason }: Rejection): WriteProblem {
  return { id, field: kind === 'row' ? undefined : kind === 'image' ? 'images' : MEDIA_FIELDS[kind], code, message: reason }
}
