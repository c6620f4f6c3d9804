import { byId, el } from './dom.js'
import { describeFailure } from './messages.js'
import { nounOf } from './photo.js'
import { formatCount } from './format.js'
import { wordsOf } from './marked.js'
import { SORTS, VARIETIES } from './operation.js'
import { hasFilters, hasQuestion, NO_FILTERS } from './state.js'
import { renderActiveFilters, renderQueryChips } from './chips.js'
import { renderFilters } from './filters.js'
import { renderNotes, waysOf } from './notes.js'
import { renderWeight } from './weight.js'
import { showEmpty, showFailure, showItems, showSkeletons } from './results.js'

/**
 * @import { Facets, Product, QueryInfo, SearchSuggestion, TotalScope } from '../graphql/types.generated.ts'
 * @import { Problem } from './api.js'
 * @import { CardActions } from './card.js'
 * @import { Item, Shop } from './operation.js'
 * @import { Way } from './results.js'
 * @import { Change, State } from './state.js'
 */

/** @type {readonly string[]} */
let examples = []

export function typedWords () {
  return byId('q').value.trim()
}

/**
 * Brings the search box and its surroundings in line with the state.
 * @param {State} state
 * @param {{ liked: Product | undefined, change: Change }} context
 */
export function renderControls (state, { liked, change }) {
  document.body.classList.toggle('start', !hasQuestion(state) && !hasFilters(state))
  byId('q').value = state.q
  byId('clear').hidden = !state.q && !state.photo && !state.like
  byId('q').placeholder = state.photo || state.like ? 'Add words, e.g. in blue' : 'Search the shop'
  byId('without').value = state.without
  byId('cutoff').checked = state.cutoff
  renderSort(state)
  renderVariety(state)
  if (state.dimension !== null) byId('dimension').value = String(state.dimension)
  renderQueryChips(state, liked, change)
  renderActiveFilters(state, change)
  renderWeight(state)
  byId('heading').textContent = headingOf(state, liked)
  document.title = hasQuestion(state) ? `${byId('heading').textContent} · Vitrine` : 'Vitrine'
}

/**
 * Best first has a meaning only where something is asked for.
 * @param {State} state
 */
function renderSort (state) {
  const first = el('option', { value: '', textContent: hasQuestion(state) ? 'Best match' : 'As listed' })
  const others = Object.entries(SORTS).map(([value, { label }]) => el('option', { value, textContent: label }))
  byId('sort').replaceChildren(first, ...others)
  byId('sort').value = state.sort in SORTS ? state.sort : ''
}

/** @param {State} state */
function renderVariety ({ variety }) {
  const all = el('option', { value: '', textContent: 'All that match' })
  const others = Object.entries(VARIETIES).map(([value, { label }]) => el('option', { value, textContent: label }))
  byId('variety').replaceChildren(all, ...others)
  byId('variety').value = variety in VARIETIES ? variety : ''
}

/**
 * What is known once the catalogue has answered: dimensions to choose from and searches to try.
 * @param {Shop} shop
 * @param {readonly string[]} searches
 * @param {{ state: State, change: Change }} context
 */
export function renderShop ({ products, model, dimensions }, searches, { state, change }) {
  examples = searches
  byId('examples').replaceChildren(
    ...searches.map((q) =>
      el('button', { type: 'button', className: 'pill small', textContent: q, onclick: () => change({ q }) })
    )
  )
  byId('dimension').replaceChildren(
    ...dimensions.map((dimension, index) =>
      el('option', {
        value: String(dimension),
        textContent: `${formatCount(dimension)} values${index === 0 ? ' (usual)' : ''}`
      })
    )
  )
  byId('dimension').value = String(state.dimension ?? dimensions[0])
  byId('about').textContent = `${formatCount(products)} products, seen through ${model}.`
}

export function renderWaiting () {
  byId('status').textContent = 'Searching …'
  byId('more-problem').textContent = ''
  renderNotes()
  showSkeletons()
  if (byId('results').getBoundingClientRect().top < 0) byId('results').scrollIntoView()
}

/**
 * @typedef {{ count: number, scope: TotalScope }} Total
 * @typedef {object} ShownAnswer
 * @property {State} state
 * @property {readonly Item[]} items
 * @property {Total} total
 * @property {Facets} facets
 * @property {boolean} nearest
 * @property {readonly SearchSuggestion[]} suggestions
 * @property {QueryInfo} query
 * @property {boolean} hasMore
 * @property {boolean} append whether this is a further page
 *
 * @param {ShownAnswer} answer
 * @param {CardActions & { change: Change }} actions
 */
export function renderAnswer (answer, { change, more, look }) {
  const { state, items, total, facets, query, hasMore, append } = answer
  const words = wordsOf(state.q, query.correctedText)
  const count = showItems(items, { more, look, words }, { append })
  const currencies = items.flatMap(({ product }) => product.price?.currency ?? [])
  byId('status').textContent = statusOf(count, total)
  byId('more').hidden = !hasMore
  byId('more').disabled = false
  renderWeight(state, query.weights)
  if (!append) {
    renderFilters({ state, facets, currencies, change })
    renderNotes(answer, change)
  }
  if (count === 0) showEmpty(waysOutOfNothing(answer, change))
}

export function renderMoreWaiting () {
  byId('more').disabled = true
  byId('more-problem').textContent = ''
  byId('status').textContent = 'Fetching more …'
}

/** @param {Problem} error */
export function renderMoreFailure (error) {
  const { title, advice } = describeFailure(error)
  byId('more').disabled = false
  byId('status').textContent = ''
  byId('more-problem').textContent = `${title}. ${advice}`
}

/**
 * @param {Problem} error
 * @param {{ state: State, change: Change, search: () => unknown }} context
 */
export function renderFailure (error, { state, change, search }) {
  renderNotes()
  const noun = nounOf(state.photo)
  const failure = describeFailure(error, noun)
  const { title, canRetry, isOfThePhoto } = failure
  byId('status').textContent = title
  byId('more').hidden = true
  showFailure(failure, [
    ...(isOfThePhoto ? [{ label: `Choose another ${noun === 'photo' ? 'photo' : 'file'}`, onclick: () => byId('file').click() }] : []),
    ...(isOfThePhoto && state.photo
      ? [{ label: `Go on without the ${noun}`, onclick: () => change({ photo: null }) }]
      : []),
    ...(isOfThePhoto && !state.photo ? [{ label: 'Back to the products', onclick: search }] : []),
    ...(canRetry ? [{ label: 'Try again', onclick: search }] : []),
    ...(!canRetry && hasFilters(state) ? [{ label: 'Remove the filters', onclick: () => change(NO_FILTERS) }] : [])
  ])
}

export function focusHeading () {
  window.scrollTo({ top: 0 })
  byId('heading').focus({ preventScroll: true })
}

/**
 * @param {State} state
 * @param {Product | undefined} liked
 */
function headingOf ({ q, photo, like }, liked) {
  const words = q && `“${q}”`
  const model = photo ? `your ${nounOf(photo)}` : like && (liked?.title ?? 'this product')
  if (words && model) return `${words}, like ${model}`
  if (model) return `${photo ? 'Looks like' : 'More like'} ${model}`
  return words || 'From the shelves'
}

/**
 * A list that is cut says so; the shop has more than it counted.
 * @param {number} shown
 * @param {Total} total
 */
function statusOf (shown, { count, scope }) {
  if (shown === 0) return 'No products'
  const more = scope === 'LISTED' ? ' or more' : ''
  const all = `${formatCount(count)}${more} ${count === 1 && !more ? 'product' : 'products'}`
  return shown < count ? `${formatCount(shown)} of ${all}` : all
}

/**
 * @param {Pick<ShownAnswer, 'state' | 'query' | 'suggestions'>} answer
 * @param {Change} change
 * @returns {Way[]}
 */
function waysOutOfNothing ({ state, query, suggestions }, change) {
  return [
    ...waysOf(suggestions, { state, query }, change),
    ...(hasFilters(state) ? [{ label: 'Remove the filters', onclick: () => change(NO_FILTERS) }] : []),
    ...(state.cutoff ? [{ label: 'Show the nearest anyway', onclick: () => change({ cutoff: false }) }] : []),
    ...examples
      .slice(0, 4)
      .map((q) => ({ label: q, onclick: () => change({ ...NO_FILTERS, q, photo: null, like: '', without: '' }) }))
  ]
}
