const INITIAL_BYTES = 65_536

/** Collects chunks in one growing buffer: a client that sends single bytes must not cost an object for each. */
export class ByteSink {
  #buffer = Buffer.allocUnsafe(INITIAL_BYTES)
  #length = 0

  get length (): number {
    return this.#length
  }

  push (chunk: Uint8Array): void {
    const needed = this.#length + chunk.length
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2))
      this.#buffer.copy(grown, 0, 0, this.#length)
      this.#buffer = grown
    }
    this.#buffer.set(chunk, this.#length)
    this.#length = needed
  }

  /** A copy of exactly what was pushed. */
  toBytes (): Uint8Array {
    return new Uint8Array(this.#buffer.subarray(0, this.#length))
  }
}
