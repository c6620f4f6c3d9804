import { truncate } from '../embedding/embedder.ts'
import type { VectorIndex, VectorRecord } from '../vectors/vector-store.ts'

/** What becomes of a product in every index. */
export interface Change {
  /** One for each record, with embeddings of native size or of the widest dimension. */
  readonly records: readonly VectorRecord[]
  /** Keys of records that the product no longer has. */
  readonly stale: readonly string[]
}

/** The records of a change, cut to the dimension of an index. */
export function recordsFor ({ spec }: VectorIndex, { records }: Change): VectorRecord[] {
  return records.map((record) =>
    record.embedding.length === spec.dimension
      ? record
      : { ...record, embedding: truncate(record.embedding, spec.dimension) }
  )
}
