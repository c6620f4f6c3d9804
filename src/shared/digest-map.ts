import { joined, type Digest } from './digest.ts'
import { OpenTable } from './open-table.ts'

/** Digests by digest, about 40 bytes each. */
export class DigestMap {
  readonly #digests: OpenTable

  /** `expected`: how many there will be, so that the table need not grow. */
  constructor (expected = 0) {
    this.#digests = new OpenTable(2, expected)
  }

  get size (): number {
    return this.#digests.size
  }

  get (key: Digest): Digest | undefined {
    const high = this.#digests.get(key)
    return high === undefined ? undefined : [high, this.#digests.get(key, 1)!]
  }

  set (key: Digest, value: Digest): void {
    this.#digests.set(key, ...value)
  }

  /** Joins what the key has with one more. */
  join (key: Digest, value: Digest): void {
    const known = this.get(key)
    this.set(key, known ? joined(known, value) : value)
  }

  /** Keys whose values differ from the other's, or that it lacks, go. */
  keepCommon (other: DigestMap): DigestMap {
    const common = new DigestMap(Math.min(this.size, other.size))
    for (const key of this.#digests.keys()) {
      const [value, theirs] = [this.get(key)!, other.get(key)]
      if (theirs?.[0] === value[0] && theirs[1] === value[1]) common.set(key, value)
    }
    return common
  }
}
