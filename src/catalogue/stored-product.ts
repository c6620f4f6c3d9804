import type { Metadata } from '../vectors/vector-store.ts'
import { toProduct, viewsOf } from './records.ts'

/** What the indexes hold of one product: the hash each view was made from, and all keys it may have. */
export class StoredProduct {
  readonly #hashes: readonly Map<string, string>[]
  readonly #keys = new Set<string>()

  constructor (dimensions: number) {
    this.#hashes = Array.from({ length: dimensions }, () => new Map<string, string>())
  }

  get isEmpty (): boolean {
    return this.#keys.size === 0
  }

  /** A view's metadata names all views of its product, also those that were not asked for. */
  add (dimension: number, key: string, metadata: Metadata): void {
    this.#hashes[dimension]!.set(key, String(metadata['contentHash']))
    this.#keys.add(key)
    for (const view of viewsOf(toProduct(metadata))) this.#keys.add(view.key)
  }

  /** Whether every dimension has each of these views, made from this content. */
  has (keys: readonly string[], contentHash: string): boolean {
    return this.#hashes.every((hashes) => keys.every((key) => hashes.get(key) === contentHash))
  }

  keysBeside (keys: readonly string[]): string[] {
    return [...this.#keys].filter((key) => !keys.includes(key))
  }
}
