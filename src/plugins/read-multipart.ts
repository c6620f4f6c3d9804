import type { Multipart, MultipartFile, MultipartValue } from '@fastify/multipart'
import { PayloadTooLargeError, UploadInvalidError } from '../errors.ts'
import { UploadedFile } from '../images/upload.ts'
import { ByteSink } from './byte-sink.ts'
import { type Operations, parseMap, parseOperations, quote, type Target } from './multipart-map.ts'

const ORDER = 'the fields must come in the order "operations", "map", files'

export interface MultipartLimits {
  readonly maxFiles: number
  readonly maxFileBytes: number
  /** Bytes of all files of a request. */
  readonly maxTotalBytes: number
  /** Bytes of the fields "operations" and "map", each. */
  readonly maxFieldBytes: number
}

/** Reads a GraphQL multipart request into the body that Mercurius runs. Throws UPLOAD_INVALID or PAYLOAD_TOO_LARGE. */
export async function readMultipart (parts: AsyncIterable<Multipart>, limits: MultipartLimits): Promise<Operations> {
  const reader = new MultipartReader(limits)
  for await (const part of parts) await reader.read(part)
  return reader.result()
}

class MultipartReader {
  readonly #limits: MultipartLimits
  #operations: Operations | undefined
  #waiting: Map<string, Target[]> | undefined
  readonly #received = new Set<string>()
  #bytesLeft: number

  constructor (limits: MultipartLimits) {
    this.#limits = limits
    this.#bytesLeft = limits.maxTotalBytes
  }

  async read (part: Multipart): Promise<void> {
    if (part.type === 'file') return await this.#readFile(part)
    if (part.valueTruncated) {
      throw new PayloadTooLargeError(`The field ${quote(part.fieldname)}`, this.#limits.maxFieldBytes)
    }
    this.#readField(part)
  }

  result (): Operations {
    if (!this.#operations) throw new UploadInvalidError('the field "operations" is missing')
    if (!this.#waiting) throw new UploadInvalidError('the field "map" is missing')
    const [missing] = this.#waiting.keys()
    if (missing !== undefined) throw new UploadInvalidError(`the file ${quote(missing)} of "map" is missing`)
    return this.#operations
  }

  #readField ({ fieldname, value }: MultipartValue): void {
    if (fieldname === 'operations') {
      if (this.#operations) throw new UploadInvalidError('the field "operations" came twice')
      this.#operations = parseOperations(value)
    } else if (fieldname === 'map') {
      if (!this.#operations) throw new UploadInvalidError(ORDER)
      if (this.#waiting) throw new UploadInvalidError('the field "map" came twice')
      this.#waiting = parseMap(value, this.#operations, this.#limits.maxFiles)
    } else if (this.#waiting?.has(fieldname)) {
      throw new UploadInvalidError(
        `the part ${quote(fieldname)} has neither a filename nor the content type of a photo`
      )
    } else {
      throw new UploadInvalidError(
        `the field ${quote(fieldname)} is not expected; only "operations", "map" and the files of "map" are`
      )
    }
  }

  async #readFile ({ fieldname, file }: MultipartFile): Promise<void> {
    if (!this.#waiting) throw new UploadInvalidError(ORDER)
    if (this.#received.has(fieldname)) throw new UploadInvalidError(`the file ${quote(fieldname)} came twice`)
    const targets = this.#waiting.get(fieldname)
    if (!targets) throw new UploadInvalidError(`the file ${quote(fieldname)} is not in "map"`)
    const upload = new UploadedFile(await this.#readBytes(file))
    for (const { holder, key } of targets) holder[key] = upload
    this.#received.add(fieldname)
    this.#waiting.delete(fieldname)
  }

  async #readBytes (file: MultipartFile['file']): Promise<Uint8Array> {
    const sink = new ByteSink()
    for await (const chunk of file as AsyncIterable<Uint8Array>) {
      sink.push(chunk)
      if (sink.length > this.#bytesLeft) {
        throw new PayloadTooLargeError('The sum of the files', this.#limits.maxTotalBytes)
      }
    }
    if (file.truncated) throw new PayloadTooLargeError('The file', this.#limits.maxFileBytes)
    this.#bytesLeft -= sink.length
    return sink.toBytes()
  }
}
