import { digestOf, type Digest } from './digest.ts'

/** Slots taken before the table doubles. */
const MAX_LOAD = 0.6

/**
 * Ids seen, with a number for each, at about 20 bytes an id whatever its length: their digests in an open table.
 */
export class IdSet {
  #high = new Uint32Array(1024)
  #low = new Uint32Array(1024)
  #numbers = new Uint32Array(1024)
  #size = 0

  get size (): number {
    return this.#size
  }

  /** Adds the id; answers the number it was added with before, if it was. `number` is 1 or more. */
  add (id: string, number = 1): number | undefined {
    return this.addDigest(digestOf(id), number)
  }

  addDigest ([high, low]: Digest, number = 1): number | undefined {
    if (this.#size + 1 > this.#numbers.length * MAX_LOAD) this.#grow()
    const slot = this.#slotOf(high, low)
    const known = this.#numbers[slot]!
    if (known !== 0) return known
    this.#put(slot, high, low, number)
    this.#size++
    return undefined
  }

  /** The number that the id was added with. */
  get (id: string): number | undefined {
    return this.getDigest(digestOf(id))
  }

  getDigest ([high, low]: Digest): number | undefined {
    return this.#numbers[this.#slotOf(high, low)] || undefined
  }

  has (id: string): boolean {
    return this.get(id) !== undefined
  }

  hasDigest (digest: Digest): boolean {
    return this.getDigest(digest) !== undefined
  }

  #slotOf (high: number, low: number): number {
    const mask = this.#numbers.length - 1
    let slot = low & mask
    while (this.#numbers[slot] !== 0 && (this.#high[slot] !== high || this.#low[slot] !== low)) slot = (slot + 1) & mask
    return slot
  }

  #put (slot: number, high: number, low: number, number: number): void {
    this.#high[slot] = high
    this.#low[slot] = low
    this.#numbers[slot] = number
  }

  #grow (): void {
    const [high, low, numbers] = [this.#high, this.#low, this.#numbers]
    this.#high = new Uint32Array(numbers.length * 2)
    this.#low = new Uint32Array(numbers.length * 2)
    this.#numbers = new Uint32Array(numbers.length * 2)
    numbers.forEach((number, i) => {
      if (number !== 0) this.#put(this.#slotOf(high[i]!, low[i]!), high[i]!, low[i]!, number)
    })
  }
}
