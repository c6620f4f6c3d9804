import type { ModelUsage } from '../../embedding/metered-embedder.ts'
import { writeRejectTable, type Rejection, type RejectLog } from './reject-log.ts'

/** What became of the rows of a file, over all runs that it took. */
export interface IngestCounts {
  readonly new: number
  readonly changed: number
  readonly unchanged: number
  /** Rows that are not in the catalogue. */
  readonly rejected: number
  /** Products that the shop does not sell: drafts, hidden, discontinued. */
  readonly withdrawn: number
  /** Photos left out of products that are. */
  readonly imagesRejected: number
  /** Views embedded in this run; those whose words or photo are as before keep what they have. */
  readonly views: number
  /** Of the changed, those of which price and stock alone changed. */
  readonly offersOnly: number
  /** Products stored as people decided, where the file says otherwise. */
  readonly decided: number
}

export interface IngestReport extends IngestCounts {
  /** Products taken out because the file no longer has them. */
  readonly deleted: number
  /** Those that were kept for the time being, and why. */
  readonly held?: HeldDeletion | undefined
  /** Prices were left out, those of an earlier run too, because neither the file nor the caller named a currency. */
  readonly lacksCurrency?: boolean | undefined
  /** Stopped by its signal; the same call goes on where it stopped. */
  readonly isInterrupted: boolean
  /** Line that an earlier, interrupted run had confirmed. */
  readonly resumedAt?: number | undefined
  readonly seconds: number
  /** The generation that searches answer from since, where a new one was built beside the old. */
  readonly switchedTo?: number | undefined
  /** Products a second in this run. */
  readonly rate: number
  /** What this run asked of a model that is paid by use; of a dry run what it would ask of any. */
  readonly usage?: ModelUsage | undefined
  /** Absent where nothing was rejected. */
  readonly rejectsFile?: string | undefined
  /** The same as CSV. */
  readonly rejectsTable?: string | undefined
  /** The first of them, of this run. */
  readonly firstRejections?: readonly Rejection[] | undefined
  /**
   * Folder that local photos are relative to: the MEDIA_DIR to serve them from, unless the catalogue lies in it, too.
   * Absent where no local photo was found.
   */
  readonly imageRoot?: string | undefined
  /** What was read: a file, or a folder. */
  readonly file: string
}

/** Products that were not deleted, though the file lacks them, until somebody agrees. */
export interface HeldDeletion {
  readonly missing: number
  readonly stored: number
  readonly why: string
}

export const NO_COUNTS: IngestCounts = {
  new: 0,
  changed: 0,
  unchanged: 0,
  rejected: 0,
  withdrawn: 0,
  imagesRejected: 0,
  views: 0,
  offersOnly: 0,
  decided: 0
}

export function addCounts (a: IngestCounts, b: Partial<IngestCounts>): IngestCounts {
  const keys = Object.keys(NO_COUNTS) as (keyof IngestCounts)[]
  return Object.fromEntries(keys.map((key) => [key, a[key] + (b[key] ?? 0)])) as unknown as IngestCounts
}

/** Rows of the file that have been dealt with. */
export function rowsOf (counts: IngestCounts): number {
  return counts.new + counts.changed + counts.unchanged + counts.rejected + counts.withdrawn
}

/** Where rejections are listed, and the first of them; nothing where there are none. */
export async function rejectsOf (
  rejects: RejectLog
): Promise<Pick<IngestReport, 'rejectsFile' | 'rejectsTable' | 'firstRejections'>> {
  if (rejects.bytes === 0) return {}
  return {
    rejectsFile: rejects.file,
    rejectsTable: await writeRejectTable(rejects.file),
    firstRejections: rejects.first
  }
}
