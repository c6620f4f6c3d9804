import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { isRecordKey, productIdOf } from '../catalogue/record-keys.ts'
import { InvalidCursorError } from '../errors.ts'
import type { BrowsePosition } from './listing/listing.ts'

/** What a page leaves over: the ranked list itself, so that later pages neither repeat nor lose a product. */
export interface Cursor {
  /** Digest of everything that made the list; a cursor continues no other. */
  readonly query: string
  /** Best record, score and relevance of each product still to come, and whether the query names it. */
  readonly rest: ReadonlyArray<readonly [key: string, score: number, relevance: number, isNamed?: true]>
  /** Whether the list holds only what is nearest to something that is not there. */
  readonly nearest?: true | undefined
  /** Products of all pages; absent in a cursor of before. */
  readonly total?: number | undefined
  /** Where browsing goes on, which has no ranked list. */
  readonly browsed?: BrowsePosition | undefined
}

type Entry = Cursor['rest'][number]

export interface CursorCodecOptions {
  readonly secret: string
  /** Products of the longest list that is ever written. */
  readonly maxProducts: number
}

/** The longest id of 200 characters, each escaped to 6 bytes, the number of its photo, and two numbers. */
const MAX_ENTRY_BYTES = 1300
/** Names of the fields and the digest. */
const MAX_FRAME_BYTES = 100
/** Base64 of what deflate makes of text that it cannot make shorter. */
const MAX_GROWTH = 1.4
/** The best level makes it a tenth shorter, and takes three times as long. */
const QUICK = 1
/** Rounding takes a cosine so far over 1. */
const MAX_SCORE = 1.001

/** Signed and compressed; opaque to callers. */
export class CursorCodec {
  readonly #secret: string
  readonly #maxProducts: number
  readonly #maxBytes: number

  constructor ({ secret, maxProducts }: CursorCodecOptions) {
    this.#secret = secret
    this.#maxProducts = maxProducts
    this.#maxBytes = MAX_FRAME_BYTES + maxProducts * MAX_ENTRY_BYTES
  }

  encode (cursor: Cursor): string {
    const body = deflateRawSync(JSON.stringify(cursor), { level: QUICK }).toString('base64url')
    return `${body}.${this.#sign(body)}`
  }

  /** Throws INVALID_CURSOR for a cursor that is damaged, tampered with, or of another query. */
  decode (text: string, query: string): Cursor {
    if (text.length > this.#maxBytes * MAX_GROWTH) {
      throw new InvalidCursorError('is longer than any that this service makes')
    }
    const dot = text.lastIndexOf('.')
    const [body, signature] = [text.slice(0, Math.max(0, dot)), text.slice(dot + 1)]
    if (!isEqual(signature, this.#sign(body))) {
      throw new InvalidCursorError('was not made by this service or is damaged')
    }
    const cursor = this.#parse(body)
    if (cursor.query !== query) throw new InvalidCursorError('belongs to another search')
    return cursor
  }

  #sign (body: string): string {
    return createHmac('sha256', this.#secret).update(body).digest('base64url')
  }

  /** A secret may be known to others by mistake: even what is signed is looked at before it is used. */
  #parse (body: string): Cursor {
    try {
      const json = inflateRawSync(Buffer.from(body, 'base64url'), { maxOutputLength: this.#maxBytes }).toString()
      const value: unknown = JSON.parse(json)
      if (!isCursor(value) || value.rest.length > this.#maxProducts) throw new TypeError('it is of another shape')
      return value
    } catch (cause) {
      throw new InvalidCursorError('holds no list', { cause })
    }
  }
}

function isCursor (value: unknown): value is Cursor {
  if (typeof value !== 'object' || value === null || !('query' in value) || !('rest' in value)) return false
  const { query, rest, total = 0, browsed = [0, ''], nearest = true } = value as Record<keyof Cursor, unknown>
  if (typeof query !== 'string' || !Array.isArray(rest) || !rest.every(isEntry)) return false
  if (!isCount(total) || !isPosition(browsed) || nearest !== true) return false
  return new Set(rest.map(([key]) => productIdOf(key))).size === rest.length
}

function isEntry (value: unknown): value is Entry {
  if (!Array.isArray(value) || value.length < 3 || value.length > 4) return false
  const [key, score, relevance, isNamed] = value as readonly unknown[]
  return (
    typeof key === 'string' &&
    isRecordKey(key) &&
    isWithin(score, -MAX_SCORE, MAX_SCORE) &&
    isWithin(relevance, 0, 1) &&
    (value.length === 3 || isNamed === true)
  )
}

function isPosition (value: unknown): value is BrowsePosition {
  return Array.isArray(value) && value.length === 2 && isCount(value[0]) && typeof value[1] === 'string'
}

function isCount (value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function isWithin (value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most
}

export function digestOf (value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22)
}

function isEqual (a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
