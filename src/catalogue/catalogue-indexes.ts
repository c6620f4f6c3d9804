import { ModelMismatchError } from '../errors.ts'
import type { Embedder } from '../embedding/embedder.ts'
import type { VectorIndex, VectorStore } from '../vectors/vector-store.ts'
import { AbsentIndex } from './absent-index.ts'
import { recordsFor, type Change } from './change.ts'
import { indexSpec } from './index-spec.ts'
import { StoredHashes } from './stored-hashes.ts'
import { readManifest, writeManifest, type Manifest } from './manifest.ts'
import type { Product } from './product.ts'
import { imageKey, productIdOf, textKey, recordRefsOf } from './record-keys.ts'
import { StoredProduct } from './stored-product.ts'
import { withSameAttributes } from './reorder-attributes.ts'
import { manifestOf, summarise, withinLimit } from './summarise.ts'
import { type Missing, missingFrom } from './missing-records.ts'
import { chunks } from '../shared/chunks.ts'

export interface FinishOptions {
  /** Scores are as they were measured before. */
  readonly isMeasured: boolean
  readonly firstAttributes?: readonly string[] | undefined
}

export interface CatalogueIndexesOptions {
  readonly store: VectorStore
  readonly catalogue: string
  readonly dimensions: readonly number[]
  readonly embedder: Embedder
  readonly generation: number
  /** Deletes what is there of this generation first, whatever model made it. */
  readonly recreate: boolean
}

export interface Entry {
  readonly index: VectorIndex
  readonly manifest: Manifest | undefined
}

const DELETE_BATCH = 500

/** The indexes of one catalogue, one for each dimension, written together. */
export class CatalogueIndexes {
  readonly #entries: readonly Entry[]
  readonly #embedder: Embedder

  /** Of indexes that are open already, made by the model of the embedder. */
  constructor (entries: readonly Entry[], embedder: Embedder) {
    this.#entries = entries
    this.#embedder = embedder
  }

  /** Makes the indexes that are absent. Rejects with MODEL_MISMATCH where another model made one of them. */
  static async open ({
    store,
    catalogue,
    dimensions,
    embedder,
    generation,
    recreate
  }: CatalogueIndexesOptions): Promise<CatalogueIndexes> {
    const { model } = embedder
    const entries: Entry[] = []
    for (const dimension of dimensions) {
      const spec = indexSpec(catalogue, dimension, generation)
      if (recreate) await store.deleteIndex(spec.name)
      const index = await store.createIndex(spec)
      const manifest = await readManifest(index)
      if (manifest && manifest.model !== model) throw new ModelMismatchError(catalogue, manifest.model, model)
      entries.push({ index, manifest })
    }
    return new CatalogueIndexes(entries, embedder)
  }

  get entries (): readonly Entry[] {
    return this.#entries
  }

  /** The same for who only looks: makes nothing, and takes what is absent for empty. With `recreate`, all of them. */
  static async peek ({
    store,
    catalogue,
    dimensions,
    embedder,
    generation,
    recreate
  }: CatalogueIndexesOptions): Promise<CatalogueIndexes> {
    const entries: Entry[] = []
    for (const dimension of dimensions) {
      const spec = indexSpec(catalogue, dimension, generation)
      const index = recreate ? undefined : await store.openIndex(spec.name)
      const manifest = index && (await readManifest(index))
      if (manifest && manifest.model !== embedder.model) {
        throw new ModelMismatchError(catalogue, manifest.model, embedder.model)
      }
      entries.push({ index: index ?? new AbsentIndex(spec), manifest })
    }
    return new CatalogueIndexes(entries, embedder)
  }

  /** Nothing was ever written to any of them. */
  get areNew (): boolean {
    return this.#entries.every(({ manifest }) => manifest === undefined)
  }

  get first (): VectorIndex {
    return this.#entries[0]!.index
  }

  /** Whether no other ingest has begun since this one. */
  areOf (runId: string): boolean {
    return this.#entries.every(({ manifest }) => manifest?.run === runId)
  }

  /**
   * Signs the indexes with model and run before the first record; statistics of an earlier ingest stay until there are
   * new ones.
   */
  async begin (runId: string): Promise<void> {
    for (const { index, manifest } of this.#entries) {
      const { source, ...kept } = manifest ?? this.#emptyManifest(index)
      await writeManifest(index, { ...kept, run: runId })
    }
  }

  /** Products stored when the last ingest ended, none where that is not known. */
  get products (): number {
    return Math.max(...this.#entries.map(({ manifest }) => manifest?.products ?? 0))
  }

  /** What is stored of products; with `hashes` known already, of the widest dimension only. */
  async stored (products: readonly Product[], hashes?: StoredHashes): Promise<Map<string, StoredProduct>> {
    const keys = products
      .flatMap((product) => [
        ...new Set([textKey(product.id), imageKey(product.id, 0), ...recordRefsOf(product).map(({ key }) => key)])
      ])
      .filter((key) => hashes?.hasKey(key) ?? true)
    const widest = this.#entries.indexOf(this.#widest)
    const stored = new Map(products.map(({ id }) => [id, new StoredProduct(this.#entries.length, widest, hashes)]))
    const look = async ({ index }: Entry, i: number, keys: readonly string[]) => {
      for (const record of (await index.get(keys)).values()) stored.get(productIdOf(record.key))?.add(i, record)
    }
    if (keys.length === 0) return stored
    await Promise.all(
      this.#entries.map(async (entry, i) => {
        if (hashes === undefined || i === widest) await look(entry, i, keys)
      })
    )
    // Photos may have changed places with some that were not asked for.
    const others = products.flatMap(({ id, images }) => stored.get(id)!.photosFrom(images.length))
    if (others.length > 0) await look(this.#widest, widest, others)
    const media = products.flatMap(({ id }) => stored.get(id)!.mediaKeys)
    if (media.length === 0) return stored
    await Promise.all(
      this.#entries.map(async (entry, i) => {
        if (hashes === undefined || i === widest) await look(entry, i, media)
      })
    )
    return stored
  }

  /** Names of attributes, those of most products first, as the last ingest counted them. */
  get commonAttributes (): readonly string[] {
    return this.#widest.manifest?.commonAttributes ?? []
  }

  /** The hashes of all that is stored. */
  async hashes (): Promise<StoredHashes> {
    return await StoredHashes.read(this.#entries.map(({ index }) => index.listMetadata()))
  }

  /**
   * Deletes everywhere before it writes: after a kill in between, what is stored in any dimension still tells which
   * records were stale.
   */
  async write (changes: readonly Change[]): Promise<void> {
    const stale = changes.flatMap((change) => change.stale)
    if (stale.length > 0) await Promise.all(this.#entries.map(async ({ index }) => await index.delete(stale)))
    await Promise.all(
      this.#entries.map(async ({ index }) => {
        const records = changes.flatMap((change) => recordsFor(index, change))
        if (records.length > 0) await index.upsert(records)
      })
    )
  }

  /** Records of products that are not to be kept, by dimension, with the number of those products and of all. */
  async missing (isKept: (productId: string) => boolean): Promise<Missing> {
    const found = await Promise.all(this.#entries.map(({ index }) => missingFrom(index, isKept)))
    return {
      keys: found.map(({ keys }) => keys),
      missing: Math.max(...found.map(({ missing }) => missing)),
      stored: Math.max(...found.map(({ stored }) => stored))
    }
  }

  /** Takes out records, by dimension. */
  async delete (keys: ReadonlyArray<readonly string[]>): Promise<void> {
    await Promise.all(
      this.#entries.map(async ({ index }, i) => {
        for (const batch of chunks(keys[i]!, DELETE_BATCH)) await index.delete(batch)
      })
    )
  }

  /** Every manifest is that of an ingest that ended, with scores measured. */
  get areMeasured (): boolean {
    return this.#entries.every(({ manifest }) => manifest?.source !== undefined && manifest.calibration !== undefined)
  }

  /**
   * Counts what is there now and writes it with `source` into every manifest. The widest index is read for all, the
   * others being cuts of it. Where scores are as measured before, no title is embedded to measure them again.
   * `firstAttributes` come before the commonest where not all of a product can be filtered by.
   */
  async finish (
    runId: string,
    fingerprint: string,
    { isMeasured, firstAttributes = [] }: FinishOptions
  ): Promise<void> {
    const counted = await summarise(this.#widest.index, isMeasured ? undefined : this.#embedder)
    const indexes = this.#entries.map(({ index }) => index)
    const summary = await withSameAttributes(counted, { indexes, counting: this.#widest.index, firstAttributes })
    for (const { index, manifest } of this.#entries) {
      const measured = isMeasured && manifest?.calibration ? { calibration: manifest.calibration } : {}
      await writeManifest(
        index,
        withinLimit({
          ...manifestOf(summary, index.spec.dimension, this.#embedder),
          ...measured,
          run: runId,
          source: fingerprint
        })
      )
    }
  }

  get #widest (): Entry {
    return this.#entries.reduce((a, b) => (b.index.spec.dimension > a.index.spec.dimension ? b : a))
  }

  #emptyManifest ({ spec }: VectorIndex): Manifest {
    return {
      version: 1,
      model: this.#embedder.model,
      dimension: spec.dimension,
      products: 0,
      views: 0,
      facets: { categories: [], brands: [], colors: [], tags: [] }
    }
  }
}
