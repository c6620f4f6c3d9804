import { byId, el, safeUrl } from '../dom.js'
import { describeFailure } from './messages.js'
import { formatCount, formatPath, formatPrice } from '../format.js'
import { nameOf } from '../card.js'
import { answerName, titled, valueName } from './words.js'
import { isAcceptable } from './questions.js'
import { questionRow } from './question-row.js'

/**
 * @import { Problem } from '../api.js'
 * @import { Actions } from './actions.js'
 * @import { Done } from './desk.js'
 * @import { Draft } from './draft.js'
 * @import { Filters } from './filters.js'
 * @import { Item, ReviewedProduct } from './operation.js'
 * @import { ChangeKey } from './outbox-view.js'
 * @import { Pace } from './pace.js'
 * @import { Question } from './questions.js'
 * @import { Way } from '../results.js'
 */

export { renderFilters } from './filters.js'
export { renderOutbox, renderSaved } from './outbox-view.js'

/** @type {Actions} */
let actions
/**
 * Rows on the page by the id of their question, to draw only those that changed.
 * @type {Map<string, { one: Question, isFocused: boolean, element: HTMLElement }>}
 */
let rows = new Map()

/**
 * What the buttons of questions do.
 * @param {Actions} given
 */
export function setActions (given) {
  actions = given
}

/**
 * Tells people who do not see the page what has happened.
 * @param {string} text
 */
export function say (text) {
  byId('said').textContent = text
}

export function renderWaiting () {
  byId('desk').setAttribute('aria-busy', 'true')
  setNotice()
}

/** @param {Item} item */
export function renderProduct ({ product, imageUrl }) {
  byId('desk').removeAttribute('aria-busy')
  byId('desk').hidden = false
  setNotice()
  rows = new Map()
  byId('asking').textContent = ''
  byId('title').textContent = nameOf(product)
  const { brand, price, category, color } = product
  const facts = [brand, price && formatPrice(price), category && formatPath(category), color].filter(Boolean)
  byId('facts').textContent =
    facts.length > 0 ? `The catalogue says: ${facts.join(' · ')}` : 'The catalogue says nothing else about it.'
  byId('photo').replaceChildren(photoOf(product, imageUrl))
  document.title = `${nameOf(product)} · Review · Vitrine`
  window.scrollTo({ top: 0 })
}

/**
 * @param {ReviewedProduct} product
 * @param {string | null | undefined} imageUrl
 */
function photoOf (product, imageUrl) {
  const none = () => el('p', { className: 'no-photo-text', textContent: 'The photo does not load.' })
  const src = safeUrl(imageUrl)
  if (!src) return none()
  const image = el('img', { src, alt: `Photo of ${nameOf(product)}` })
  image.addEventListener('error', () => image.replaceWith(none()))
  return image
}

/**
 * Draws the questions that changed and puts the focus on the one that keys answer; a product just shown begins with its
 * photo.
 * @param {Draft} draft
 * @param {Map<string, string>} types
 */
export function renderQuestions ({ questions, focused }, types) {
  const before = rows
  rows = new Map(
    questions.map((one, i) => {
      const isFocused = i === focused
      const old = before.get(one.id)
      if (old?.one === one && old.isFocused === isFocused) return [one.id, old]
      return [
        one.id,
        {
          one,
          isFocused,
          element: questionRow(one, { isFocused, isManyOf: types.get(one.attribute) === 'MANY_OF', actions })
        }
      ]
    })
  )
  byId('questions').replaceChildren(...[...rows.values()].map(({ element }) => element))
  focusQuestion()
  if (before.size > 0) showQuestion()
}

/** As much of it as fits, and its head in any case. */
function showQuestion () {
  const group = currentQuestion()
  for (const part of [group, group?.firstElementChild]) part?.scrollIntoView({ block: 'nearest' })
}

/** A dialog keeps the focus until it closes. */
export function focusQuestion () {
  const group = currentQuestion()
  if (!group || document.querySelector('dialog[open]')) return
  group.focus({ preventScroll: true })
}

function currentQuestion () {
  return /** @type {HTMLElement | null} */ (byId('questions').querySelector('[aria-current]'))
}

/**
 * An attribute's questions are on their way.
 * @param {boolean} isAsking
 */
export function renderAsking (isAsking) {
  byId('asking').textContent = isAsking ? 'Looking up what this category is asked …' : ''
}

/**
 * @param {Pace} pace
 * @param {{ canUndo: boolean, questions: readonly Question[] }} desk
 */
export function renderProgress (pace, { canUndo, questions }) {
  const { count, perMinute } = pace
  byId('progress').textContent = [`${formatCount(count)} reviewed`, perMinute && `${formatCount(perMinute)} a minute`]
    .filter(Boolean)
    .join(' · ')
  const answered = questions.filter(({ verdict }) => verdict).length
  const proposed = questions.filter((one) => isAcceptable(one, { suggested: true })).length
  const certain = questions.filter((one) => isAcceptable(one, { suggested: false })).length
  byId('next-name').textContent =
    answered === 0 ? 'Skip' : proposed > 0 ? `Save ${answered}, leave the rest` : `Save ${answered}`
  byId('accept-all-name').textContent =
    answered === 0 ? 'Accept what is certain' : certain > 0 ? 'Accept the certain rest' : 'Save and go on'
  byId('accept-all').disabled = certain + answered === 0
  byId('next').disabled = false
  byId('undo').disabled = !canUndo
}

/**
 * @param {Item} item
 * @param {readonly Question[]} questions
 */
export function sayProduct ({ product }, questions) {
  const open = questions.filter(({ value }) => value === undefined).length
  const proposed = questions.length - open
  say(`${nameOf(product)}. ${proposed} proposed, ${open} open.`)
}

/** @param {Question} one */
export function sayAnswer (one) {
  const { attribute, value } = one
  say(
    `${titled(attribute)} ${value === undefined ? '' : valueName(one, value)} ${answerName(one) || 'not answered any more'}.`
  )
}

/**
 * A failure beside the product, which stays on the desk.
 * @param {Problem} error
 * @param {string} consequence
 */
export function tell (error, consequence) {
  const { title } = describeFailure(error)
  byId('asking').textContent = `${title}. ${consequence}`
}

/**
 * @param {Problem} error
 * @param {{ again: () => unknown, changeKey: ChangeKey }} actions
 */
export function renderFailure (error, { again, changeKey }) {
  const { title, advice, isOfTheKey } = describeFailure(error)
  const ways = [
    isOfTheKey
      ? { label: error.code === 'FORBIDDEN' ? 'Use another key' : 'Enter a key', onclick: () => changeKey(error) }
      : { label: 'Try again', onclick: again },
    ...(window.location.search
      ? [{ label: 'Take the filters away', onclick: () => window.location.assign('/review') }]
      : [])
  ]
  showNotice(title, advice, ways)
}

/**
 * The end of the queue; `done` is what this round had.
 * @param {Filters} filters
 * @param {readonly Done[]} done
 * @param {{ open: () => unknown, undo: () => unknown, unfilter: () => unknown }} actions
 */
export function renderEnd ({ attribute, decision }, done, { open, undo, unfilter }) {
  const skipped = done.filter(({ job }) => !job).length
  const isFiltered = Boolean(attribute || decision)
  const ways = [
    ...(skipped > 0
      ? [{ label: `Look at what you skipped (${formatCount(skipped)})`, onclick: open }]
      : [{ label: 'Look again', onclick: open }]),
    ...(isFiltered ? [{ label: 'Take the filters away', onclick: unfilter }] : []),
    ...(done.length > 0 ? [{ label: 'Undo the last one', onclick: undo }] : [])
  ]
  const title = done.length > 0 ? 'That was the last one' : 'Nothing waits for a review'
  const advice = isFiltered
    ? 'No other product has a tag of this kind that nobody has looked at.'
    : 'Somebody has looked at every other product. New ones come with the next ingest.'
  showNotice(title, advice, ways)
}

/**
 * @param {string} title
 * @param {string} advice
 * @param {readonly Way[]} ways
 */
function showNotice (title, advice, ways) {
  byId('desk').removeAttribute('aria-busy')
  byId('desk').hidden = true
  for (const button of [byId('accept-all'), byId('next')]) button.disabled = true
  setNotice(
    el('h2', { tabIndex: -1, textContent: title }),
    el('p', { textContent: advice }),
    el(
      'p',
      { className: 'ways' },
      ...ways.map(({ label, onclick }) =>
        el('button', { type: 'button', className: 'pill', textContent: label, onclick })
      )
    )
  )
  document.title = 'Review · Vitrine'
  byId('notice').querySelector('h2')?.focus()
}

/** @param {Node[]} children */
function setNotice (...children) {
  byId('notice').replaceChildren(...children)
}
