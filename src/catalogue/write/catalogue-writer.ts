import { BadUserInputError, isCodedError, type CodedError } from '../../errors.ts'
import type { VectorStore } from '../../vectors/vector-store.ts'
import { productsOf, type CatalogueRow } from '../sources/catalogue-row.ts'
import { toRow, type ApiProduct } from './api-product.ts'
import type { OfferChange } from './offer-change.ts'
import { openExisting, openOrBegin } from './open-for-writing.ts'
import { productKeys, writeOffers } from './stored-offers.ts'
import { type WriteProblem, type WriteReport, NOTHING } from './write-report.ts'
import { NEVER, type Deadline } from './write-deadline.ts'
import { distinctRows } from './distinct-rows.ts'
import { inAllGenerations } from './in-all-generations.ts'
import { UpsertRun, type UpsertNeeds } from './upsert-run.ts'
import { withOfferChanges } from './with-offer-changes.ts'
import { writeCounts } from './write-counts.ts'
import { WriteOrder, type WriteLane } from './write-order.ts'

export interface CatalogueWriterOptions extends UpsertNeeds {
  readonly store: VectorStore
  /** Address of local photos; absent where products may only have photos of other servers. */
  readonly mediaUrl?: string | undefined
  /** After so long, waiting included, `upsert` writes what is ready and no more, but always one. Default: no limit. */
  readonly timeoutMs?: number | undefined
  /** Told after each write, also after one that failed on its way. */
  readonly onChange?: () => void
}

export const MAX_WRITES = 500

/**
 * Writes single products to the catalogue that is searched, in every dimension. Every write may be repeated: a
 * product that is stored as it was sent is counted as unchanged.
 */
export class CatalogueWriter {
  readonly #options: CatalogueWriterOptions
  readonly #order = new WriteOrder()
  #trouble: CodedError | undefined

  constructor (options: CatalogueWriterOptions) {
    this.#options = options
  }

  /** What the last write failed with, where that was not the caller's doing; undefined since one that did not. */
  get trouble (): CodedError | undefined {
    return this.#trouble
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
    return await this.#inTurn('products', ids, signal, async () => {
      const opened = await openOrBegin(this.#options)
      const run = new UpsertRun({ ...this.#options, opened, commit: async (write) => await this.#order.commit(write) })
      const written = await run.put(distinctRows(rows), deadline, signal)
      if (opened.finish) await this.#order.commit(opened.finish)
      return written
    })
  }

  /** Changes prices and stock, in the order given; asks no model. */
  async updateOffers (offers: readonly OfferChange[], signal?: AbortSignal): Promise<WriteReport> {
    assertFew(offers)
    return await this.#inCommit(offers.map(({ id }) => id), signal, async () => {
      const opened = await openExisting(this.#options)
      const before = await this.#options.catalogue.products(offers.map(({ id }) => id))
      const { products, userErrors } = withOfferChanges(before, offers)
      const changed = [...products.values()].filter((product) => isOther(product, before.get(product.id)!))
      await writeOffers(opened.entries, before, changed)
      await writeCounts(opened.entries, { removed: changed.map(({ id }) => before.get(id)!), added: changed })
      return { ...NOTHING, updated: changed.length, unchanged: products.size - changed.length, userErrors }
    })
  }

  /** Takes products out; one that is not there is none to take. */
  async delete (ids: readonly string[], signal?: AbortSignal): Promise<WriteReport> {
    assertFew(ids)
    return await this.#inCommit(ids, signal, async () => {
      const opened = await openExisting(this.#options)
      const unique = [...new Set(ids)]
      const [found, before] = [
        await productKeys(opened.entries, unique),
        await this.#options.catalogue.products(unique)
      ]
      await opened.indexes.write([{ records: [], stale: [...found.values()].flat() }])
      await writeCounts(opened.entries, { removed: [...before.values()], added: [] })
      return { ...NOTHING, deleted: found.size, absent: unique.length - found.size }
    })
  }

  async #inCommit (
    ids: readonly string[],
    signal: AbortSignal | undefined,
    write: () => Promise<WriteReport>
  ): Promise<WriteReport> {
    return await this.#inTurn('terms', ids, signal, async () => await this.#order.commit(write))
  }

  async #inTurn (
    lane: WriteLane,
    ids: readonly string[],
    signal: AbortSignal | undefined,
    write: () => Promise<WriteReport>
  ): Promise<WriteReport> {
    const told = async () => await write().finally(() => this.#options.onChange?.())
    return await this.#order.run(lane, ids, signal, async () => {
      try {
        const report = await inAllGenerations(this.#options, ids, told)
        this.#trouble = undefined
        return report
      } catch (error) {
        if (isCodedError(error) && error.statusCode >= 500) this.#trouble = error
        throw error
      }
    })
  }

  async close (): Promise<void> {
    await this.#options.loader.close()
    await this.#options.mediaLoader.close()
  }
}

function assertFew (writes: readonly unknown[]): void {
  if (writes.length > MAX_WRITES) {
    throw new BadUserInputError(
      `At most ${MAX_WRITES} are written in one call, got ${writes.length}. Send them in several.`
    )
  }
}

function isOther (a: unknown, b: unknown): boolean {
  return JSON.stringify(a) !== JSON.stringify(b)
}
