import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { InvalidCursorError } from '../errors.ts'

/** What a page leaves over: the ranked list itself, so that later pages neither repeat nor lose a product. */
export interface Cursor {
  /** Digest of everything that made the list; a cursor continues no other. */
  readonly query: string
  /** Best view, score and relevance of each product still to come, and whether the query names it. */
  readonly rest: ReadonlyArray<readonly [key: string, score: number, relevance: number, isNamed?: true]>
}

/** What SEARCH_CANDIDATES products with the longest ids have room in. */
const MAX_CURSOR_BYTES = 16_777_216

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
    const dot = text.lastIndexOf('.')
    const [body, signature] = [text.slice(0, Math.max(0, dot)), text.slice(dot + 1)]
    if (!isEqual(signature, this.#sign(body))) throw new InvalidCursorError('was not made by this service or is damaged')
    const cursor = parse(body)
    if (cursor.query !== query) throw new InvalidCursorError('belongs to another search')
    return cursor
  }

  #sign (body: string): string {
    return createHmac('sha256', this.#secret).update(body).digest('base64url')
  }
}

/** Whoever knows the secret, which may be the catalogue's name, can sign what is no cursor. */
function parse (body: string): Cursor {
  try {
    const cursor = JSON.parse(inflateRawSync(Buffer.from(body, 'base64url'), { maxOutputLength: MAX_CURSOR_BYTES }).toString()) as Partial<Cursor> | null
    if (!Array.isArray(cursor?.rest)) throw new TypeError('it has no rest')
    return cursor as Cursor
  } catch (cause) {
    throw new InvalidCursorError('holds no list', { cause })
  }
}

export function digestOf (value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22)
}

function isEqual (a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
