import { createHash, randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { Embedder } from '../../embedding/embedder.ts'
import { CatalogueFileError, DimensionUnsupportedError } from '../../errors.ts'
import type { VectorStore } from '../../vectors/vector-store.ts'
import { findAboFiles, versionOf } from '../sources/abo/abo-files.ts'
import { CatalogueIndexes, storedProducts } from '../catalogue-indexes.ts'
import { Checkpoint, type Progress } from './checkpoint.ts'
import { NO_DECISIONS, type Decisions } from './decisions.ts'
import { assertReplaces, deleteMissing, type DeletionRule } from './deletion.ts'
import { FIRST, switchTo } from '../generations.ts'
import { findImageRoot } from '../photos/image-root.ts'
import { MAX_ROWS } from './ingest-batch.ts'
import type { IngestOptions } from './ingest-options.ts'
import { NO_COUNTS, rejectsOf, rowsOf, type IngestReport } from './ingest-report.ts'
import { IngestRun, type IngestLimits, type IngestRunOptions } from './ingest-run.ts'
import type { MediaLimits } from '../../media/media-file.ts'
import { MediaLoader } from '../media/load-media.ts'
import { ProductImageLoader } from '../photos/load-image.ts'
import { inDataFolder, makeFolder } from '../../shared/data-folder.ts'
import { PlannedEmbedder } from './planned-embedder.ts'
import { RejectLog } from './reject-log.ts'
import { RowMemory } from './row-memory.ts'
import { chooseTarget, type Target } from './target.ts'

export interface IngestServiceOptions {
  readonly embedder: Embedder
  readonly store: VectorStore
  readonly catalogue: string
  readonly dimensions: readonly number[]
  /** Holds `checkpoints/`. */
  readonly dataDir: string
  readonly images: { readonly maxBytes: number; readonly maxPixels: number; readonly allowPrivate: boolean }
  /** Limits of clips, documents and sounds. */
  readonly media?: MediaLimits
  /** Largest share of the catalogue that is deleted without `yes`; default 20. */
  readonly deleteLimitPercent?: number
  /** What people decided about products; default: nothing. */
  readonly decisions?: Decisions
  readonly limits?: Partial<IngestLimits>
}

const DELETE_LIMIT_PERCENT = 20
/** As the settings have them. */
const DEFAULT_MEDIA_LIMITS: MediaLimits = { maxBytes: 104_857_600, maxSeconds: 600, maxPages: 50 }

/** Brings a catalogue file into the indexes, in bounded memory; killed at any time, the same call goes on. */
export class IngestService {
  readonly #options: IngestServiceOptions

  constructor (options: IngestServiceOptions) {
    const {
      embedder: { model, dimensions: supported },
      dimensions
    } = options
    const unsupported = dimensions.find((dimension) => !supported.includes(dimension))
    if (unsupported !== undefined) throw new DimensionUnsupportedError(model, unsupported, supported.join(', '))
    this.#options = options
  }

  /**
   * Rejects with CATALOGUE_FILE_INVALID, DELETION_REFUSED, MODEL_MISMATCH, or what model and store reject with;
   * what cannot be used of the file is in the report and its rejects file.
   */
  async run (options: IngestOptions): Promise<IngestReport> {
    const { embedder, dimensions } = this.#options
    const checkpoint = await this.#checkpoint(options)
    const source = await sourceOf(options, { model: embedder.model, dimensions })
    const target = await this.#target(options, await checkpoint.read(source))
    const indexes = await this.#indexes(options, target, checkpoint)
    const resumed = options.dryRun ? undefined : await resumable(checkpoint, source, indexes)
    const loader = await this.#loaders(options)
    try {
      const { mapping, filterableAttributes } = options
      const { catalogue } = this.#options
      const memory = await RowMemory.open(this.#checkpointFolder(), catalogue, [mapping, filterableAttributes])
      const parts = { checkpoint, source, target, indexes, resumed, memory, ...loader }
      return await (options.dryRun ? this.#plan(options, parts) : this.#run(options, parts))
    } finally {
      await loader.loader.close()
      await loader.mediaLoader.close()
    }
  }

  async #target ({ recreate = false }: IngestOptions, progress: Progress | undefined): Promise<Target> {
    const { store, catalogue, dimensions } = this.#options
    return await chooseTarget({ store, catalogue, dimensions, recreate, progress })
  }

  async #indexes (options: IngestOptions, target: Target, checkpoint: Checkpoint): Promise<CatalogueIndexes> {
    const { store, embedder, catalogue, dimensions } = this.#options
    const place = { store, catalogue, dimensions, embedder, generation: target.generation, recreate: target.recreate }
    if (target.recreate) {
      await assertReplaces(options, await storedProducts({ ...place, generation: target.live }), this.#rule(options))
    }
    if (options.dryRun) return await CatalogueIndexes.peek(place)
    if (target.recreate) await checkpoint.remove()
    return await CatalogueIndexes.open(place)
  }

  #rule ({ yes, dryRun }: IngestOptions): DeletionRule {
    return {
      limitPercent: this.#options.deleteLimitPercent ?? DELETE_LIMIT_PERCENT,
      isAgreed: yes === true,
      isDry: dryRun === true
    }
  }

  /** What a run would do: the same way through, with nothing written at its end but the rejects. */
  async #plan (
    options: IngestOptions,
    { checkpoint, source, indexes, memory, loader, mediaLoader, imageRoot }: RunParts
  ): Promise<IngestReport> {
    const begun = performance.now()
    const rejects = await this.#rejects(options, undefined)
    const embedder = new PlannedEmbedder(this.#options.embedder)
    const start: Progress = { fingerprint: source, run: '', line: 0, counts: NO_COUNTS, rejectsBytes: 0 }
    const compareRows = indexes.areNew ? 0 : Infinity
    const ingest = new IngestRun({
      ...this.#runOptions(options),
      indexes,
      loader,
      mediaLoader,
      embedder,
      checkpoint,
      memory,
      rejects,
      start,
      compareRows,
      isDry: true
    })
    const { counts, isInterrupted } = await ingest.run()
    const deletion = await this.#deleteMissing(options, indexes, ingest, isInterrupted)
    const seconds = (performance.now() - begun) / 1000
    const rate = rowsOf(counts) / seconds
    return {
      ...counts,
      ...deletion,
      isInterrupted,
      seconds,
      rate,
      usage: embedder.usage,
      imageRoot,
      file: options.file,
      ...(await rejectsOf(rejects))
    }
  }

  #runOptions (options: IngestOptions): IngestOptions & Pick<IngestRunOptions, 'decisions' | 'limits'> {
    const { decisions = NO_DECISIONS, limits } = this.#options
    return { ...options, decisions, ...(limits && { limits }) }
  }

  async #deleteMissing (
    options: IngestOptions,
    indexes: CatalogueIndexes,
    ingest: IngestRun,
    isInterrupted: boolean
  ): Promise<Pick<IngestReport, 'deleted' | 'held'>> {
    return options.deleteMissing && !isInterrupted
      ? await deleteMissing(indexes, ingest, this.#rule(options))
      : { deleted: 0 }
  }

  async #rejects (options: IngestOptions, resumed: Progress | undefined): Promise<RejectLog> {
    const rejects = new RejectLog(options.rejectsFile ?? this.#rejectsFile(options))
    await rejects.start(resumed?.rejectsBytes ?? 0)
    return rejects
  }

  async #run (
    options: IngestOptions,
    { checkpoint, source, target, indexes, resumed, memory, loader, mediaLoader, imageRoot }: RunParts
  ): Promise<IngestReport> {
    const begun = performance.now()
    const isFresh = resumed ? resumed.isFresh === true : indexes.areNew
    const run = resumed?.run ?? randomUUID()
    if (!resumed) {
      await checkpoint.remove()
      await indexes.begin(run)
    }
    const rejects = await this.#rejects(options, resumed)
    const { generation, isBeside } = target
    const start: Progress = resumed ?? {
      fingerprint: source,
      run,
      ...(generation !== FIRST.live && { generation }),
      line: 0,
      counts: NO_COUNTS,
      isFresh,
      isMeasured: indexes.areMeasured,
      rejectsBytes: 0
    }
    const { embedder, decisions = NO_DECISIONS } = this.#options
    const ingest = new IngestRun({
      ...this.#runOptions(options),
      indexes,
      loader,
      mediaLoader,
      embedder,
      checkpoint,
      memory,
      rejects,
      start,
      compareRows: rowsToCompare(isFresh, resumed)
    })
    const { counts, isInterrupted } = await ingest.run()
    const deletion = await this.#deleteMissing(options, indexes, ingest, isInterrupted)
    let settled = 0
    if (!isInterrupted) {
      // Decisions go to what searches use: to a new generation once it is that.
      if (!isBeside) settled = await decisions.settle()
      await indexes.finish(run, source, start.isMeasured === true && counts.views === 0 && deletion.deleted === 0)
      if (isBeside) {
        await switchTo(this.#options.store, this.#options.catalogue, generation)
        settled = await decisions.settle()
      }
      await checkpoint.remove()
      await memory.write()
    }
    const seconds = (performance.now() - begun) / 1000
    const rate = (rowsOf(counts) - rowsOf(start.counts)) / seconds
    return {
      ...counts,
      ...deletion,
      decided: counts.decided + settled,
      isInterrupted,
      seconds,
      rate,
      imageRoot,
      file: options.file,
      resumedAt: resumed?.line,
      switchedTo: isBeside && !isInterrupted ? generation : undefined,
      ...(await rejectsOf(rejects))
    }
  }

  async #loaders ({
    file,
    format,
    imagesDir,
    encoding,
    mapping,
    mediaUrl = '/media/'
  }: IngestOptions): Promise<Pick<RunParts, 'loader' | 'mediaLoader' | 'imageRoot'>> {
    const imageRoot =
      imagesDir === undefined ? await findImageRoot(file, { format, encoding, mapping }) : path.resolve(imagesDir)
    const { images, media = DEFAULT_MEDIA_LIMITS } = this.#options
    const place = { root: imageRoot, mediaUrl, allowPrivate: images.allowPrivate }
    return {
      imageRoot,
      loader: new ProductImageLoader({ ...images, ...place }),
      mediaLoader: new MediaLoader({ ...media, ...place })
    }
  }

  async #checkpoint ({ file }: IngestOptions): Promise<Checkpoint> {
    const folder = this.#checkpointFolder()
    await inDataFolder(folder, async () => await makeFolder(folder))
    return new Checkpoint(folder, this.#options.catalogue, file)
  }

  #checkpointFolder (): string {
    return path.join(this.#options.dataDir, 'checkpoints')
  }

  #rejectsFile ({ file, dryRun }: IngestOptions): string {
    return path.join(
      this.#checkpointFolder(),
      `${this.#options.catalogue}-${path.basename(file)}.${dryRun ? 'check' : 'rejects'}.jsonl`
    )
  }
}

/**
 * What a run reads and how; equal for the same file and settings, so that a finished run can be told by its manifest.
 */
export async function sourceOf (
  { file, format, language, mediaUrl, imagesDir, currency, encoding, mapping, filterableAttributes }: IngestOptions,
  { model, dimensions }: { model: string; dimensions: readonly number[] }
): Promise<string> {
  const { size, mtimeMs } = await statFile(file)
  const parts = format === 'abo' ? [language, await versionOf(await findAboFiles(file, imagesDir))] : []
  const identity = [
    path.resolve(file),
    size,
    mtimeMs,
    model,
    dimensions,
    mediaUrl,
    imagesDir,
    currency,
    encoding,
    mapping,
    filterableAttributes,
    ...parts
  ]
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex')
}

interface RunParts {
  readonly checkpoint: Checkpoint
  readonly source: string
  readonly target: Target
  readonly indexes: CatalogueIndexes
  readonly resumed: Progress | undefined
  readonly memory: RowMemory
  readonly loader: ProductImageLoader
  readonly mediaLoader: MediaLoader
  readonly imageRoot: string
}

/** Of a fresh run that was killed, the one batch that may be written without being confirmed. */
function rowsToCompare (isFresh: boolean, resumed: Progress | undefined): number {
  if (!isFresh) return Infinity
  return resumed ? MAX_ROWS : 0
}

/** A checkpoint counts only while no other run has touched the indexes since. */
async function resumable (
  checkpoint: Checkpoint,
  source: string,
  indexes: CatalogueIndexes
): Promise<Progress | undefined> {
  const progress = await checkpoint.read(source)
  return progress && indexes.areOf(progress.run) ? progress : undefined
}

async function statFile (file: string): Promise<{ size: number; mtimeMs: number }> {
  try {
    return await stat(file)
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    throw new CatalogueFileError(file, code === 'ENOENT' ? 'there is no such file' : message, { cause })
  }
}
