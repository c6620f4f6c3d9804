import { chunks } from '../../shared/chunks.ts'
import type { IndexSpec, VectorIndex } from '../../vectors/vector-store.ts'
import { CatalogueService } from '../catalogue-service.ts'
import { indexName } from '../generations.ts'
import { toProduct } from '../product-of-record.ts'
import { imageKey, textKey } from '../record-keys.ts'
import type { CatalogueRow } from '../sources/catalogue-row.ts'
import { validateProduct } from '../sources/validate-product.ts'
import { CatalogueWriter, MAX_WRITES } from '../write/catalogue-writer.ts'
import { exported } from '../write/export-catalogue.ts'
import { readWritten } from '../write-journal.ts'
import type { IngestSession } from './ingest-session.ts'

/** Rounds after which a shop that writes without a pause is switched all the same: what is left comes after it. */
const MAX_ROUNDS = 5

/**
 * Takes over what was written to the live generation since a build beside it began: as the live one has it, embedded by
 * the model of the build where that has not read it yet.
 */
export class WrittenMeanwhile {
  readonly #session: IngestSession
  readonly #writer: CatalogueWriter
  readonly #taken = new Map<string, string>()

  constructor (session: IngestSession) {
    const { store, catalogue: name, embedder, indexes, target, loader, mediaLoader, decisions, options } = session
    const dimensions = indexes.entries.map(({ index }) => index.spec.dimension)
    const catalogue = new CatalogueService({ store, embedder, name, dimensions, generation: target.generation })
    const { filterableAttributes } = options
    this.#session = session
    this.#writer = new CatalogueWriter({
      store, catalogue, embedder, loader, mediaLoader, decisions, filterableAttributes
    })
  }

  /** Until nothing more is written, or for some rounds. */
  async takeAll (): Promise<void> {
    for (let round = 0; round < MAX_ROUNDS; round++) if ((await this.take()) === 0) return
  }

  /** What was written since the last time; answers how many products that were. */
  async take (): Promise<number> {
    const { store, catalogue } = this.#session
    const notes = [...(await readWritten(store, catalogue))].filter(([id, note]) => this.#taken.get(id) !== note)
    for (const some of chunks(notes, MAX_WRITES)) {
      await this.#takeOver(some.map(([id]) => id))
      for (const [id, note] of some) this.#taken.set(id, note)
    }
    return notes.length
  }

  async #takeOver (ids: readonly string[]): Promise<void> {
    const { options: { mediaUrl = '/media/', signal, onNotice } } = this.#session
    const index = await this.#live()
    const records = await index.metadata(ids.flatMap((id) => [textKey(id), imageKey(id, 0)]))
    const products = new Map(Array.from(records.values(), toProduct).map((product) => [product.id, product]))
    const rows = ids.flatMap((id, i): CatalogueRow[] => {
      const product = products.get(id)
      return product ? [{ line: i + 1, product: validateProduct(exported(product, mediaUrl)) }] : []
    })
    const report = await this.#writer.upsertRows(rows, signal)
    for (const { id, message } of [...report.userErrors, ...report.notices]) {
      onNotice?.(`product "${id}", written while this was built, was not taken over whole: ${message}`)
    }
    await this.#writer.delete(ids.filter((id) => !products.has(id)), signal)
  }

  /** Any dimension of the generation that is or was searched: all hold the same products. */
  async #live (): Promise<VectorIndex> {
    const { store, catalogue, indexes, target } = this.#session
    const specs = await store.listIndexes()
    const own = new Set(indexes.entries.map(({ index }) => index.spec.name))
    const isLive = ({ name, dimension }: IndexSpec) =>
      name === indexName(catalogue, dimension, target.live) && !own.has(name)
    const live = specs.find(isLive)
    return (await store.openIndex(live!.name))!
  }
}
