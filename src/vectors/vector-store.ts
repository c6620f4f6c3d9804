import type { Embedding } from '../embedding/embedder.ts'
import type { Filter } from './filter.ts'
import type { CallOptions, Metadata, MetadataValue } from './plain-types.ts'
import type { ProductTable } from './product-table.ts'
import type { StoredTexts } from './text-index.ts'

export type { CallOptions, Metadata, MetadataValue }

export interface IndexSpec {
  /** 3 to 63 lower-case letters, digits, hyphens and dots. */
  readonly name: string
  /** 1 to 4,096. */
  readonly dimension: number
  readonly metric: 'cosine'
  /** Keys kept with a record but closed to filters; at most 10, fixed for the life of the index. */
  readonly nonFilterableKeys: readonly string[]
}

export interface VectorRecord {
  /** 1 to 1,024 UTF-8 bytes. */
  readonly key: string
  readonly embedding: Embedding
  readonly metadata: Metadata
}

/** A record without its vector, which is most of its bytes. */
export type RecordMetadata = Pick<VectorRecord, 'key' | 'metadata'>

export interface Match {
  readonly key: string
  /** Cosine similarity, 1 - cosine distance: 1 for the same direction, 0 for unrelated, -1 for opposite. */
  readonly score: number
  readonly metadata: Metadata
}

/** A match as ranking needs it: metadata stand with it only where the store had them at hand. */
export interface Candidate {
  readonly key: string
  readonly score: number
  readonly metadata?: Metadata | undefined
}

export interface QueryOptions extends CallOptions {
  /** 1 to 10,000. */
  readonly topK: number
  readonly filter?: Filter | undefined
}

export interface CandidateOptions extends QueryOptions {
  /** Keys of the only records to look at; each that is there is compared, however many the index has. */
  readonly among?: readonly string[] | undefined
}

export interface VectorStore {
  /** Idempotent; a spec that clashes with an existing index rejects with INDEX_CONFLICT, never overwrites. */
  createIndex (spec: IndexSpec): Promise<VectorIndex>
  openIndex (name: string): Promise<VectorIndex | undefined>
  listIndexes (): Promise<IndexSpec[]>
  /** Deleting an absent index succeeds. */
  deleteIndex (name: string): Promise<void>
  close (): Promise<void>
}

/** Every call rejects with INDEX_GONE once the index has been deleted. */
export interface VectorIndex {
  readonly spec: IndexSpec
  /** Of a store that sorts and counts products itself; one that does not has none. */
  readonly products?: ProductTable | undefined
  /** Of a store that searches words itself. */
  readonly texts?: StoredTexts | undefined
  /** Writes all records or rejects; a record with an existing key replaces it whole; the last of equal keys wins. */
  upsert (records: readonly VectorRecord[], options?: CallOptions): Promise<void>
  /**
   * Reads these records and writes them back changed; absent keys are left out. On the embedded store no other writer
   * comes in between; on S3 Vectors, which has no such call, the last writer of a record wins.
   */
  update (keys: readonly string[], change: (record: VectorRecord) => VectorRecord, options?: CallOptions): Promise<void>
  /** Absent keys are absent from the map. */
  get (keys: readonly string[], options?: CallOptions): Promise<Map<string, VectorRecord>>
  /** Nearest first; equal scores in order of key. May be approximate above the store's exact limit. */
  query (embedding: Embedding, options: QueryOptions): Promise<Match[]>
  /** The same matches for ranking, of which few are shown. */
  candidates (embedding: Embedding, options: CandidateOptions): Promise<Candidate[]>
  /** Of records, by key, without their vectors; absent keys are absent from the map. */
  metadata (keys: readonly string[], options?: CallOptions): Promise<Map<string, Metadata>>
  /** Absent keys are ignored. */
  delete (keys: readonly string[], options?: CallOptions): Promise<void>
  /** Every record, in no particular order. */
  list (options?: CallOptions): AsyncIterable<VectorRecord>
  /** The same without vectors: of a large index a fraction of the bytes and the time. */
  listMetadata (options?: CallOptions): AsyncIterable<RecordMetadata>
}
