// What is asked about a product, and what was answered: plain lists that are never changed, only replaced.

/**
 * @import { ReviewDecisionInput, ReviewVerdict, TagCandidate, TagDecision, TagEvidence } from '../../graphql/types.generated.ts'
 * @import { Tagging } from './operation.js'
 */

/**
 * @typedef {object} Question
 * @property {string} id
 * @property {string} attribute
 * @property {string | undefined} [value] absent where none was proposed
 * @property {number} [confidence] of the value
 * @property {TagDecision | 'ADDED'} decision
 * @property {readonly TagCandidate[]} alternatives
 * @property {readonly TagEvidence[]} evidence
 * @property {ReviewVerdict | undefined} [verdict]
 * @property {string | undefined} [replacement]
 * @typedef {Pick<Question, 'verdict' | 'replacement'>} Answer
 */

/**
 * The tags of a product as questions: the category, what was proposed, and what is open.
 * @param {Tagging} tagging
 * @param {string} [only] an attribute to ask about alone
 */
export function questionsOf ({ category, tags, abstained }, only) {
  const { path, ...rest } = category
  const all = [
    question({ ...rest, attribute: 'category', value: path ?? undefined }),
    ...tags.map(question),
    // Without a likely value it is not even known whether the attribute applies.
    ...abstained
      .filter(({ alternatives }) => alternatives.length > 0)
      .map((open) => question({ ...open, decision: 'ABSTAINED', evidence: [] }))
  ]
  return only ? all.filter(({ attribute }) => attribute === only) : all
}

/**
 * @param {Omit<Question, 'id'>} proposed
 * @returns {Question}
 */
function question ({ attribute, value, ...rest }) {
  return { id: `${attribute}: ${value ?? ''}`, attribute, value, ...rest }
}

/**
 * The same answer again takes it away. A replacement that is the value itself accepts it.
 * @param {readonly Question[]} questions
 * @param {string} id
 * @param {Answer} given
 * @returns {readonly Question[]}
 */
export function answer (questions, id, given) {
  return questions.map((one) => {
    if (one.id !== id) return one
    /** @type {Answer} */
    const { verdict, replacement } =
      given.replacement !== undefined && given.replacement === one.value ? { verdict: 'ACCEPT' } : given
    const isSame = one.verdict === verdict && one.replacement === replacement
    return { ...one, verdict: isSame ? undefined : verdict, replacement: isSame ? undefined : replacement }
  })
}

/**
 * A further value of an attribute that can have several.
 * @param {readonly Question[]} questions
 * @param {string} attribute
 * @param {string} replacement
 * @returns {readonly Question[]}
 */
export function addValue (questions, attribute, replacement) {
  const isThere = questions.some((one) => one.attribute === attribute && finalValue(one) === replacement)
  const last = questions.findLastIndex((one) => one.attribute === attribute)
  /** @type {Question} */
  const added = {
    id: `${attribute}+ ${replacement}`,
    attribute,
    value: undefined,
    decision: 'ADDED',
    alternatives: [],
    evidence: [],
    verdict: 'REPLACE',
    replacement
  }
  return isThere ? questions : questions.toSpliced(last + 1, 0, added)
}

/**
 * What is proposed and has no answer yet: of itself what is assigned, which is right nearly always.
 * @param {Question} question
 * @param {{ suggested: boolean }} options whether what is only suggested counts, too
 */
export function isAcceptable ({ value, verdict, decision }, { suggested }) {
  return value !== undefined && !verdict && (suggested || decision === 'ASSIGNED')
}

/**
 * @param {readonly Question[]} questions
 * @param {{ suggested: boolean }} options
 * @returns {readonly Question[]}
 */
export function acceptRest (questions, options) {
  return questions.map((one) => (isAcceptable(one, options) ? { ...one, verdict: 'ACCEPT' } : one))
}

/**
 * Questions asked anew under another category, with the answers that still fit.
 * @param {readonly Question[]} fresh
 * @param {readonly Question[]} old
 */
export function askedAnew (fresh, old) {
  const [category, ...rest] = fresh.map((one) => {
    /** @type {Answer} */
    const { verdict, replacement } = old.find(({ id }) => id === one.id) ?? {}
    return { ...one, verdict, replacement }
  })
  const attributes = new Set(rest.map(({ attribute }) => attribute))
  // An addition that was taken away again has no value, and nothing to carry over.
  const added = old.flatMap(({ attribute, decision, replacement: value }) => {
    return decision === 'ADDED' && value !== undefined && attributes.has(attribute) ? [{ attribute, value }] : []
  })
  const known = old.find(({ attribute }) => attribute === 'category')
  const first = known ?? category
  /** @type {readonly Question[]} */
  const kept = first ? [first, ...rest] : rest
  return added.reduce((result, { attribute, value }) => addValue(result, attribute, value), kept)
}

/**
 * What of it goes to the service, in the shape of `ReviewDecisionInput`.
 * @param {readonly Question[]} questions
 * @returns {ReviewDecisionInput[]}
 */
export function decisionsOf (questions) {
  return questions.flatMap(({ attribute, value, verdict, replacement }) =>
    verdict ? [{ attribute, value, verdict, replacement }] : []
  )
}

/** @param {Answer} answer */
export function isOpen ({ verdict }) {
  return !verdict
}

/**
 * The value that will hold; undefined where none does.
 * @param {Pick<Question, 'value' | 'verdict' | 'replacement'>} question
 */
export function finalValue ({ value, verdict, replacement }) {
  if (verdict === 'REJECT') return undefined
  return replacement ?? value
}
