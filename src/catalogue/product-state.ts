import { digestOf, joined, type Digest } from '../shared/digest.ts'

/** Which product, and which records it has, each made from which content; in 16 bytes. */
export interface ProductState {
  readonly id: Digest
  readonly records: Digest
}

export function recordDigest (key: string, contentHash: string): Digest {
  return digestOf(`${key} ${contentHash}`)
}

/** Of a product whose records are all made from the same content. */
export function stateOf (productId: string, keys: readonly string[], contentHash: string): ProductState {
  const records = keys.map((key) => recordDigest(key, contentHash))
  return { id: digestOf(productId), records: records.reduce(joined) }
}
