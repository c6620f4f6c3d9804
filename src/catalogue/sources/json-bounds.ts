/** Far beyond any product; lines of JSON are bounded at a sixteenth, since none of them ends the file. */
const MAX_ELEMENT_LENGTH = 16_777_216
const MAX_DEPTH = 50_000

const SIGNS = /["\\{}[\],]/g

/**
 * Looks at JSON as it comes, before it is parsed: a parser keeps each value whole, however long or deep it is, and a
 * compressed file of some kilobytes holds gigabytes of it.
 */
export class JsonBounds {
  #depth = 0
  /** Of the first list, whose elements are products. */
  #listDepth = Infinity
  /** Of the element so far, without this text. */
  #length = 0
  #isText = false
  #escapedAt = -1

  /** How much of the text is within bounds; `problem` where that is not all. */
  check (text: string): { readonly sound: string; readonly problem?: string } {
    let start = 0
    for (const { 0: sign, index } of text.matchAll(SIGNS)) {
      if (this.#step(sign, index)) {
        start = index
        this.#length = 0
      }
      if (this.#depth > MAX_DEPTH) {
        return { sound: text.slice(0, index), problem: `its values are nested more than ${MAX_DEPTH} deep` }
      }
    }
    this.#escapedAt -= text.length
    this.#length += text.length - start
    if (this.#length <= MAX_ELEMENT_LENGTH) return { sound: text }
    return { sound: text.slice(0, start), problem: `one entry has more than ${MAX_ELEMENT_LENGTH} characters` }
  }

  /** Whether the next element begins here. */
  #step (sign: string, index: number): boolean {
    if (this.#isText) {
      if (index === this.#escapedAt) return false
      if (sign === '\\') this.#escapedAt = index + 1
      else if (sign === '"') this.#isText = false
      return false
    }
    if (sign === '"') this.#isText = true
    else if (sign === '{' || sign === '[') this.#depth++
    else if (sign === '}' || sign === ']') this.#depth--
    if (sign === '[' && this.#listDepth === Infinity) this.#listDepth = this.#depth
    return sign === ',' && this.#depth <= this.#listDepth
  }
}
