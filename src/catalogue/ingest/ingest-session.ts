import type { Embedder } from '../../embedding/embedder.ts'
import type { VectorStore } from '../../vectors/vector-store.ts'
import { CatalogueIndexes } from '../catalogue-indexes.ts'
import { Checkpoint, type Progress } from './checkpoint.ts'
import type { Decisions } from './decisions.ts'
import { deleteMissing, type DeletionRule } from './deletion.ts'
import type { IngestOptions } from './ingest-options.ts'
import type { IngestReport } from './ingest-report.ts'
import { IngestRun, type IngestLimits, type IngestRunOptions } from './ingest-run.ts'
import { MediaLoader } from '../media/load-media.ts'
import { ProductImageLoader } from '../photos/load-image.ts'
import { RejectLog } from './reject-log.ts'
import { RowMemory } from './row-memory.ts'
import type { Target } from './target.ts'

/** What one call of an ingest works with. */
export interface IngestSession {
  readonly options: IngestOptions
  readonly store: VectorStore
  readonly catalogue: string
  readonly embedder: Embedder
  readonly decisions: Decisions
  readonly limits: Partial<IngestLimits> | undefined
  readonly rule: DeletionRule
  readonly rejects: RejectLog
  readonly checkpoint: Checkpoint
  /** Fingerprint of file and settings. */
  readonly fingerprint: string
  readonly target: Target
  readonly indexes: CatalogueIndexes
  readonly resumed: Progress | undefined
  readonly memory: RowMemory
  readonly loader: ProductImageLoader
  readonly mediaLoader: MediaLoader
  readonly imageRoot: string | undefined
}

/** The run over the rows of the file. */
export function openRun (
  session: IngestSession,
  own: Pick<IngestRunOptions, 'embedder' | 'start' | 'compareRows' | 'isDry'>
): IngestRun {
  const { options, limits, indexes, loader, mediaLoader, checkpoint, memory, rejects, decisions } = session
  return new IngestRun({
    ...options,
    ...(limits && { limits }),
    indexes,
    loader,
    mediaLoader,
    checkpoint,
    memory,
    rejects,
    decisions,
    ...own
  })
}

/** Takes out what the file no longer has, where that is asked for and the whole file was read. */
export async function deleteAbsent (
  { options, indexes, rule }: IngestSession,
  run: IngestRun,
  isInterrupted: boolean
): Promise<Pick<IngestReport, 'deleted' | 'held'>> {
  return options.deleteMissing && !isInterrupted ? await deleteMissing(indexes, run, rule) : { deleted: 0 }
}
