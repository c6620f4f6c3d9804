import { ModelMismatchError } from '../errors.ts'
import { truncate, type Embedder } from '../embedding/embedder.ts'
import type { Metadata, VectorIndex, VectorRecord, VectorStore } from '../vectors/vector-store.ts'
import { indexSpec } from './index-spec.ts'
import { readManifest, writeManifest, type Manifest } from './manifest.ts'
import type { Product } from './product.ts'
import { imageKey, productIdOf, RESERVED_KEY_PREFIX, textKey, toProduct, viewsOf } from './records.ts'
import { StoredProduct } from './stored-product.ts'
import { manifestOf, summarise } from './summarise.ts'

/** What becomes of a product in every index. */
export interface Change {
  /** One for each view, with embeddings of native size. */
  readonly records: readonly VectorRecord[]
  /** Keys of views that the product no longer has. */
  readonly stale: readonly string[]
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

export interface Entry { readonly index: VectorIndex, readonly manifest: Manifest | undefined }

const DELETE_BATCH = 100

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
  static async open ({ store, catalogue, dimensions, embedder, generation, recreate }: CatalogueIndexesOptions): Promise<CatalogueIndexes> {
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

  /** Nothing was ever written to any of them. */
  get areNew (): boolean {
    return this.#entries.every(({ manifest }) => manifest === undefined)
  }

  get first (): VectorIndex {
    return this.#entries[0]!.index
  }

  /** Whether no other ingest has begun since this one. */
  areOf (run: string): boolean {
    return this.#entries.every(({ manifest }) => manifest?.run === run)
  }

  /** Signs the indexes with model and run before the first record; statistics of an earlier ingest stay until there are new ones. */
  async begin (run: string): Promise<void> {
    for (const { index, manifest } of this.#entries) {
      const { source, ...kept } = manifest ?? this.#emptyManifest(index)
      await writeManifest(index, { ...kept, run })
    }
  }

  /** What is stored of products, in every dimension. */
  async stored (products: readonly Product[]): Promise<Map<string, StoredProduct>> {
    const keys = products.flatMap((product) => [...new Set([textKey(product.id), imageKey(product.id, 0), ...viewsOf(product).map(({ key }) => key)])])
    const found = await Promise.all(this.#entries.map(({ index }) => index.get(keys)))
    const stored = new Map(products.map(({ id }) => [id, new StoredProduct(this.#entries.length)]))
    found.forEach((records, i) => {
      for (const [key, { metadata }] of records) stored.get(productIdOf(key))?.add(i, key, metadata)
    })
    return stored
  }

  /** Deletes before it writes: after a kill in between, what is stored still tells which views were stale. */
  async write (changes: readonly Change[]): Promise<void> {
    const stale = changes.flatMap((change) => change.stale)
    await Promise.all(this.#entries.map(async ({ index }) => {
      if (stale.length > 0) await index.delete(stale)
      const records = changes.flatMap((change) => recordsFor(index, change))
      if (records.length > 0) await index.upsert(records)
    }))
  }

  /** Takes out products that are not to be kept; resolves to their number. */
  async deleteMissing (isKept: (productId: string) => boolean): Promise<number> {
    const counts = await Promise.all(this.#entries.map(({ index }) => deleteMissing(index, isKept)))
    return Math.max(...counts)
  }

  /** Counts what is there now and writes it with `source` into every manifest. The widest index is read for all, the others being cuts of it. */
  async finish (run: string, source: string): Promise<void> {
    const widest = this.#entries.reduce((a, b) => b.index.spec.dimension > a.index.spec.dimension ? b : a)
    const summary = await summarise(widest.index, this.#embedder)
    for (const { index } of this.#entries) await writeManifest(index, { ...manifestOf(summary, index.spec.dimension), run, source })
  }

  #emptyManifest ({ spec }: VectorIndex): Manifest {
    return { version: 1, model: this.#embedder.model, dimension: spec.dimension, products: 0, views: 0, facets: { categories: [], brands: [], colors: [], tags: [] } }
  }
}

/** The records of a change, cut to the dimension of an index. */
export function recordsFor ({ spec }: VectorIndex, { records }: Change): VectorRecord[] {
  return records.map((record) => ({ ...record, embedding: truncate(record.embedding, spec.dimension) }))
}

/** Lists to the end before it deletes: not every store lists on while it changes. Keys are kept, not records. */
async function deleteMissing (index: VectorIndex, isKept: (productId: string) => boolean): Promise<number> {
  const missing = new Set<string>()
  const keys: string[] = []
  for await (const { key, metadata } of index.listMetadata()) {
    if (key.startsWith(RESERVED_KEY_PREFIX) || isKept(idOf(metadata))) continue
    missing.add(idOf(metadata))
    keys.push(key)
  }
  for (let i = 0; i < keys.length; i += DELETE_BATCH) await index.delete(keys.slice(i, i + DELETE_BATCH))
  return missing.size
}

function idOf (metadata: Metadata): string {
  return toProduct(metadata).id
}
