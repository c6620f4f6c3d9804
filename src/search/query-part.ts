import type { Embedding } from '../embedding/embedder.ts'
import type { RecordKind } from '../catalogue/record-keys.ts'

export type PartName = 'TEXT' | 'IMAGE' | 'VIDEO' | 'DOCUMENT' | 'AUDIO' | 'LIKE' | 'WITHOUT'

/** One part of a query: what was asked, embedded and cut to the dimension of the search. */
export interface QueryPart {
  readonly name: PartName
  /** The kind of record that it scores like. */
  readonly modality: RecordKind
  readonly embedding: Embedding
  /** Whether it is a photo as a question for its own product, which scores on a scale of its own. */
  readonly isQuestion?: true
}

export interface WeightedPart extends QueryPart {
  /** Signed: a part to steer away from has a negative weight. */
  readonly weight: number
}
