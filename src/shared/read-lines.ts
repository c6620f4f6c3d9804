/** One line without its end; `text` is absent where `problem` says why it cannot be read. */
export interface Line {
  /** From 1. */
  readonly number: number
  readonly text?: string
  readonly problem?: string
}

/** Longer lines are refused unread, so that a file without line ends cannot fill the memory. */
export const MAX_LINE_BYTES = 1_048_576

export const NEWLINE = 0x0a

export interface LineOptions {
  /** For lines that are not UTF-8, with what is to be done once there is one; without it they are unreadable. */
  readonly fallback?: { readonly decode: (bytes: Uint8Array) => string; readonly onUse: () => void } | undefined
}

/** Splits UTF-8 bytes at LF or CRLF. The byte order mark is dropped. */
export async function * readLines (
  source: AsyncIterable<Uint8Array>,
  { fallback }: LineOptions = {}
): AsyncGenerator<Line> {
  const line = new LineBuffer(fallback)
  let number = 0
  for await (const bytes of source) {
    let start = 0
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      line.add(bytes.subarray(start, end))
      yield { number: ++number, ...line.take() }
      start = end + 1
    }
    line.add(bytes.subarray(start))
  }
  if (!line.isEmpty) yield { number: ++number, ...line.take() }
}

class LineBuffer {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  readonly #fallback: LineOptions['fallback']
  #parts: Uint8Array[] = []
  #bytes = 0

  constructor (fallback: LineOptions['fallback']) {
    this.#fallback = fallback
  }

  get isEmpty (): boolean {
    return this.#bytes === 0
  }

  add (part: Uint8Array): void {
    this.#bytes += part.length
    if (this.#bytes <= MAX_LINE_BYTES) this.#parts.push(part)
    else this.#parts = []
  }

  take (): { text: string } | { problem: string } {
    const [parts, bytes] = [this.#parts, this.#bytes]
    this.#parts = []
    this.#bytes = 0
    if (bytes > MAX_LINE_BYTES) return { problem: `the line has ${bytes} bytes; at most ${MAX_LINE_BYTES} are read` }
    return this.#decode(Buffer.concat(parts))
  }

  #decode (bytes: Uint8Array): { text: string } | { problem: string } {
    try {
      return { text: this.#decoder.decode(bytes).replace(/\r$/, '') }
    } catch {
      if (this.#fallback) {
        this.#fallback.onUse()
        return { text: this.#fallback.decode(bytes).replace(/\r$/, '') }
      }
      return { problem: 'the line is not UTF-8; save the file as UTF-8' }
    }
  }
}
