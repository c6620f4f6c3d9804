import { byId, el } from './dom.js'
import { formatCount, formatPath } from './format.js'
import { wayButton } from './results.js'

/**
 * @import { SearchSuggestion } from '../graphql/types.generated.ts'
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
  const notes = answer ? [spelling(answer, change), language(answer), nearest(answer, change)] : []
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

/** @param {Noted} answer */
function language ({ query: { languageSupported } }) {
  if (languageSupported) return undefined
  return el('p', { textContent: 'This search reads English best. Try English words, or a photo.' })
}

/**
 * @param {Noted} answer
 * @param {Change} change
 */
function nearest ({ state, items, nearest, suggestions }, change) {
  if (!nearest || items.length === 0) return undefined
  const ways = waysOf(suggestions, state, change)
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
 * @param {State} state
 * @param {Change} change
 * @returns {Way[]}
 */
export function waysOf (suggestions, state, change) {
  return suggestions.flatMap((suggestion) => {
    const way = wayOf(suggestion, state)
    return way ? [{ label: way.label, onclick: () => change(way.patch) }] : []
  })
}

/**
 * @param {SearchSuggestion} suggestion
 * @param {State} state
 * @returns {{ label: string, patch: Patch } | undefined}
 */
function wayOf ({ kind, text, category, filter, products }, state) {
  if (kind === 'SPELLING') return { label: `Search for “${text}”`, patch: { spelling: true } }
  const count = products ? ` (${formatCount(products)})` : ''
  if (kind === 'CATEGORY' && category) {
    const label = `${state.category.length > 0 ? 'In' : 'Look at'} ${formatPath(category)}${count}`
    // A shelf of the shop is looked at as a whole; a broader one is searched for the same.
    return { label, patch: { category: [category], ...(state.category.length === 0 && { q: '', without: '' }) } }
  }
  const known = filter ? FILTERS[filter] : undefined
  return known && { label: `Without the filter on ${known.name}${count}`, patch: known.patch }
}

/** @type {Readonly<Record<string, { readonly name: string, readonly patch: Patch }>>} */
const FILTERS = {
  category: { name: 'category', patch: { category: [] } },
  brand: { name: 'brand', patch: { brand: [] } },
  color: { name: 'color', patch: { color: [] } },
  tags: { name: 'tags', patch: { tags: [] } },
  attributes: { name: 'details', patch: { attribute: [] } },
  price: { name: 'price', patch: { min: '', max: '', currency: '' } },
  inStock: { name: 'stock', patch: { inStock: false } }
}
