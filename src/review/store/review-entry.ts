import Type from 'typebox'
import Schema from 'typebox/schema'

const text = Type.String({ minLength: 1 })
const seq = Type.Integer({ minimum: 1 })
const written = {
  /** Its number in the log, from 1. */
  seq,
  /** ISO 8601. */
  at: text,
  /** Name of the API key, or `local`. */
  who: text,
  /** Name of the taxonomy. */
  taxonomy: text
}

const decisionSchema = Type.Object({
  ...written,
  taxonomyVersion: text,
  /** Model that had proposed the value. */
  model: text,
  productId: text,
  /** The photo that was looked at. */
  imageUrl: Type.Optional(text),
  attribute: text,
  /** The value proposed; absent where a value was added. */
  value: Type.Optional(text),
  verdict: Type.Enum(['ACCEPT', 'REJECT', 'REPLACE']),
  replacement: Type.Optional(text),
  /** What the index stated before. */
  previous: Type.Optional(text)
})

const revertSchema = Type.Object({
  ...written,
  verdict: Type.Literal('REVERT'),
  /** Number of the decision that no longer holds. */
  reverts: seq
})

const validator = Schema.Compile(Type.Union([decisionSchema, revertSchema]))

/** What a person decided about one tag of one product. */
export type ReviewDecision = Type.Static<typeof decisionSchema>
/** Takes a decision back. */
type ReviewRevert = Type.Static<typeof revertSchema>
/** One line of the log. */
export type ReviewEntry = ReviewDecision | ReviewRevert
/** An entry before the log gives it number and time. */
export type ReviewDraft = Omit<ReviewDecision, 'seq' | 'at'> | Omit<ReviewRevert, 'seq' | 'at'>

/** Throws a SyntaxError or TypeError that says what is wrong with the line. */
export function parseEntry (line: string): ReviewEntry {
  const entry: unknown = JSON.parse(line)
  if (!validator.Check(entry)) throw new TypeError('it is no entry of a review')
  return entry
}

/** Numbers of the decisions that were taken back. */
export function revertedBy (entries: readonly ReviewEntry[]): Set<number> {
  return new Set(entries.flatMap((entry) => entry.verdict === 'REVERT' ? [entry.reverts] : []))
}

export function isDecision (entry: ReviewEntry): entry is ReviewDecision {
  return entry.verdict !== 'REVERT'
}
