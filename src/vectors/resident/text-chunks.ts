/** Texts one after the other in UTF-8, each from its offset to the next. */
export interface Texts {
  readonly bytes: Uint8Array
  /** One more than there are texts. */
  readonly offsets: Int32Array
}

/** Many texts as the bytes they came in, outside the heap; made strings when they are read. */
export class TextChunks {
  readonly #chunks: Array<{ readonly start: number, readonly texts: Texts }> = []
  #size = 0

  add (texts: Texts): void {
    this.#chunks.push({ start: this.#size, texts })
    this.#size += texts.offsets.length - 1
  }

  get (position: number): string {
    const { start, texts: { bytes, offsets } } = this.#chunkOf(position)
    const i = position - start
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8', offsets[i], offsets[i + 1])
  }

  #chunkOf (position: number): { readonly start: number, readonly texts: Texts } {
    let [low, high] = [0, this.#chunks.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (this.#chunks[middle]!.start <= position) low = middle
      else high = middle - 1
    }
    return this.#chunks[low]!
  }
}
