import type { VectorRecord } from '../vectors/vector-store.ts'
import type { Product } from './product.ts'
import { toRecord } from './records.ts'
import { kindOf } from './record-keys.ts'

/** A record of a record as it is, but for what it says of its product; the embedding, the hash and its time stay. */
export function restated ({ key, embedding, metadata }: VectorRecord, product: Product): VectorRecord {
  const { imageUrl, contentHash, added } = metadata
  const ref = { key, kind: kindOf(metadata), imageUrl: typeof imageUrl === 'string' ? imageUrl : undefined }
  return toRecord(product, ref, embedding, String(contentHash), typeof added === 'number' ? added : undefined)
}
