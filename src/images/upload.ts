import { parseDataUri } from './data-uri.ts'

/**
 * The value of an `Upload` argument: the bytes of a multipart file or of a data URI, within the limits but not yet
 * looked at.
 */
export interface Upload {
  /** Reading it throws BAD_USER_INPUT or PAYLOAD_TOO_LARGE where a data URI cannot be used. */
  readonly bytes: Uint8Array
}

/** A file of a multipart request. Its class is its brand: no JSON value can pass for it. */
export class UploadedFile implements Upload {
  readonly bytes: Uint8Array

  constructor (bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** Messages and logs that quote a variable show this, not the bytes. */
  toJSON (): string {
    return `[file of ${this.bytes.length} bytes]`
  }
}

/**
 * A data URI, decoded when first read: GraphQL coerces a variable twice, and quotes the whole value where that fails.
 */
export class UploadedDataUri implements Upload {
  readonly #text: string
  readonly #maxBytes: number
  #bytes: Uint8Array | undefined

  constructor (text: string, maxBytes: number) {
    this.#text = text
    this.#maxBytes = maxBytes
  }

  get bytes (): Uint8Array {
    this.#bytes ??= parseDataUri(this.#text, this.#maxBytes)
    return this.#bytes
  }

  toJSON (): string {
    return `[data URI of ${this.#text.length} characters]`
  }
}
