import { mapAhead } from '../../shared/map-ahead.ts'
import type { Embedder } from '../../embedding/embedder.ts'
import type { CatalogueService } from '../catalogue-service.ts'
import type { Change } from '../change.ts'
import type { Decisions } from '../ingest/decisions.ts'
import { IngestBatch, MAX_ROWS } from '../ingest/ingest-batch.ts'
import type { Outcome } from '../ingest/outcome.ts'
import { hasMedia, NO_MEDIA, ProductMediaReader } from '../ingest/product-media.ts'
import { ProductPipeline } from '../ingest/product-pipeline.ts'
import type { MediaLoader } from '../media/load-media.ts'
import type { ProductImageLoader } from '../photos/load-image.ts'
import type { Product } from '../product.ts'
import { toProduct } from '../product-of-record.ts'
import { productIdOf } from '../record-keys.ts'
import { productsOf, type CatalogueRow } from '../sources/catalogue-row.ts'
import type { CountChange } from './count-change.ts'
import type { Opened } from './open-for-writing.ts'
import { writeCounts } from './write-counts.ts'
import { cutAt, type Deadline } from './write-deadline.ts'
import { NOTHING, addBatch, addUnreached, type WriteReport } from './write-report.ts'

/** What products are made of, and where. */
export interface UpsertNeeds {
  readonly catalogue: CatalogueService
  readonly embedder: Embedder
  /** Closed with the writer. */
  readonly loader: ProductImageLoader
  readonly mediaLoader: MediaLoader
  /** What people decided about products, which a write does not undo. */
  readonly decisions: Decisions
  /** Attributes that filters shall know before all others, by name. */
  readonly filterableAttributes?: readonly string[] | undefined
}

export interface UpsertRunOptions extends UpsertNeeds {
  readonly opened: Opened
  /** Runs what writes and counts, while nothing else does. */
  readonly commit: (write: () => Promise<void>) => Promise<void>
}

/** One product is fetched and decoded while others are in the model. */
const LOADING = 8
const EMBEDDING = 4
/** What a long run has by then is written, to be found and counted. */
const FLUSH_AFTER_MS = 2000

/** One call's products on their way into the indexes. */
export class UpsertRun {
  readonly #options: UpsertRunOptions

  constructor (options: UpsertRunOptions) {
    this.#options = options
  }

  async put (rows: readonly CatalogueRow[], deadline: Deadline, signal: AbortSignal | undefined): Promise<WriteReport> {
    let report = NOTHING
    let reached = 0
    const late = new AbortController()
    const either = signal ? AbortSignal.any([signal, late.signal]) : late.signal
    const cut = cutAt(deadline)
    let batch = new IngestBatch(MAX_ROWS)
    const before = await this.#before(rows)
    let flushedAt = performance.now()
    const flush = async () => {
      await this.#write(batch.changes, before)
      report = addBatch(report, batch)
      batch = new IngestBatch(MAX_ROWS)
      flushedAt = performance.now()
    }
    try {
      for await (const outcome of this.#outcomes(rows, either, cut.signal)) {
        batch.add(outcome)
        reached++
        if (batch.isFull || performance.now() - flushedAt > FLUSH_AFTER_MS) await flush()
        if (performance.now() > deadline.at) break
      }
    } catch (error) {
      // Written without its files, a product would lose those that are stored.
      if (!cut.signal.aborted || error !== cut.signal.reason) throw error
    } finally {
      cut.stop()
      late.abort()
    }
    if (!batch.isEmpty) await flush()
    return addUnreached(report, rows.slice(reached), deadline.timeoutMs)
  }

  /** What was stored, to count the change; nothing of a new catalogue, which is counted as a whole at its end. */
  async #before (rows: readonly CatalogueRow[]): Promise<ReadonlyMap<string, Product>> {
    const { opened, catalogue } = this.#options
    return opened.finish ? new Map() : await catalogue.products(productsOf(rows).map(({ id }) => id))
  }

  async #write (changes: readonly Change[], before: ReadonlyMap<string, Product>): Promise<void> {
    const { opened: { entries, indexes, finish }, commit } = this.#options
    await commit(async () => {
      await indexes.write(changes)
      if (!finish) await writeCounts(entries, countChange(before, changes))
    })
  }

  /** `loading` ends the loading of files alone. */
  async * #outcomes (
    rows: readonly CatalogueRow[],
    signal: AbortSignal,
    loading: AbortSignal
  ): AsyncGenerator<Outcome> {
    const { loader, mediaLoader, embedder, decisions, filterableAttributes, opened: { indexes } } = this.#options
    const { commonAttributes } = indexes
    const limits = { signal, loadSignal: AbortSignal.any([signal, loading]) }
    const pipeline = new ProductPipeline({ loader, decisions, filterableAttributes, commonAttributes, ...limits })
    const stored = await indexes.stored(productsOf(rows))
    const source = (async function * () {
      yield * rows
    })()
    const media = new ProductMediaReader({ loader: mediaLoader, embedder, ...limits })
    const prepared = mapAhead(source, { concurrency: LOADING, ahead: LOADING }, async (row) => {
      if (!('product' in row)) return await pipeline.prepare(row)
      const before = stored.get(row.product.id)
      const isStored = !hasMedia(row.product) || pipeline.isStored(row.product, before)
      const asked = { line: row.line, product: row.product, stored: before }
      return await pipeline.prepare(row, before, isStored ? NO_MEDIA : await media.of(asked))
    })
    const models = { words: embedder, photos: embedder }
    yield * mapAhead(prepared, { concurrency: EMBEDDING, ahead: EMBEDDING }, async (item) =>
      'photos' in item ? await pipeline.embed(item, models, indexes) : item
    )
  }
}

function countChange (before: ReadonlyMap<string, Product>, changes: readonly Change[]): CountChange {
  const added = changes.flatMap(({ records: [first] }) => (first ? [toProduct(first.metadata)] : []))
  const ids = changes.flatMap(({ records: [first] }) => (first ? [productIdOf(first.key)] : []))
  return { added, removed: ids.flatMap((id) => before.get(id) ?? []) }
}
