import { StoreUnavailableError } from '../errors.ts'
import type {
  Candidate,
  IndexSpec,
  Match,
  Metadata,
  RecordMetadata,
  VectorIndex,
  VectorRecord
} from '../vectors/vector-store.ts'

/** An index that is not there yet, for who only looks. */
export class AbsentIndex implements VectorIndex {
  readonly spec: IndexSpec

  constructor (spec: IndexSpec) {
    this.spec = spec
  }

  async get (): Promise<Map<string, VectorRecord>> {
    return new Map()
  }

  async query (): Promise<Match[]> {
    return []
  }

  async candidates (): Promise<Candidate[]> {
    return []
  }

  async metadata (): Promise<Map<string, Metadata>> {
    return new Map()
  }

  async * list (): AsyncGenerator<VectorRecord> {}

  async * listMetadata (): AsyncGenerator<RecordMetadata> {}

  async update (): Promise<void> {}

  async upsert (): Promise<void> {
    throw new StoreUnavailableError(`the index "${this.spec.name}" has not been made`)
  }

  async delete (): Promise<void> {}
}
