import { byId, el } from './dom.js'
import { formatCount, formatPath, formatPrice } from './format.js'
import { wayButton } from './results.js'

/**
 * @import { QueryInfo, SearchSuggestion, UnderstoodPhrase } from '../graphql/types.generated.ts'
 * @import { Way } from './results.js'
 * @import { Change, Patch, State } from './state.js'
 * @import { ShownAnswer } from './view.js'
 */

/** @typedef {Pick<ShownAnswer, 'state' | 'items' | 'nearest' | 'suggestions' | 'query'>} Noted */

/**
 * Says what the search made of the words, and that the shop has only what is nearest; nothing without an answer.
 * @param {Noted} [answer]
 * @param {Change} [change]
 */
export function renderNotes (answer, change = () => {}) {
  const notes = answer
    ? [spelling(answer, change), understood(answer, change), language(answer), nearest(answer, change)]
    : []
  byId('notes').replaceChildren(...notes.flatMap((note) => note ?? []))
}

/**
 * The words searched for, with those typed one click away.
 * @param {Noted} answer
 * @param {Change} change
 */
function spelling ({ state, query: { correctedText } }, change) {
  if (!correctedText) return undefined
  return el(
    'p',
    {},
    'Searched for ',
    el('strong', { textContent: `“${correctedText}”` }),
    '. ',
    el('button', {
      type: 'button',
      className: 'plain',
      textContent: `Search for “${state.q}” instead`,
      onclick: () => change({ spelling: false })
    })
  )
}

/**
 * Phrases of the words that became conditions, each to take out of the words again.
 * @param {Noted} answer
 * @param {Change} change
 */
function understood ({ state, query }, change) {
  if (query.understood.length === 0) return undefined
  const chips = query.understood.map((phrase) =>
    el(
      'button',
      {
        type: 'button',
        className: 'pill small',
        'aria-label': `Remove ${nameOf(phrase)}`,
        onclick: () => change({ q: wordsWithout([phrase], state, query) })
      },
      nameOf(phrase),
      el('span', { 'aria-hidden': 'true', textContent: '×' })
    )
  )
  const literally = el('button', {
    type: 'button',
    className: 'plain',
    textContent: 'Search for these words as they are',
    onclick: () => change({ interpret: false })
  })
  return el('p', { className: 'understood' }, 'Understood: ', ...chips, literally)
}

/** @param {UnderstoodPhrase} phrase */
function nameOf ({ kind, phrase, min, max, currency, sort, direction, value }) {
  if (kind === 'NOT') return `not ${value}`
  if (kind === 'SORT') {
    if (sort === 'NEWEST') return 'newest first'
    return direction === 'DESC' ? 'dearest first' : 'cheapest first'
  }
  /** @param {number} amount */
  const price = (amount) => (currency ? formatPrice({ amount: String(amount), currency }) : String(amount))
  const ends = [min != null && `from ${price(min)}`, max != null && `up to ${price(max)}`].filter(Boolean)
  return ends.join(' ') || phrase
}

/**
 * The words in the box without these phrases.
 * @param {readonly UnderstoodPhrase[]} phrases
 * @param {State} state
 * @param {QueryInfo} query
 */
function wordsWithout (phrases, { q }, { correctedText }) {
  const words = phrases.reduce((rest, { phrase }) => rest.replace(phrase, ' '), correctedText ?? q)
  return words.replace(/\s+/g, ' ').replace(/ (?=[,;])|^[\s,;]+|[\s,;]+$/g, '')
}

/** @param {Noted} answer */
function language ({ query: { languageSupported } }) {
  if (languageSupported) return undefined
  return el('p', { textContent: 'This search reads English best. Try English words, or a photo.' })
}

/**
 * @param {Noted} answer
 * @param {Change} change
 */
function nearest ({ state, query, items, nearest, suggestions }, change) {
  if (!nearest || items.length === 0) return undefined
  const ways = waysOf(suggestions, { state, query }, change)
  return el(
    'div',
    { className: 'banner' },
    el('p', {}, el('strong', { textContent: 'We do not seem to have that.' }), ' These come nearest.'),
    ways.length > 0 ? el('p', { className: 'ways' }, ...ways.map(wayButton)) : ''
  )
}

/**
 * What the service suggests to do about an answer without the right products.
 * @param {readonly SearchSuggestion[]} suggestions
 * @param {Pick<Noted, 'state' | 'query'>} asked
 * @param {Change} change
 * @returns {Way[]}
 */
export function waysOf (suggestions, asked, change) {
  return suggestions.flatMap((suggestion) => {
    const way = wayOf(suggestion, asked)
    return way ? [{ label: way.label, onclick: () => change(way.patch) }] : []
  })
}

/**
 * @param {SearchSuggestion} suggestion
 * @param {Pick<Noted, 'state' | 'query'>} asked
 * @returns {{ label: string, patch: Patch } | undefined}
 */
function wayOf ({ kind, text, category, filter, products }, { state, query }) {
  if (kind === 'SPELLING') return { label: `Search for “${text}”`, patch: { spelling: true } }
  const count = products ? ` (${formatCount(products)})` : ''
  if (kind === 'CATEGORY' && category) {
    const label = `${state.category.length > 0 ? 'In' : 'Look at'} ${formatPath(category)}${count}`
    // A shelf of the shop is looked at as a whole; a broader one is searched for the same.
    return { label, patch: { category: [category], ...(state.category.length === 0 && { q: '', without: '' }) } }
  }
  const known = filter ? FILTERS[filter] : undefined
  if (!known) return undefined
  const phrases = query.understood.filter(({ kind }) => kind === known.kind)
  const words = phrases.length > 0 && { q: wordsWithout(phrases, state, query) }
  return { label: `Without the filter on ${known.name}${count}`, patch: { ...known.patch, ...words } }
}

/**
 * @typedef {{ readonly name: string, readonly patch: Patch, readonly kind?: UnderstoodPhrase['kind'] }} Known
 *
 * Filters by their name in the service, and the phrases that make them, too.
 * @type {Readonly<Record<string, Known>>}
 */
const FILTERS = {
  category: { name: 'category', patch: { category: [] } },
  brand: { name: 'brand', patch: { brand: [] } },
  color: { name: 'color', patch: { color: [] } },
  tags: { name: 'tags', patch: { tags: [] } },
  attributes: { name: 'details', patch: { attribute: [] } },
  price: { name: 'price', patch: { min: '', max: '', currency: '' }, kind: 'PRICE' },
  not: { name: 'what is not wanted', patch: {}, kind: 'NOT' },
  inStock: { name: 'stock', patch: { inStock: false } }
}
