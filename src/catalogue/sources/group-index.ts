import { IdSet } from '../../shared/id-set.ts'
import type { Membership } from './formats/format.ts'

/** Which rows of a file are one product, wherever they stand: about 20 bytes for a row and as many for each name. */
export class GroupIndex {
  readonly #names = new IdSet()
  readonly #aliases = new IdSet()
  #parents = new Uint32Array(1024)
  #last = new Uint32Array(0)
  #scattered = new Uint8Array(0)
  #size = 0

  /** The next row. */
  add ({ name, aliases = [] }: Membership): void {
    const row = this.#size++
    if (row === this.#parents.length) this.#parents = grown(this.#parents)
    this.#parents[row] = row
    if (name === undefined) return
    this.#join(row, this.#names.add(name, row + 1))
    this.#join(row, this.#aliases.get(name))
    for (const alias of aliases) {
      // The first that claims a name has it.
      if (this.#aliases.add(alias, row + 1) === undefined) this.#join(row, this.#names.get(alias))
    }
  }

  /** To be called after the last row. */
  close (): void {
    const first = new Uint32Array(this.#size).fill(0xffffffff)
    const count = new Uint32Array(this.#size)
    this.#last = new Uint32Array(this.#size)
    this.#scattered = new Uint8Array(this.#size)
    for (let row = 0; row < this.#size; row++) {
      const group = this.groupOf(row)
      if (first[group] === 0xffffffff) first[group] = row
      this.#last[group] = row
      count[group]!++
    }
    for (let row = 0; row < this.#size; row++) {
      if (count[row]! > 0 && this.#last[row]! - first[row]! + 1 !== count[row]) this.#scattered[row] = 1
    }
  }

  groupOf (row: number): number {
    let group = row
    while (this.#parents[group] !== group) {
      this.#parents[group] = this.#parents[this.#parents[group]!]!
      group = this.#parents[group]!
    }
    return group
  }

  isLast (row: number): boolean {
    return this.#last[this.groupOf(row)] === row
  }

  /** Whether other products stand between the rows of this group. */
  isScattered (group: number): boolean {
    return this.#scattered[group] === 1
  }

  #join (row: number, number: number | undefined): void {
    if (number === undefined) return
    const [a, b] = [this.groupOf(row), this.groupOf(number - 1)]
    this.#parents[Math.max(a, b)] = Math.min(a, b)
  }
}

function grown (array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2)
  larger.set(array)
  return larger
}
