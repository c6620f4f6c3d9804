import { digestOf, type Digest } from './digest.ts'
import { OpenTable } from './open-table.ts'

/** Ids seen, with a number for each, at about 20 bytes an id whatever its length. */
export class IdSet {
  readonly #numbers = new OpenTable(1)

  get size (): number {
    return this.#numbers.size
  }

  /** Adds the id; answers the number it was added with before, if it was. `number` is 1 or more. */
  add (id: string, number = 1): number | undefined {
    return this.addDigest(digestOf(id), number)
  }

  addDigest (digest: Digest, number = 1): number | undefined {
    const known = this.#numbers.get(digest)
    if (known === undefined) this.#numbers.set(digest, number)
    return known
  }

  /** The number that the id was added with. */
  get (id: string): number | undefined {
    return this.getDigest(digestOf(id))
  }

  getDigest (digest: Digest): number | undefined {
    return this.#numbers.get(digest)
  }

  has (id: string): boolean {
    return this.hasDigest(digestOf(id))
  }

  hasDigest (digest: Digest): boolean {
    return this.#numbers.has(digest)
  }
}
