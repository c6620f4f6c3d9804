import path from 'node:path'
import type { Embedder } from '../../embedding/embedder.ts'
import { DimensionUnsupportedError } from '../../errors.ts'
import type { VectorStore } from '../../vectors/vector-store.ts'
import { CatalogueIndexes } from '../catalogue-indexes.ts'
import { storedProducts } from '../stored-count.ts'
import { Checkpoint, type Progress } from './checkpoint.ts'
import { NO_DECISIONS, type Decisions } from './decisions.ts'
import { assertReplaces, type DeletionRule } from './deletion.ts'
import { findLocalPhotos } from '../photos/image-root.ts'
import type { IngestOptions } from './ingest-options.ts'
import type { IngestReport } from './ingest-report.ts'
import type { IngestLimits } from './ingest-run.ts'
import type { MediaLimits } from '../../media/media-file.ts'
import { MediaLoader } from '../media/load-media.ts'
import { ProductImageLoader } from '../photos/load-image.ts'
import { inDataFolder, makeFolder } from '../../shared/data-folder.ts'
import { RejectLog } from './reject-log.ts'
import { RowMemory } from './row-memory.ts'
import { chooseTarget, type Target } from './target.ts'
import { fingerprintOf } from './ingest-fingerprint.ts'
import type { IngestSession } from './ingest-session.ts'
import { planIngest } from './plan-ingest.ts'
import { runIngest } from './run-ingest.ts'

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
    const fingerprint = await fingerprintOf(options, { model: embedder.model, dimensions })
    const target = await this.#target(options, await checkpoint.read(fingerprint))
    const indexes = await this.#indexes(options, target, checkpoint)
    const resumed = options.dryRun ? undefined : await resumable(checkpoint, fingerprint, indexes)
    const loader = await this.#loaders(options)
    try {
      const { mapping, filterableAttributes } = options
      const { decisions = NO_DECISIONS, store, catalogue, limits } = this.#options
      const memory = await RowMemory.open(this.#checkpointFolder(), catalogue, [mapping, filterableAttributes])
      const session = {
        options,
        store,
        catalogue,
        embedder,
        decisions,
        limits,
        rule: this.#rule(options),
        rejects: await this.#rejects(options, resumed),
        checkpoint,
        fingerprint,
        target,
        indexes,
        resumed,
        memory,
        ...loader
      }
      return await (options.dryRun ? planIngest(session) : runIngest(session))
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

  async #rejects (options: IngestOptions, resumed: Progress | undefined): Promise<RejectLog> {
    const rejects = new RejectLog(options.rejectsFile ?? this.#rejectsFile(options))
    await rejects.start(resumed?.rejectsBytes ?? 0)
    return rejects
  }

  async #loaders ({
    file,
    format,
    imagesDir,
    encoding,
    mapping,
    mediaUrl = '/media/'
  }: IngestOptions): Promise<Pick<IngestSession, 'loader' | 'mediaLoader' | 'imageRoot'>> {
    const imageRoot =
      imagesDir === undefined ? await findLocalPhotos(file, { format, encoding, mapping }) : path.resolve(imagesDir)
    const { images, media = DEFAULT_MEDIA_LIMITS } = this.#options
    const root = imageRoot ?? path.dirname(path.resolve(file))
    const place = { root, mediaUrl, allowPrivate: images.allowPrivate }
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

/** A checkpoint counts only while no other run has touched the indexes since. */
async function resumable (
  checkpoint: Checkpoint,
  fingerprint: string,
  indexes: CatalogueIndexes
): Promise<Progress | undefined> {
  const progress = await checkpoint.read(fingerprint)
  return progress && indexes.areOf(progress.run) ? progress : undefined
}
