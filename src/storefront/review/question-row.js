import { answerName, branchName, decisionName, evidenceName, percent, shortName, spoken, titled } from './words.js'
import { el, elementOf, safeUrl } from '../dom.js'

/**
 * @import { TagEvidence } from '../../graphql/types.generated.ts'
 * @import { Actions } from './actions.js'
 * @import { Question } from './questions.js'
 */

/**
 * One question as a list item; evidence, alternatives and buttons show where it has the focus.
 * @param {Question} one
 * @param {{ isFocused: boolean, isManyOf: boolean, actions: Actions }} context
 */
export function questionRow (one, { isFocused, isManyOf, actions }) {
  const group = el(
    'div',
    {
      className: `question ${(one.verdict ?? 'none').toLowerCase()}`,
      role: 'group',
      tabIndex: isFocused ? 0 : -1,
      'aria-label': spoken(one),
      'aria-current': isFocused ? 'true' : undefined,
      'data-id': one.id
    },
    head(one),
    isFocused &&
      el('div', { className: 'about' }, buttons(one, isManyOf, actions), alternatives(one, actions), evidence(one))
  )
  group.addEventListener('click', (event) => {
    if (!isFocused && !elementOf(event).closest('button')) actions.focus(one.id)
  })
  return el('li', {}, group)
}

/** @param {Question} one */
function head (one) {
  const { decision, confidence = 0, value } = one
  return el(
    'div',
    { className: 'question-head' },
    el('span', { className: 'attribute', textContent: titled(one.attribute) }),
    value === undefined
      ? el('span', { className: 'value unknown', textContent: decision === 'ADDED' ? 'one more' : 'no proposal' })
      : el(
        'span',
        { className: 'value' },
        shortName(one, value),
        el('small', { textContent: branchName(one, value) })
      ),
    value === undefined
      ? ''
      : el(
        'span',
        { className: 'sure' },
        el('meter', { min: 0, max: 1, value: confidence, 'aria-hidden': 'true' }),
        el('span', { textContent: percent(confidence) })
      ),
    state(one)
  )
}

/**
 * What was answered, else what was proposed.
 * @param {Question} one
 */
function state (one) {
  const { verdict, replacement, decision } = one
  if (!verdict) {
    return el('span', { className: `state badge ${decision.toLowerCase()}`, textContent: decisionName(one) })
  }
  const text = replacement === undefined ? titled(answerName(one)) : shortName(one, replacement)
  return el('span', { className: `state answer ${verdict.toLowerCase()}`, textContent: text })
}

/**
 * @param {Question} one
 * @param {boolean} isManyOf
 * @param {Actions} actions
 */
function buttons ({ id, value, attribute, verdict }, isManyOf, actions) {
  /** @type {(name: string, key: string, run: (id: string) => unknown, isPressed?: boolean) => HTMLElement} */
  const button = (name, key, run, isPressed) =>
    el(
      'button',
      {
        type: 'button',
        className: 'pill small',
        'aria-pressed': isPressed === undefined ? undefined : String(isPressed),
        onclick: () => run(id)
      },
      name,
      keyCap(key)
    )
  return el(
    'div',
    { className: 'answers' },
    value !== undefined && button('Accept', 'A', actions.accept, verdict === 'ACCEPT'),
    value !== undefined && button('Reject', 'R', actions.reject, verdict === 'REJECT'),
    button(value === undefined ? 'Choose a value' : 'Change', 'C', actions.pick),
    isManyOf && (value !== undefined || verdict) && button(`Another ${attribute}`, '+', actions.add)
  )
}

/** @param {string} key */
function keyCap (key) {
  return el('kbd', { 'aria-hidden': 'true', textContent: key })
}

/**
 * @param {Question} one
 * @param {Actions} actions
 */
function alternatives (one, actions) {
  if (one.alternatives.length === 0) return ''
  const choices = one.alternatives.map(({ value, confidence }, i) =>
    el(
      'li',
      {},
      el(
        'button',
        {
          type: 'button',
          className: 'pill small',
          'aria-pressed': String(one.replacement === value),
          onclick: () => actions.choose(one.id, value)
        },
        keyCap(String(i + 1)),
        branchName(one, value) && el('span', { className: 'count', textContent: `${branchName(one, value)} ›` }),
        shortName(one, value),
        el('span', { className: 'count', textContent: percent(confidence) })
      )
    )
  )
  return el(
    'div',
    { className: 'alternatives' },
    el('h3', { textContent: one.value === undefined ? 'Perhaps' : 'Or rather' }),
    el('ul', {}, ...choices)
  )
}

/** @param {Question} one */
function evidence (one) {
  const { evidence, value } = one
  const pictures = evidence.filter(({ kind }) => kind === 'NEIGHBOUR')
  const reasons = evidence.flatMap(({ kind, score }) => {
    const name = value === undefined ? undefined : evidenceName(kind, shortName(one, value))
    return name ? [el('li', {}, name, el('span', { className: 'count', textContent: percent(score) }))] : []
  })
  return el(
    'div',
    { className: 'evidence' },
    pictures.length > 0 &&
      el(
        'div',
        {},
        el('h3', { textContent: 'Alike in the catalogue, and tagged so' }),
        el('ul', { className: 'pictures' }, ...pictures.map(picture))
      ),
    reasons.length > 0 &&
      el(
        'div',
        {},
        el('h3', { textContent: 'How sure each source is' }),
        el('ul', { className: 'reasons' }, ...reasons)
      )
  )
}

/** @param {TagEvidence} evidence */
function picture ({ imageUrl, productId, score }) {
  const src = safeUrl(imageUrl)
  const image = src ? el('img', { src, alt: `Photo of ${productId}`, title: productId, decoding: 'async' }) : ''
  return el(
    'li',
    {},
    el(
      'figure',
      {},
      el('span', { className: 'thumb' }, image),
      el('figcaption', { textContent: `${percent(Math.max(0, score))} alike` })
    )
  )
}
