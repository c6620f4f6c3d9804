import type { Embedding } from '../embedding/embedder.ts'
import { IndexGoneError } from '../errors.ts'
import type { ProductTable } from '../vectors/product-table.ts'
import type { StoredTexts } from '../vectors/text-index.ts'
import type {
  CallOptions,
  Candidate,
  CandidateOptions,
  IndexSpec,
  Match,
  Metadata,
  QueryOptions,
  RecordMetadata,
  VectorIndex,
  VectorRecord
} from '../vectors/vector-store.ts'

/**
 * An index that is opened anew when another process has deleted it and made it again, as `ingest --recreate` does
 * beside a running service. The call that finds out is repeated once.
 */
export class ReopeningIndex implements VectorIndex {
  readonly #index: VectorIndex
  readonly #reopen: (signal: AbortSignal | undefined) => Promise<VectorIndex>

  /** `reopen` gives the bare index: one that reopens itself would repeat a lasting failure for ever. */
  constructor (index: VectorIndex, reopen: (signal: AbortSignal | undefined) => Promise<VectorIndex>) {
    this.#index = index
    this.#reopen = reopen
  }

  get spec (): IndexSpec {
    return this.#index.spec
  }

  get products (): ProductTable | undefined {
    if (!this.#index.products) return undefined
    const call = async <T>(use: (table: ProductTable) => Promise<T>, options?: CallOptions) =>
      await this.#call((index) => use(asBefore(index.products, index)), options)
    return {
      page: async (page) => await call((table) => table.page(page), page),
      total: async (wanted, options) => await call((table) => table.total(wanted, options), options),
      count: async (asks, options) => await call((table) => table.count(asks, options), options),
      metadataOf: async (ids, options) => await call((table) => table.metadataOf(ids, options), options)
    }
  }

  get texts (): StoredTexts | undefined {
    if (!this.#index.texts) return undefined
    const call = async <T>(use: (texts: StoredTexts) => Promise<T>, options?: CallOptions) =>
      await this.#call((index) => use(asBefore(index.texts, index)), options)
    return {
      find: async (text, options) => await call((texts) => texts.find(text, options), options),
      named: async (text, options) => await call((texts) => texts.named(text, options), options),
      words: async (asked) => await call((texts) => texts.words(asked), asked),
      someNames: async (options) => await call((texts) => texts.someNames(options), options)
    }
  }

  async upsert (records: readonly VectorRecord[], options?: CallOptions): Promise<void> {
    await this.#call((index) => index.upsert(records, options), options)
  }

  async update (
    keys: readonly string[],
    change: (record: VectorRecord) => VectorRecord,
    options?: CallOptions
  ): Promise<void> {
    await this.#call((index) => index.update(keys, change, options))
  }

  async get (keys: readonly string[], options?: CallOptions): Promise<Map<string, VectorRecord>> {
    return await this.#call((index) => index.get(keys, options), options)
  }

  async query (embedding: Embedding, options: QueryOptions): Promise<Match[]> {
    return await this.#call((index) => index.query(embedding, options), options)
  }

  async candidates (embedding: Embedding, options: CandidateOptions): Promise<Candidate[]> {
    return await this.#call((index) => index.candidates(embedding, options), options)
  }

  async metadata (keys: readonly string[], options?: CallOptions): Promise<Map<string, Metadata>> {
    return await this.#call((index) => index.metadata(keys, options), options)
  }

  async delete (keys: readonly string[], options?: CallOptions): Promise<void> {
    await this.#call((index) => index.delete(keys, options), options)
  }

  /** Not begun again: half of it may have been used. */
  list (options?: CallOptions): AsyncIterable<VectorRecord> {
    return this.#index.list(options)
  }

  listMetadata (options?: CallOptions): AsyncIterable<RecordMetadata> {
    return this.#index.listMetadata(options)
  }

  async #call<T>(use: (index: VectorIndex) => Promise<T>, { signal }: CallOptions = {}): Promise<T> {
    try {
      return await use(this.#index)
    } catch (error) {
      if (!(error instanceof IndexGoneError)) throw error
      return await use(await this.#reopen(signal))
    }
  }
}

/** The same program made both indexes, or an older one the newer: then the catalogue is read anew within seconds. */
function asBefore<T> (part: T | undefined, { spec }: VectorIndex): T {
  if (!part) throw new IndexGoneError(spec.name)
  return part
}
