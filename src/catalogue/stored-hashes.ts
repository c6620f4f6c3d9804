import { digestOf } from '../shared/digest.ts'
import { DigestMap } from '../shared/digest-map.ts'
import { IdSet } from '../shared/id-set.ts'
import type { RecordMetadata } from '../vectors/vector-store.ts'
import { splitHashes } from './content-hash.ts'
import { productIdOf, RESERVED_KEY_PREFIX } from './record-keys.ts'
import { recordDigest, type ProductState } from './product-state.ts'

/**
 * Which records the indexes hold, and from what content each was made: read once, so that of a feed that is mostly
 * unchanged hardly a product is looked up. About 80 bytes a record, whatever its length.
 */
export class StoredHashes {
  readonly #keys = new IdSet()
  #records: IdSet | undefined
  #states: DigestMap | undefined

  /** Of each dimension one listing; only what all of them have counts as stored. */
  static async read (dimensions: ReadonlyArray<AsyncIterable<RecordMetadata>>): Promise<StoredHashes> {
    const hashes = new StoredHashes()
    for (const listing of dimensions) await hashes.#addDimension(listing)
    return hashes
  }

  /** Whether any dimension has this record. */
  hasKey (key: string): boolean {
    return this.#keys.has(key)
  }

  /** Whether every dimension has each of these records, made from this content. */
  has (keys: readonly string[], contentHash: string): boolean {
    return keys.every((key) => this.#records?.hasDigest(recordDigest(key, contentHash)))
  }

  /** Whether every dimension has the product with these records and no others. */
  hasState ({ id, records }: ProductState): boolean {
    const known = this.#states?.get(id)
    return known !== undefined && known[0] === records[0] && known[1] === records[1]
  }

  async #addDimension (listing: AsyncIterable<RecordMetadata>): Promise<void> {
    const before = this.#records
    const [records, states] = [new IdSet(), new DigestMap()]
    for await (const { key, metadata } of listing) {
      if (key.startsWith(RESERVED_KEY_PREFIX)) continue
      this.#keys.add(key)
      const record = recordDigest(key, splitHashes(String(metadata['contentHash'])).content)
      states.join(digestOf(productIdOf(key)), record)
      if (before === undefined || before.hasDigest(record)) records.addDigest(record)
    }
    this.#records = records
    this.#states = this.#states?.keepCommon(states) ?? states
  }
}
