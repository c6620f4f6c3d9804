import type { Embedder } from '../../embedding/embedder.ts'
import { BadUserInputError } from '../../errors.ts'
import { mapAhead } from '../../shared/map-ahead.ts'
import { TurnQueue } from '../../shared/turn-queue.ts'
import type { VectorStore } from '../../vectors/vector-store.ts'
import type { Change } from '../change.ts'
import type { CatalogueService } from '../catalogue-service.ts'
import type { Decisions } from '../ingest/decisions.ts'
import { IngestBatch, MAX_ROWS } from '../ingest/ingest-batch.ts'
import { ProductPipeline } from '../ingest/product-pipeline.ts'
import type { Outcome } from '../ingest/outcome.ts'
import { hasMedia, NO_MEDIA, ProductMediaReader } from '../ingest/product-media.ts'
import type { MediaLoader } from '../media/load-media.ts'
import { readManifest, writeManifest } from '../manifest.ts'
import type { ProductImageLoader } from '../photos/load-image.ts'
import type { Product } from '../product.ts'
import { toProduct } from '../product-of-record.ts'
import { productIdOf } from '../record-keys.ts'
import type { CatalogueRow } from '../sources/catalogue-row.ts'
import { withinLimit } from '../summarise.ts'
import { toRow, type ApiProduct } from './api-product.ts'
import { countedManifest, type CountChange } from './count-change.ts'
import type { OfferChange } from './offer-change.ts'
import { openExisting, openOrBegin, type Opened } from './open-for-writing.ts'
import { productKeys, writeOffers } from './stored-offers.ts'
import { type WriteProblem, type WriteReport, NOTHING, addBatch, addUnreached } from './write-report.ts'
import { cutAt, NEVER, type Deadline } from './write-deadline.ts'
import { distinctRows } from './distinct-rows.ts'
import { inAllGenerations } from './in-all-generations.ts'
import { withOfferChanges } from './with-offer-changes.ts'

export interface CatalogueWriterOptions {
  readonly store: VectorStore
  readonly catalogue: CatalogueService
  readonly embedder: Embedder
  /** Closed with the writer. */
  readonly loader: ProductImageLoader
  readonly mediaLoader: MediaLoader
  /** What people decided about products, which a write does not undo. */
  readonly decisions: Decisions
  /** Attributes that filters shall know before all others, by name. */
  readonly filterableAttributes?: readonly string[] | undefined
  /** Address of local photos; absent where products may only have photos of other servers. */
  readonly mediaUrl?: string | undefined
  /** After so long, waiting included, `upsert` writes what is ready and no more, but always one. Default: no limit. */
  readonly timeoutMs?: number | undefined
  /** Told after each write, also after one that failed on its way. */
  readonly onChange?: () => void
}

export const MAX_WRITES = 500
/** A call of 500 photos takes a model on this machine half a minute. */
const MAX_WAIT_MS = 60_000
/** One product is fetched and decoded while others are in the model. */
const LOADING = 8
const EMBEDDING = 4

/**
 * Writes single products to the catalogue that is searched, in every dimension. Every write may be repeated: a
 * product that is stored as it was sent is counted as unchanged. Calls of one process take turns.
 */
export class CatalogueWriter {
  readonly #options: CatalogueWriterOptions
  readonly #turns = new TurnQueue({ what: 'writes', concurrency: 1, maxWaitMs: MAX_WAIT_MS })

  constructor (options: CatalogueWriterOptions) {
    this.#options = options
  }

  /**
   * Puts products in, each as a whole. Rejects with what model and store reject with; what was written by then stays.
   * Those that were not reached in time are told as problems with the code TIMEOUT.
   */
  async upsert (products: readonly ApiProduct[], signal?: AbortSignal): Promise<WriteReport> {
    assertFew(products)
    const { timeoutMs = Infinity } = this.#options
    const deadline = { at: performance.now() + timeoutMs, timeoutMs }
    const notices: WriteProblem[] = []
    const { mediaUrl } = this.#options
    const rows = products.map((product, i) =>
      toRow(i + 1, product, {
        mediaUrl,
        onProblem: (field, message) =>
          notices.push({ id: product.id, field, code: 'PRODUCT_INVALID', message: `${field} ${message}` })
      })
    )
    const report = await this.upsertRows(rows, signal, deadline)
    const failed = new Set(report.userErrors.map(({ id }) => id))
    return { ...report, notices: [...notices.filter(({ id }) => !failed.has(id)), ...report.notices] }
  }

  /** The same with rows of a file. */
  async upsertRows (
    rows: readonly CatalogueRow[],
    signal?: AbortSignal,
    deadline: Deadline = NEVER
  ): Promise<WriteReport> {
    assertFew(rows)
    const ids = productsOf(rows).map(({ id }) => id)
    return await this.#inTurn(ids, signal, async () => {
      const opened = await openOrBegin(this.#options)
      const written = await this.#putAll(distinctRows(rows), opened, { signal, deadline })
      await opened.finish?.()
      return written
    })
  }

  /** Changes prices and stock, in the order given; asks no model. */
  async updateOffers (offers: readonly OfferChange[], signal?: AbortSignal): Promise<WriteReport> {
    assertFew(offers)
    return await this.#inTurn(offers.map(({ id }) => id), signal, async () => {
      const opened = await openExisting(this.#options)
      const before = await this.#options.catalogue.products(offers.map(({ id }) => id))
      const { products, userErrors } = withOfferChanges(before, offers)
      const changed = [...products.values()].filter((product) => isOther(product, before.get(product.id)!))
      await writeOffers(opened.entries, before, changed)
      await this.#count(opened, { removed: changed.map(({ id }) => before.get(id)!), added: changed })
      return { ...NOTHING, updated: changed.length, unchanged: products.size - changed.length, userErrors }
    })
  }

  /** Takes products out; one that is not there is none to take. */
  async delete (ids: readonly string[], signal?: AbortSignal): Promise<WriteReport> {
    assertFew(ids)
    return await this.#inTurn(ids, signal, async () => {
      const opened = await openExisting(this.#options)
      const unique = [...new Set(ids)]
      const [found, before] = [
        await productKeys(opened.entries, unique),
        await this.#options.catalogue.products(unique)
      ]
      await opened.indexes.write([{ records: [], stale: [...found.values()].flat() }])
      await this.#count(opened, { removed: [...before.values()], added: [] })
      return { ...NOTHING, deleted: found.size, absent: unique.length - found.size }
    })
  }

  async #inTurn (
    ids: readonly string[],
    signal: AbortSignal | undefined,
    write: () => Promise<WriteReport>
  ): Promise<WriteReport> {
    const told = async () => await write().finally(() => this.#options.onChange?.())
    return await this.#turns.run(signal, async () => await inAllGenerations(this.#options, ids, told))
  }

  async close (): Promise<void> {
    await this.#options.loader.close()
    await this.#options.mediaLoader.close()
  }

  async #putAll (
    rows: readonly CatalogueRow[],
    opened: Opened,
    { signal, deadline }: { readonly signal: AbortSignal | undefined; readonly deadline: Deadline }
  ): Promise<WriteReport> {
    let report = NOTHING
    let reached = 0
    const late = new AbortController()
    const either = signal ? AbortSignal.any([signal, late.signal]) : late.signal
    const cut = cutAt(deadline)
    let batch = new IngestBatch(MAX_ROWS)
    const before = await this.#before(rows, opened)
    const flush = async () => {
      await opened.indexes.write(batch.changes)
      if (!opened.finish) await this.#count(opened, countChange(before, batch.changes))
      report = addBatch(report, batch)
      batch = new IngestBatch(MAX_ROWS)
    }
    try {
      for await (const outcome of this.#outcomes(rows, opened, { signal: either, loading: cut.signal })) {
        batch.add(outcome)
        reached++
        if (batch.isFull) await flush()
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
  async #before (rows: readonly CatalogueRow[], { finish }: Opened): Promise<ReadonlyMap<string, Product>> {
    return finish ? new Map() : await this.#options.catalogue.products(productsOf(rows).map(({ id }) => id))
  }

  async * #outcomes (
    rows: readonly CatalogueRow[],
    { indexes }: Opened,
    { signal, loading }: { readonly signal: AbortSignal; readonly loading: AbortSignal }
  ): AsyncGenerator<Outcome> {
    const { loader, embedder, decisions, filterableAttributes } = this.#options
    const { commonAttributes } = indexes
    const limits = { signal, loadSignal: AbortSignal.any([signal, loading]) }
    const pipeline = new ProductPipeline({ loader, decisions, filterableAttributes, commonAttributes, ...limits })
    const stored = await indexes.stored(productsOf(rows))
    const source = (async function * () {
      yield * rows
    })()
    const media = new ProductMediaReader({ loader: this.#options.mediaLoader, embedder, ...limits })
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

  async #count ({ entries }: Opened, change: CountChange): Promise<void> {
    for (const { index } of entries) {
      const manifest = await readManifest(index)
      if (!manifest) continue
      const counted = withinLimit(countedManifest(manifest, change))
      if (isOther(counted, manifest)) await writeManifest(index, counted)
    }
  }
}

function assertFew (writes: readonly unknown[]): void {
  if (writes.length > MAX_WRITES) {
    throw new BadUserInputError(
      `At most ${MAX_WRITES} are written in one call, got ${writes.length}. Send them in several.`
    )
  }
}

function productsOf (rows: readonly CatalogueRow[]): Product[] {
  return rows.flatMap((row) => ('product' in row ? [row.product] : []))
}

function countChange (before: ReadonlyMap<string, Product>, changes: readonly Change[]): CountChange {
  const added = changes.flatMap(({ records: [first] }) => (first ? [toProduct(first.metadata)] : []))
  const ids = changes.flatMap(({ records: [first] }) => (first ? [productIdOf(first.key)] : []))
  return { added, removed: ids.flatMap((id) => before.get(id) ?? []) }
}

function isOther (a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b)
}
