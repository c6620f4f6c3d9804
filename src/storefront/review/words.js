import { formatPath, lastOfPath } from '../format.js'

/**
 * @import { TagEvidenceKind } from '../../graphql/types.generated.ts'
 * @import { Question } from './questions.js'
 */

/** @typedef {{ attribute: string }} OfAttribute */

/** @type {Record<string, string>} */
const DECIDED = { ASSIGNED: 'assigned', SUGGESTED: 'suggested', ABSTAINED: 'open', ADDED: 'added by you' }
/** @type {Partial<Record<TagEvidenceKind, (value: string) => string>>} */
const EVIDENCE = {
  PROMPT: (value) => `The photo fits “${value}”`,
  HEAD: () => 'It looks like photos labelled so',
  COLOR: () => 'The color measured in the photo',
  TITLE: (value) => `The title fits “${value}”`,
  REVIEW: () => 'Somebody reviewed it so'
}

/** @param {string} name */
export function titled (name) {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** @param {number} share */
export function percent (share) {
  return share > 0 && share < 0.005 ? 'under 1 %' : `${Math.round(share * 100)} %`
}

/**
 * A value as people read it: categories are paths.
 * @param {OfAttribute} question
 * @param {string} value
 */
export function valueName ({ attribute }, value) {
  return attribute === 'category' ? formatPath(value) : value
}

/**
 * The same in one word, and what it is part of: `Table` in `Home › Furniture`.
 * @param {OfAttribute} question
 * @param {string} value
 */
export function shortName ({ attribute }, value) {
  return attribute === 'category' ? lastOfPath(value) : value
}

/**
 * @param {OfAttribute} question
 * @param {string} value
 */
export function branchName ({ attribute }, value) {
  return attribute === 'category' ? formatPath(value.slice(0, Math.max(0, value.lastIndexOf('/')))) : ''
}

/** @param {Pick<Question, 'decision'>} question */
export function decisionName ({ decision }) {
  return DECIDED[decision] ?? decision.toLowerCase()
}

/**
 * The kind of evidence, in plain words; undefined for a kind that this page does not know.
 * @param {TagEvidenceKind} kind
 * @param {string} value
 */
export function evidenceName (kind, value) {
  return EVIDENCE[kind]?.(value)
}

/**
 * What was answered, e.g. `accepted`; empty where nothing was.
 * @param {OfAttribute & Pick<Question, 'value' | 'verdict'> & { replacement?: string | null | undefined }} one
 */
export function answerName (one) {
  const { verdict, value, replacement } = one
  if (verdict === 'ACCEPT') return 'accepted'
  if (verdict === 'REJECT') return 'rejected'
  if (verdict !== 'REPLACE' || typeof replacement !== 'string') return ''
  return `${value === undefined ? 'set to' : 'changed to'} ${valueName(one, replacement)}`
}

/**
 * A question read out in one breath.
 * @param {Question} one
 */
export function spoken (one) {
  const { attribute, value, confidence = 0 } = one
  const answered = answerName(one) || 'not answered'
  if (value === undefined) return `${titled(attribute)}: nothing proposed. ${titled(answered)}.`
  return `${titled(attribute)}: ${valueName(one, value)}, ${percent(confidence)} sure, ${decisionName(one)}. ${titled(answered)}.`
}
