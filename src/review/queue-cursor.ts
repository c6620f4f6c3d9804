import { hash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import Type from 'typebox'
import Schema from 'typebox/schema'
import { InvalidCursorError } from '../errors.ts'

/** Longest id of a product, and products of a window. */
const MAX_ID = 200
const MAX_REST = 100
const MAX_BYTES = 65_536

const positionSchema = Type.Object(
  {
    /** Hash of what is asked for, without the page. */
    asked: Type.String({ maxLength: 64 }),
    /** Ids left in the window, the least certain first. */
    rest: Type.Array(Type.String({ minLength: 1, maxLength: MAX_ID }), { maxItems: MAX_REST }),
    /** Last id of the windows so far, in the order of ids; absent at the end of the catalogue. */
    last: Type.Optional(Type.String({ maxLength: MAX_ID }))
  },
  { additionalProperties: false }
)

const validator = Schema.Compile(positionSchema)

/** Where a reader of the queue stands. All of it is in the cursor, so that any replica goes on from it. */
export type QueuePosition = Type.Static<typeof positionSchema>

export function hashOf (asked: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(asked)).slice(0, 16)
}

export function encodePosition (position: QueuePosition): string {
  return deflateRawSync(JSON.stringify(position)).toString('base64url')
}

/** Throws INVALID_CURSOR for a cursor that is damaged or of another queue. */
export function decodePosition (cursor: string, asked: string): QueuePosition {
  const position = parse(cursor)
  if (position.asked !== asked) throw new InvalidCursorError('belongs to another queue')
  return position
}

function parse (cursor: string): QueuePosition {
  try {
    const json = inflateRawSync(Buffer.from(cursor, 'base64url'), { maxOutputLength: MAX_BYTES }).toString()
    const position: unknown = JSON.parse(json)
    if (!validator.Check(position)) throw new TypeError('it is of another shape')
    return position
  } catch (cause) {
    throw new InvalidCursorError('was not made by this service or is damaged', { cause })
  }
}
