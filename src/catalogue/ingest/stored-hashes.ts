import { IdSet } from '../../shared/id-set.ts'
import type { RecordMetadata } from '../../vectors/vector-store.ts'
import { RESERVED_KEY_PREFIX } from '../records.ts'
import { splitHashes } from '../content-hash.ts'

/**
 * Which records the indexes hold, and from what content each was made: read once, so that of a feed that is mostly
 * unchanged hardly a product is looked up. About 40 bytes a record, whatever its length.
 */
export class StoredHashes {
  readonly #keys = new IdSet()
  #records: IdSet | undefined

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
    return keys.every((key) => this.#records?.has(recordId(key, contentHash)))
  }

  async #addDimension (listing: AsyncIterable<RecordMetadata>): Promise<void> {
    const before = this.#records
    const records = new IdSet()
    for await (const { key, metadata } of listing) {
      if (key.startsWith(RESERVED_KEY_PREFIX)) continue
      this.#keys.add(key)
      const id = recordId(key, splitHashes(String(metadata['contentHash'])).content)
      if (before === undefined || before.has(id)) records.add(id)
    }
    this.#records = records
  }
}

function recordId (key: string, contentHash: string): string {
  return `${key} ${contentHash}`
}
