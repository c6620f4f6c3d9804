import {
  CatalogueEmptyError,
  DimensionNotIndexedError,
  DimensionUnsupportedError,
  ModelMismatchError
} from '../errors.ts'
import type { Embedder } from '../embedding/embedder.ts'
import { indexName, readGenerations } from './generations.ts'
import type { VectorStore } from '../vectors/vector-store.ts'
import { readManifest } from './manifest.ts'
import { ManifestCache, type OpenIndex } from './manifest-cache.ts'
import type { Product } from './product.ts'
import { toProduct } from './product-of-record.ts'
import { imageKey, textKey } from './record-keys.ts'

export type { OpenIndex }

export interface CatalogueServiceOptions {
  readonly store: VectorStore
  readonly embedder: Pick<Embedder, 'model' | 'dimensions'>
  /** Name of the catalogue. */
  readonly name: string
  /** Dimensions to search at, the default first. */
  readonly dimensions: readonly number[]
  /** Default: the live one, whichever that is. */
  readonly generation?: number
  /** How long a manifest, and the generation it is of, is believed before it is read again. */
  readonly refreshMs?: number
  /** How long the last manifest is served while a newer one cannot be read. Default: ten minutes. */
  readonly staleMs?: number
  /** Told when that begins. Default: a warning of the process. */
  readonly warn?: (message: string) => void
}

/** With the second that a write may take, counts and a switched generation show within 5 s in every process. */
const REFRESH_MS = 4000

/** The catalogue as searches see it: open indexes, one for each dimension, that were made by the model in use. */
export class CatalogueService {
  readonly name: string
  readonly dimensions: readonly number[]
  readonly #store: VectorStore
  readonly #embedder: Pick<Embedder, 'model' | 'dimensions'>
  readonly #generation: number | undefined
  readonly #open: ReadonlyMap<number, ManifestCache>

  constructor ({
    store,
    embedder,
    name,
    dimensions,
    generation,
    refreshMs = REFRESH_MS,
    staleMs = 600_000,
    warn = (message) => process.emitWarning(message)
  }: CatalogueServiceOptions) {
    for (const dimension of dimensions) assertSupported(embedder, dimension)
    this.#store = store
    this.#embedder = embedder
    this.name = name
    this.#generation = generation
    this.dimensions = dimensions
    this.#open = new Map(
      dimensions.map((dimension) => [
        dimension,
        new ManifestCache({ read: async () => await this.#read(dimension), refreshMs, staleMs, warn })
      ])
    )
  }

  /** The dimension to search at: what was asked for, if model and catalogue carry it. */
  resolveDimension (asked: number | undefined): number {
    const dimension = asked ?? this.dimensions[0]!
    assertSupported(this.#embedder, dimension)
    if (!this.dimensions.includes(dimension)) {
      throw new DimensionNotIndexedError(dimension, this.dimensions.join(', '))
    }
    return dimension
  }

  /**
   * Rejects with CATALOGUE_EMPTY before the first ingest, with MODEL_MISMATCH where another model embedded it,
   * or with the reason of the signal: the index is opened for all who ask, and no caller waits longer than they want.
   */
  async open (dimension = this.dimensions[0]!, signal?: AbortSignal): Promise<OpenIndex> {
    const open = this.#open.get(dimension)
    if (!open) throw new DimensionNotIndexedError(dimension, this.dimensions.join(', '))
    return await open.get(signal)
  }

  /** Reads anew which generation is live and what it holds. Rejects as `open` does. */
  async renew (): Promise<void> {
    await Promise.all([...this.#open.values()].map(async (open) => await open.renew()))
  }

  /** Whether writes go to the live one of several generations, as they would without this. */
  get isPinned (): boolean {
    return this.#generation !== undefined
  }

  /** Why one of the indexes could not be read the last time, though it may be served from what was known. */
  get trouble (): Error | undefined {
    return [...this.#open.values()].find(({ trouble }) => trouble)?.trouble
  }

  async product (id: string): Promise<Product | undefined> {
    const { index } = await this.open()
    const [metadata] = (await index.metadata([textKey(id), imageKey(id, 0)])).values()
    return metadata && toProduct(metadata)
  }

  /** Those of the ids that are there, by id. */
  async products (ids: readonly string[]): Promise<Map<string, Product>> {
    const { index } = await this.open()
    const records = await index.metadata([...new Set(ids)].flatMap((id) => [imageKey(id, 0), textKey(id)]))
    return new Map([...records.values()].map(toProduct).map((product) => [product.id, product]))
  }

  async #read (dimension: number): Promise<OpenIndex> {
    const { live, kept } = this.#generation === undefined
      ? await readGenerations(this.#store, this.name)
      : { live: this.#generation, kept: [] }
    const newest = await this.#openGeneration(dimension, live)
    if (!newest) throw new CatalogueEmptyError(this.name)
    const { index, manifest } =
      newest.manifest.model === this.#embedder.model ? newest : ((await this.#ofThisModel(dimension, kept)) ?? newest)
    if (manifest.model !== this.#embedder.model) {
      throw new ModelMismatchError(this.name, manifest.model, this.#embedder.model)
    }
    return { index, manifest }
  }

  /** After a change of model, services that still run the one before answer from what is kept of it. */
  async #ofThisModel (dimension: number, kept: readonly number[]): Promise<OpenIndex | undefined> {
    for (const generation of kept) {
      const opened = await this.#openGeneration(dimension, generation)
      if (opened?.manifest.model === this.#embedder.model) return opened
    }
    return undefined
  }

  async #openGeneration (dimension: number, generation: number): Promise<OpenIndex | undefined> {
    const index = await this.#store.openIndex(indexName(this.name, dimension, generation))
    const manifest = index && (await readManifest(index))
    return manifest && { index, manifest }
  }
}

function assertSupported ({ model, dimensions }: Pick<Embedder, 'model' | 'dimensions'>, dimension: number): void {
  if (!dimensions.includes(dimension)) throw new DimensionUnsupportedError(model, dimension, dimensions.join(', '))
}
