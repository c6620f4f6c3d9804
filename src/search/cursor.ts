import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { InvalidCursorError } from '../errors.ts'

/** What a page leaves over: the ranked list itself, so that later pages neither repeat nor lose a product. */
export interface Cursor {
  /** Digest of everything that made the list; a cursor continues no other. */
  readonly query: string
  /** Best view, score and relevance of each product still to come. */
  readonly rest: ReadonlyArray<readonly [key: string, score: number, relevance: number]>
}

const MAX_CURSOR_BYTES = 1_048_576

/** Signed and compressed; opaque to callers. */
export class CursorCodec {
  readonly #secret: string

  constructor (secret: string) {
    this.#secret = secret
  }

  encode (cursor: Cursor): string {
    const body = deflateRawSync(JSON.stringify(cursor)).toString('base64url')
    return `${body}.${this.#sign(body)}`
  }

  /** Throws INVALID_CURSOR for a cursor that is damaged, tampered with, or of another query. */
  decode (text: string, query: string): Cursor {
    const [body = '', signature = ''] = text.split('.')
    if (!isEqual(signature, this.#sign(body))) throw new InvalidCursorError('was not made by this service or is damaged')
    const inflated = inflateRawSync(Buffer.from(body, 'base64url'), { maxOutputLength: MAX_CURSOR_BYTES })
    const cursor = JSON.parse(inflated.toString()) as Cursor
    if (cursor.query !== query) throw new InvalidCursorError('belongs to another search')
    return cursor
  }

  #sign (body: string): string {
    return createHmac('sha256', this.#secret).update(body).digest('base64url')
  }
}

export function digestOf (value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22)
}

function isEqual (a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
