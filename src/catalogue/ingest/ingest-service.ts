import { createHash, randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Embedder } from '../../embedding/embedder.ts'
import { CatalogueFileError, DimensionUnsupportedError } from '../../errors.ts'
import type { VectorStore } from '../../vectors/vector-store.ts'
import { findAboFiles, versionOf } from '../sources/abo/abo-files.ts'
import { CatalogueIndexes } from '../catalogue-indexes.ts'
import { Checkpoint, type Progress } from './checkpoint.ts'
import { FIRST, switchTo } from '../generations.ts'
import { findImageRoot } from '../photos/image-root.ts'
import { MAX_ROWS } from './ingest-batch.ts'
import type { IngestOptions } from './ingest-options.ts'
import { NO_COUNTS, rejectsOf, rowsOf, type IngestReport } from './ingest-report.ts'
import { IngestRun, type IngestLimits } from './ingest-run.ts'
import { ProductImageLoader } from '../photos/load-image.ts'
import { inDataFolder, makeFolder } from '../../shared/data-folder.ts'
import { readCatalogue } from '../sources/read-catalogue.ts'
import { RejectLog } from './reject-log.ts'
import { chooseTarget, type Target } from './target.ts'

export interface IngestServiceOptions {
  readonly embedder: Embedder
  readonly store: VectorStore
  readonly catalogue: string
  readonly dimensions: readonly number[]
  /** Holds `checkpoints/`. */
  readonly dataDir: string
  readonly images: { readonly maxBytes: number, readonly maxPixels: number, readonly allowPrivate: boolean }
  readonly limits?: Partial<IngestLimits>
}

/** Brings a catalogue file into the indexes, in bounded memory; killed at any time, the same call goes on. */
export class IngestService {
  readonly #options: IngestServiceOptions

  constructor (options: IngestServiceOptions) {
    const { embedder: { model, dimensions: supported }, dimensions } = options
    const unsupported = dimensions.find((dimension) => !supported.includes(dimension))
    if (unsupported !== undefined) throw new DimensionUnsupportedError(model, unsupported, supported.join(', '))
    this.#options = options
  }

  /**
   * Rejects with CATALOGUE_FILE_INVALID, MODEL_MISMATCH, or what model and store reject with;
   * what cannot be used of the file is in the report and its rejects file.
   */
  async run (options: IngestOptions): Promise<IngestReport> {
    const { store, embedder, catalogue, dimensions } = this.#options
    const checkpoint = await this.#checkpoint(options)
    const source = await sourceOf(options, { model: embedder.model, dimensions })
    const recreate = options.recreate === true
    const target = await chooseTarget({ store, catalogue, dimensions, recreate, progress: await checkpoint.read(source) })
    if (target.recreate) {
      await firstRow(options)
      await checkpoint.remove()
    }
    const indexes = await CatalogueIndexes.open({ store, catalogue, dimensions, embedder, ...target })
    const resumed = await resumable(checkpoint, source, indexes)
    const loader = await this.#loader(options)
    try {
      return await this.#run(options, { checkpoint, source, target, indexes, resumed, ...loader })
    } finally {
      await loader.loader.close()
    }
  }

  async #run (options: IngestOptions, { checkpoint, source, target, indexes, resumed, loader, imageRoot }: RunParts): Promise<IngestReport> {
    const begun = performance.now()
    const isFresh = resumed ? resumed.isFresh === true : indexes.areNew
    const run = resumed?.run ?? randomUUID()
    if (!resumed) {
      await checkpoint.remove()
      await indexes.begin(run)
    }
    const rejects = new RejectLog(options.rejectsFile ?? this.#rejectsFile(options.file))
    await rejects.start(resumed?.rejectsBytes ?? 0)
    const { generation, isBeside } = target
    const start: Progress = resumed ?? {
      fingerprint: source, run, ...(generation !== FIRST.live && { generation }), line: 0, counts: NO_COUNTS, isFresh, rejectsBytes: 0
    }
    const { embedder, limits } = this.#options
    const ingest = new IngestRun({ indexes, loader, embedder, checkpoint, rejects, start, compareRows: rowsToCompare(isFresh, resumed), ...options, ...(limits && { limits }) })
    const { counts, isInterrupted } = await ingest.run()
    const deleted = options.deleteMissing && !isInterrupted ? await indexes.deleteMissing((id) => ingest.hasSeen(id)) : 0
    if (!isInterrupted) {
      await indexes.finish(run, source)
      if (isBeside) await switchTo(this.#options.store, this.#options.catalogue, generation)
      await checkpoint.remove()
    }
    const seconds = (performance.now() - begun) / 1000
    const rate = (rowsOf(counts) - rowsOf(start.counts)) / seconds
    const switchedTo = isBeside && !isInterrupted ? generation : undefined
    return { ...counts, deleted, isInterrupted, seconds, rate, imageRoot, file: options.file, resumedAt: resumed?.line, switchedTo, ...await rejectsOf(rejects) }
  }

  async #loader ({ file, format, imagesDir, encoding, mapping, mediaUrl = '/media/' }: IngestOptions): Promise<Pick<RunParts, 'loader' | 'imageRoot'>> {
    const imageRoot = imagesDir === undefined ? await findImageRoot(file, { format, encoding, mapping }) : path.resolve(imagesDir)
    return { imageRoot, loader: new ProductImageLoader({ ...this.#options.images, root: imageRoot, mediaUrl }) }
  }

  async #checkpoint ({ file }: IngestOptions): Promise<Checkpoint> {
    const folder = this.#checkpointFolder()
    await inDataFolder(folder, async () => await makeFolder(folder))
    return new Checkpoint(folder, this.#options.catalogue, file)
  }

  #checkpointFolder (): string {
    return path.join(this.#options.dataDir, 'checkpoints')
  }

  #rejectsFile (file: string): string {
    return path.join(this.#checkpointFolder(), `${this.#options.catalogue}-${path.basename(file)}.rejects.jsonl`)
  }
}

/** What a run reads and how; equal for the same file and settings, so that a finished run can be told by its manifest. */
export async function sourceOf ({ file, format, language, mediaUrl, imagesDir, currency, encoding, mapping }: IngestOptions, { model, dimensions }: { model: string, dimensions: readonly number[] }): Promise<string> {
  const { size, mtimeMs } = await statFile(file)
  const parts = format === 'abo' ? [language, await versionOf(await findAboFiles(file, imagesDir))] : []
  const identity = [path.resolve(file), size, mtimeMs, model, dimensions, mediaUrl, imagesDir, currency, encoding, mapping, ...parts]
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex')
}

/** Nothing is deleted for the sake of a file that is no catalogue. Rejects with CATALOGUE_FILE_INVALID. */
async function firstRow ({ file, format, language, encoding, mapping }: IngestOptions): Promise<void> {
  const rows = readCatalogue(file, { format, language, encoding, mapping })
  try {
    await rows.next()
  } finally {
    await rows.return(undefined)
  }
}

interface RunParts {
  readonly checkpoint: Checkpoint
  readonly source: string
  readonly target: Target
  readonly indexes: CatalogueIndexes
  readonly resumed: Progress | undefined
  readonly loader: ProductImageLoader
  readonly imageRoot: string
}

/** Of a fresh run that was killed, the one batch that may be written without being confirmed. */
function rowsToCompare (isFresh: boolean, resumed: Progress | undefined): number {
  if (!isFresh) return Infinity
  return resumed ? MAX_ROWS : 0
}

/** A checkpoint counts only while no other run has touched the indexes since. */
async function resumable (checkpoint: Checkpoint, source: string, indexes: CatalogueIndexes): Promise<Progress | undefined> {
  const progress = await checkpoint.read(source)
  return progress && indexes.areOf(progress.run) ? progress : undefined
}

async function statFile (file: string): Promise<{ size: number, mtimeMs: number }> {
  try {
    return await stat(file)
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    throw new CatalogueFileError(file, code === 'ENOENT' ? 'there is no such file' : message, { cause })
  }
}
