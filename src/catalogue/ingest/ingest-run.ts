import { CachedEmbedder } from '../../embedding/cached-embedder.ts'
import type { Embedder } from '../../embedding/embedder.ts'
import type { CatalogueIndexes } from '../catalogue-indexes.ts'
import type { CatalogueRow } from '../sources/catalogue-row.ts'
import type { Checkpoint, Progress } from './checkpoint.ts'
import { badRow } from '../sources/catalogue-row.ts'
import { BadRowLimit } from './bad-row-limit.ts'
import { IdSet } from '../../shared/id-set.ts'
import type { Decisions } from './decisions.ts'
import { IngestBatch, MAX_COMPARED_ROWS, MAX_ROWS } from './ingest-batch.ts'
import { addCounts, type IngestCounts } from './ingest-report.ts'
import type { IngestOptions } from './ingest-options.ts'
import type { ProductImageLoader } from '../photos/load-image.ts'
import { mapAhead } from '../../shared/map-ahead.ts'
import { ProductPipeline, type Prepared } from './product-pipeline.ts'
import type { Outcome } from './outcome.ts'
import { readCatalogue } from '../sources/read-catalogue.ts'
import type { RejectLog } from './reject-log.ts'
import type { RowMemory } from './row-memory.ts'
import type { Product } from '../product.ts'
import { hasMedia, NO_MEDIA, ProductMediaReader, type ProductMedia } from './product-media.ts'
import type { MediaLoader } from '../media/load-media.ts'
import type { StoredProduct } from '../stored-product.ts'
import { StoredLookup, type Item } from './stored-lookup.ts'

export interface IngestLimits {
  /** Products whose photos are loaded at the same time. */
  readonly loading: number
  /** Products that are embedded at the same time: one is decoded while another is in the model. */
  readonly embedding: number
}

export interface IngestRunOptions extends Pick<
  IngestOptions,
  | 'file'
  | 'format'
  | 'language'
  | 'imagesDir'
  | 'currency'
  | 'encoding'
  | 'mapping'
  | 'filterableAttributes'
  | 'signal'
  | 'onProgress'
  | 'onNotice'
> {
  readonly indexes: CatalogueIndexes
  readonly loader: ProductImageLoader
  readonly mediaLoader: MediaLoader
  readonly embedder: Embedder
  readonly checkpoint: Checkpoint
  readonly memory: RowMemory
  readonly rejects: RejectLog
  readonly start: Progress
  /** First rows that may be stored already, to be compared with what is: all, none, or those in doubt after a kill. */
  readonly compareRows: number
  readonly decisions: Decisions
  /** Tells what would become of the rows, and writes nothing but the rejects. */
  readonly isDry?: boolean | undefined
  readonly limits?: Partial<IngestLimits>
}

const DEFAULT_LIMITS: IngestLimits = { loading: 8, embedding: 4 }
/** Products whose clips and documents are read at once: jobs elsewhere wait, files here work. */
const MEDIA_JOBS = 64
const MEDIA_FILES = 4
/** Rows looked up in the store together, and how often at the same time. */
const LOOKUP_ROWS = 256
const LOOKUPS = 4
/** Embedded products that wait while a batch is written. */
const EMBEDDED_AHEAD = 256

/**
 * Variants of a product often share their photos: each costs one model call while it is remembered. Of 1,024 values a
 * photo takes 4 KB.
 */
const PHOTO_CACHE = { maxEntries: 50_000, maxBytes: 67_108_864 }

/**
 * The rows of one file on their way: read, looked up, loaded, embedded, written, confirmed. Stages overlap and hand on
 * in the order of the file, so that one line number says what is confirmed.
 */
export class IngestRun {
  readonly #options: IngestRunOptions
  readonly #limits: IngestLimits
  readonly #pipeline: ProductPipeline
  readonly #media: ProductMediaReader
  readonly #ids = new IdSet()
  readonly #badIds = new IdSet()
  readonly #inFlight = new Set<Promise<unknown>>()
  #progress: Progress
  readonly #badRows: BadRowLimit
  #unnamed = 0

  constructor (options: IngestRunOptions) {
    this.#options = options
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits }
    this.#pipeline = new ProductPipeline({ ...options, commonAttributes: options.indexes.commonAttributes })
    const { mediaLoader: loader, embedder, signal } = options
    this.#media = new ProductMediaReader({ loader, embedder, signal })
    this.#progress = options.start
    this.#badRows = new BadRowLimit(options.file)
  }

  /**
   * Resolves early, with `isInterrupted`, once the signal is aborted; what is in the batch by then is
   * written and confirmed, what waits behind it is embedded again by the next run.
   */
  async run (): Promise<{ counts: IngestCounts; isInterrupted: boolean }> {
    try {
      await this.#consume(this.#outcomes())
    } finally {
      // Who called closes model and store next.
      await Promise.allSettled(this.#inFlight)
    }
    return { counts: this.#progress.counts, isInterrupted: this.#options.signal?.aborted === true }
  }

  /** Rows of which the file does not tell which product they are; complete once the run is. */
  get unnamed (): number {
    return this.#unnamed
  }

  /** Products that the file has in good rows; complete once the run is. */
  get products (): number {
    return this.#ids.size
  }

  /** Whether the file has this product, in a good or a bad row; one that it withdraws counts as missing. */
  hasSeen (id: string): boolean {
    return this.#ids.has(id) || this.#badIds.has(id)
  }

  async #consume (outcomes: AsyncIterable<Outcome>): Promise<void> {
    const { signal, compareRows } = this.#options
    const maxRows = compareRows === Infinity ? MAX_COMPARED_ROWS : MAX_ROWS
    let batch = new IngestBatch(maxRows)
    try {
      for await (const outcome of outcomes) {
        if (signal?.aborted) break
        batch.add(outcome)
        if (!batch.isFull) continue
        await this.#confirm(batch)
        batch = new IngestBatch(maxRows)
      }
    } catch (error) {
      if (!signal?.aborted) throw error
    }
    if (!batch.isEmpty) await this.#confirm(batch)
  }

  /** The store first, the checkpoint last: a kill in between repeats the batch, which changes nothing. */
  async #confirm (batch: IngestBatch): Promise<void> {
    const { indexes, rejects, checkpoint, isDry, onProgress } = this.#options
    if (!isDry) await indexes.write(batch.changes)
    await rejects.append(batch.rejections)
    this.#progress = {
      ...this.#progress,
      line: batch.line,
      counts: addCounts(this.#progress.counts, batch.counts),
      rejectsBytes: rejects.bytes
    }
    if (!isDry) await checkpoint.write(this.#progress)
    onProgress?.({ line: batch.line, counts: this.#progress.counts })
  }

  #outcomes (): AsyncIterable<Outcome> {
    const { embedder, indexes, memory, compareRows } = this.#options
    const { loading, embedding } = this.#limits
    const models = { words: embedder, photos: new CachedEmbedder(embedder, PHOTO_CACHE) }
    const lookup = new StoredLookup({ indexes, pipeline: this.#pipeline, memory, compareRows })
    const found = mapAhead(this.#chunks(), { concurrency: LOOKUPS, ahead: LOOKUPS }, (rows) =>
      this.#track(lookup.of(rows))
    )
    const atOnce = [...embedder.capabilities.values()].some(({ isAsync }) => isAsync) ? MEDIA_JOBS : MEDIA_FILES
    const media = mapAhead(flattened(found), { concurrency: atOnce, ahead: atOnce }, async (item) =>
      'row' in item && 'product' in item.row && hasMedia(item.row.product)
        ? { ...item, media: await this.#track(this.#mediaOf(item.row.line, item.row.product, item.stored)) }
        : item
    )
    const prepared = mapAhead(media, { concurrency: loading, ahead: loading }, async (item) =>
      'row' in item ? await this.#track(this.#pipeline.prepare(item.row, item.stored, item.media)) : item
    )
    return mapAhead(prepared, { concurrency: embedding, ahead: EMBEDDED_AHEAD }, async (item) =>
      isPrepared(item) ? await this.#track(this.#pipeline.embed(item, models, indexes)) : item
    )
  }

  async #mediaOf (line: number, product: Product, stored: StoredProduct | undefined): Promise<ProductMedia> {
    return this.#pipeline.isStored(product, stored) ? NO_MEDIA : await this.#media.of({ line, product, stored })
  }

  async * #chunks (): AsyncGenerator<CatalogueRow[]> {
    let rows: CatalogueRow[] = []
    for await (const row of this.#newRows()) {
      rows.push(row)
      if (rows.length < LOOKUP_ROWS) continue
      yield rows
      rows = []
    }
    if (rows.length > 0) yield rows
  }

  /** Rows up to the checkpoint are read for their ids only, which tell doubles and missing products. */
  async * #newRows (): AsyncGenerator<CatalogueRow> {
    const { file, start, memory, signal } = this.#options
    for await (const row of readCatalogue(file, { ...this.#options, knownRows: memory })) {
      if (signal?.aborted) return
      const checked = this.#withoutDouble(row)
      if (row.line > start.line) yield checked
    }
  }

  /** The last of two equal ids would silently replace the first. */
  #withoutDouble (row: CatalogueRow): CatalogueRow {
    if (!('product' in row)) {
      if (row.id !== undefined && !row.isWithdrawn) this.#badIds.add(row.id)
      if (row.id === undefined) this.#unnamed++
      if (!row.isWithdrawn) this.#badRows.add(row, this.#ids.size)
      return row
    }
    const { line } = row
    const known = row.known ? this.#ids.addDigest(row.known.id, line) : this.#ids.add(row.product.id, line)
    if (known === undefined) return row
    const double = badRow(line, `duplicate of line ${known}`, JSON.stringify(row.product), row.product.id)
    this.#badRows.add(double, this.#ids.size)
    return double
  }

  #track<T>(promise: Promise<T>): Promise<T> {
    this.#inFlight.add(promise)
    const done = () => this.#inFlight.delete(promise)
    promise.then(done, done)
    return promise
  }
}

async function * flattened (found: AsyncIterable<ReadonlyArray<Item | Outcome>>): AsyncGenerator<Item | Outcome> {
  for await (const items of found) yield * items
}

function isPrepared (item: Prepared | Outcome): item is Prepared {
  return 'photos' in item
}
