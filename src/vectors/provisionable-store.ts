import type { IndexSpec, VectorStore } from './vector-store.ts'

export interface BucketDescription {
  /** `AES256`, or the ARN of a KMS key; absent where the store has none of its own. */
  readonly encryption?: string | undefined
  /** Of the tables of a schema. */
  readonly version?: number
}

/** An index as it stands, whoever made it. */
export interface IndexDescription extends BucketDescription {
  readonly name: string
  readonly dimension: number
  /** Only `cosine` is used. */
  readonly metric: string
  readonly nonFilterableKeys: readonly string[]
}

/** Whether filters apply before the search, or during it, where they may leave fewer results than were asked for. */
export type IndexMode = 'ENHANCED' | 'CLASSIC'

/** A store whose bucket and indexes are made ahead of use, with settings that are fixed for their life. */
export interface ProvisionableStore extends VectorStore {
  /** What holds the indexes: a vector bucket, or a schema of a database. Below, both are called bucket. */
  readonly kind: 'bucket' | 'schema'
  /** Its name. */
  readonly bucket: string
  /** Of new buckets and indexes. */
  readonly wanted: BucketDescription
  /** Where its calls go; asks nothing there. */
  endpoint (): Promise<URL>
  describeBucket (): Promise<BucketDescription | undefined>
  /** Also of an index that cannot be opened, because of its metric. */
  describeIndex (name: string): Promise<IndexDescription | undefined>
  /** Asked of buckets alone. */
  indexMode (index: Pick<IndexSpec, 'name' | 'dimension'>): Promise<IndexMode>
  listIndexNames (): Promise<string[]>
  /** A bucket that is there is left as it is. */
  createBucket (): Promise<void>
  /** Deletes an empty bucket; an absent one succeeds. */
  deleteBucket (): Promise<void>
}

export function isProvisionable (store: VectorStore): store is ProvisionableStore {
  return 'describeBucket' in store
}
