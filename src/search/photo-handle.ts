import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { normalise, type Embedding } from '../embedding/embedder.ts'
import { PhotoExpiredError } from '../errors.ts'

/** A photo that has been embedded, its region cut out before. */
export interface KnownPhoto {
  /** First 128 bits of the image's hash, hexadecimal. */
  readonly hash: string
  /** At the model's first dimension. */
  readonly embedding: Embedding
}

export interface PhotoHandlesOptions {
  readonly secret: () => Promise<string>
  readonly model: string
  /** Values of an embedding. */
  readonly size: number
  readonly lifetimeMs: number
  readonly now?: () => number
}

const VERSION = 1
const [HASH_BYTES, MODEL_BYTES, MAC_BYTES] = [16, 8, 16]
/** Version, end of life in seconds, hash, model, scale; the values follow, one byte each. */
const HEAD_BYTES = 1 + 4 + HASH_BYTES + MODEL_BYTES + 4
const STEPS = 127

/**
 * Photos as handles that clients keep: the embedding itself, eight bits a value, signed. Nothing is stored here, so
 * every replica with the same CURSOR_SECRET reads them: about 1.4 KB of text at 1,024 values, 4.2 at 3,072.
 */
export class PhotoHandles {
  readonly #options: PhotoHandlesOptions
  readonly #model: Buffer

  constructor (options: PhotoHandlesOptions) {
    this.#options = options
    this.#model = createHash('sha256').update(options.model).digest().subarray(0, MODEL_BYTES)
  }

  async write ({ hash, embedding }: KnownPhoto): Promise<string> {
    const { lifetimeMs, now = Date.now } = this.#options
    const scale = embedding.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / STEPS
    const body = Buffer.alloc(HEAD_BYTES + embedding.length)
    let at = body.writeUInt8(VERSION)
    at = body.writeUInt32BE(Math.floor((now() + lifetimeMs) / 1000), at)
    at += body.write(hash, at, HASH_BYTES, 'hex')
    at += this.#model.copy(body, at)
    at = body.writeFloatBE(scale, at)
    for (const value of embedding) at = body.writeInt8(Math.round(value / scale), at)
    return Buffer.concat([body, await this.#sign(body)]).toString('base64url')
  }

  /** Rejects with PHOTO_EXPIRED for whatever cannot be searched by here and now. */
  async read (text: string): Promise<KnownPhoto> {
    const { size, now = Date.now } = this.#options
    const bytes = this.#decode(text)
    const body = bytes.subarray(0, -MAC_BYTES)
    if (!timingSafeEqual(bytes.subarray(-MAC_BYTES), await this.#sign(body))) {
      throw new PhotoExpiredError('was not made by this service, or before its CURSOR_SECRET changed')
    }
    if (body.readUInt32BE(1) * 1000 < now()) throw new PhotoExpiredError('is too old')
    const model = body.subarray(5 + HASH_BYTES, 5 + HASH_BYTES + MODEL_BYTES)
    if (!model.equals(this.#model) || body.length !== HEAD_BYTES + size) {
      throw new PhotoExpiredError('was read by another model than the service runs now')
    }
    const scale = body.readFloatBE(HEAD_BYTES - 4)
    const values = Float32Array.from({ length: size }, (_, i) => body.readInt8(HEAD_BYTES + i) * scale)
    return { hash: body.toString('hex', 5, 5 + HASH_BYTES), embedding: normalise(values) }
  }

  #decode (text: string): Buffer {
    // The longest of any model, so that no one sends megabytes to be decoded.
    const bytes = text.length <= 8192 && /^[\w-]+$/.test(text) ? Buffer.from(text, 'base64url') : Buffer.alloc(0)
    if (bytes.length <= HEAD_BYTES + MAC_BYTES || bytes[0] !== VERSION || bytes.toString('base64url') !== text) {
      throw new PhotoExpiredError('is no handle that this service makes, or is damaged')
    }
    return bytes
  }

  async #sign (body: Buffer): Promise<Buffer> {
    return createHmac('sha256', await this.#options.secret()).update(body).digest().subarray(0, MAC_BYTES)
  }
}

/** What a handle keeps of an image's hash; the same image by upload and by handle makes the same list. */
export function handleHash (hash: string): string {
  return hash.slice(0, 2 * HASH_BYTES)
}
