import { joined, type Digest } from './digest.ts'

/** Slots taken before the table doubles. */
const MAX_LOAD = 0.6
/** High and low half of the key, and of the value. */
const WIDTH = 4

/** Digests by digest in an open table, about 40 bytes each. A key of zeros stands for an empty slot and is not kept. */
export class DigestMap {
  #slots: Uint32Array
  #size = 0

  /** `expected`: how many there will be, so that the table need not grow. */
  constructor (expected = 0) {
    this.#slots = new Uint32Array(WIDTH * 2 ** Math.ceil(Math.log2(Math.max(1024, expected / MAX_LOAD))))
  }

  get size (): number {
    return this.#size
  }

  get (key: Digest): Digest | undefined {
    const at = this.#placeOf(key)
    return this.#isEmpty(at) ? undefined : [this.#slots[at + 2]!, this.#slots[at + 3]!]
  }

  set (key: Digest, value: Digest): void {
    if (this.#size + 1 > (this.#slots.length / WIDTH) * MAX_LOAD) this.#grow()
    const at = this.#placeOf(key)
    if (this.#isEmpty(at)) this.#size++
    this.#slots.set([...key, ...value], at)
  }

  /** Joins what the key has with one more. */
  join (key: Digest, value: Digest): void {
    const known = this.get(key)
    this.set(key, known ? joined(known, value) : value)
  }

  /** Keys whose values differ from the other's, or that it lacks, go. */
  keepCommon (other: DigestMap): DigestMap {
    const common = new DigestMap(Math.min(this.#size, other.size))
    for (let at = 0; at < this.#slots.length; at += WIDTH) {
      if (this.#isEmpty(at)) continue
      const [high, low, valueHigh, valueLow] = this.#slots.subarray(at, at + WIDTH) as unknown as number[]
      const known = other.get([high!, low!])
      if (known?.[0] === valueHigh && known?.[1] === valueLow) common.set([high!, low!], known!)
    }
    return common
  }

  #isEmpty (at: number): boolean {
    return this.#slots[at] === 0 && this.#slots[at + 1] === 0
  }

  #placeOf ([high, low]: Digest): number {
    const slots = this.#slots
    const mask = slots.length / WIDTH - 1
    let slot = low & mask
    for (;;) {
      const at = slot * WIDTH
      if (this.#isEmpty(at) || (slots[at] === high && slots[at + 1] === low)) return at
      slot = (slot + 1) & mask
    }
  }

  #grow (): void {
    const slots = this.#slots
    this.#slots = new Uint32Array(slots.length * 2)
    for (let at = 0; at < slots.length; at += WIDTH) {
      if (slots[at] === 0 && slots[at + 1] === 0) continue
      this.#slots.set(slots.subarray(at, at + WIDTH), this.#placeOf([slots[at]!, slots[at + 1]!]))
    }
  }
}
