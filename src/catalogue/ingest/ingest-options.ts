import type { CatalogueFormat, ReadOptions } from '../sources/catalogue-row.ts'
import type { IngestCounts } from './ingest-report.ts'

export interface IngestOptions {
  readonly file: string
  /** Default: told by content. */
  readonly format?: CatalogueFormat | undefined
  /** For `abo`: the language wanted; default `en_US`. */
  readonly language?: string | undefined
  /** Builds the catalogue anew beside what is searched, and switches when it is complete; e.g. with another model. */
  readonly recreate?: boolean | undefined
  /** Takes products out that the file no longer has. */
  readonly deleteMissing?: boolean | undefined
  /** Agrees to any deletion, however much of the catalogue it takes. */
  readonly yes?: boolean | undefined
  /** Compares the file with what is stored, and writes but the rejects. */
  readonly dryRun?: boolean | undefined
  /** Default: beside the checkpoints. */
  readonly rejectsFile?: string | undefined
  /** What stored local photos begin with; default `/media/`. */
  readonly mediaUrl?: string | undefined
  /** Folder of local photos; default: found beside the file. */
  readonly imagesDir?: string | undefined
  /** ISO 4217 code of prices without one. */
  readonly currency?: string | undefined
  /** Name of the file's encoding; default: told by content. */
  readonly encoding?: string | undefined
  /** Which columns or fields of the file become which fields. */
  readonly mapping?: ReadOptions['mapping']
  /** Attributes that find room in a record before others to be filtered by. */
  readonly filterableAttributes?: readonly string[] | undefined
  /** Stops after the batch under way; what is confirmed stays. */
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: { readonly line: number, readonly counts: IngestCounts }) => void) | undefined
  readonly onNotice?: ((message: string) => void) | undefined
}
