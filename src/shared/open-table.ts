import type { Digest } from './digest.ts'

/** Slots taken before the table doubles. */
const MAX_LOAD = 0.6
const KEY_WORDS = 2

/** Digests with one or two numbers of 32 bits each, in one array. A key of zeros is an empty slot and is not kept. */
export class OpenTable {
  readonly #width: number
  #words: Uint32Array
  #size = 0

  /** `expected`: how many there will be, so that the table need not grow. */
  constructor (valueWords: 1 | 2, expected = 0) {
    this.#width = KEY_WORDS + valueWords
    this.#words = new Uint32Array(this.#width * 2 ** Math.ceil(Math.log2(Math.max(1024, expected / MAX_LOAD))))
  }

  get size (): number {
    return this.#size
  }

  has (key: Digest): boolean {
    return this.#isTaken(this.#placeOf(key))
  }

  /** One of the numbers of a key, undefined where the key is not there. */
  get (key: Digest, position = 0): number | undefined {
    const at = this.#placeOf(key)
    return this.#isTaken(at) ? this.#words[at + KEY_WORDS + position] : undefined
  }

  set (key: Digest, ...values: readonly number[]): void {
    if (this.#size + 1 > (this.#words.length / this.#width) * MAX_LOAD) this.#grow()
    const at = this.#placeOf(key)
    if (!this.#isTaken(at)) this.#size++
    this.#words.set([...key, ...values], at)
  }

  * keys (): Generator<Digest> {
    for (let at = 0; at < this.#words.length; at += this.#width) {
      if (this.#isTaken(at)) yield [this.#words[at]!, this.#words[at + 1]!]
    }
  }

  #isTaken (at: number): boolean {
    return this.#words[at] !== 0 || this.#words[at + 1] !== 0
  }

  #placeOf ([high, low]: Digest): number {
    const words = this.#words
    const mask = words.length / this.#width - 1
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const at = slot * this.#width
      if (!this.#isTaken(at) || (words[at] === high && words[at + 1] === low)) return at
    }
  }

  #grow (): void {
    const words = this.#words
    this.#words = new Uint32Array(words.length * 2)
    for (let at = 0; at < words.length; at += this.#width) {
      if (words[at] === 0 && words[at + 1] === 0) continue
      this.#words.set(words.subarray(at, at + this.#width), this.#placeOf([words[at]!, words[at + 1]!]))
    }
  }
}
