import { CATALOGUE_QUERY, PRODUCT_QUERY, searchOperation } from './operation.js'
import { exampleSearches } from './examples.js'
import { fromQueryString, hasQuestion, NO_FILTERS, START, toQueryString } from './state.js'
import { lookCloser } from './closer.js'
import { failureOf, request, RequestError } from './api.js'
import { renderInspector } from './inspector.js'
import * as view from './view.js'

/**
 * @import { Product } from '../graphql/types.generated.ts'
 * @import { Failure } from './api.js'
 * @import { Found, Page, Shop } from './operation.js'
 * @import { Photo } from './photo.js'
 * @import { Patch, State } from './state.js'
 */

/**
 * Photos and products of this tab, so that going back finds them again.
 * @type {Map<string, Photo>}
 */
const photos = new Map()
/** @type {Map<string, Product>} */
const products = new Map()

/** @type {State} */
let state = START
let running = new AbortController()
/** @type {Page | undefined} */
let next
/** @type {Failure | undefined} */
let failure
/** @type {Promise<Shop> | undefined} */
let shopRequest

/** @type {(products: readonly Product[]) => unknown} */
let showProducts = () => undefined

/**
 * Calls `show` with the products of each answer of the start page.
 * @param {typeof showProducts} show
 */
export function onFirstProducts (show) {
  showProducts = show
}

export function currentState () {
  return state
}

/** Takes the state from the address, as at the start and on going back. */
export function restore () {
  const asked = fromQueryString(window.location.search)
  state = { ...asked, photo: photos.get(window.history.state?.photo) ?? asked.photo }
  return search()
}

/**
 * Changes what is asked, puts it in the address and searches.
 * @param {Patch} patch
 * @param {{ replace?: boolean }} options
 */
export function change (patch, { replace = false } = {}) {
  const before = toQueryString(state)
  const photo = state.photo
  // Words typed but not yet sent count as well, so that a filter does not wipe them.
  const asked = { q: view.typedWords(), ...patch }
  // What was said of other words does not hold for these.
  const isNew = asked.q !== state.q
  state = { ...state, ...(isNew && { spelling: true, interpret: true }), ...asked }
  if (state.photo) photos.set(state.photo.id, state.photo)
  const isSame = before === toQueryString(state) && photo === state.photo
  window.history[replace || isSame ? 'replaceState' : 'pushState'](
    { photo: state.photo?.id },
    '',
    `/${toQueryString(state)}`
  )
  return search()
}

/**
 * More like a product: a new question, in which words may join later.
 * @param {Product} product
 */
export function searchLike (product) {
  products.set(product.id, product)
  view.focusHeading()
  return change({ ...START, dimension: state.dimension, like: product.id })
}

/**
 * Looks closer at a product that is known by a suggestion only.
 * @param {Pick<Product, 'id'>} product
 */
export async function showProduct ({ id }) {
  try {
    const { data } = await request({ query: PRODUCT_QUERY, variables: { id } })
    if (!data.product) throw new RequestError('PRODUCT_NOT_FOUND')
    lookCloser({ product: data.product, match: { kind: 'LISTED' }, relevance: 0, explanation: [] }, searchLike)
  } catch (error) {
    fail(failureOf(error))
  }
}

/**
 * Searches by what `prepare` makes of a picked file, beside the words already there.
 * @param {File} file
 * @param {(file: File) => Promise<Photo>} prepare
 */
export async function searchByPhoto (file, prepare) {
  running.abort()
  try {
    const photo = await prepare(file)
    await change({ ...NO_FILTERS, photo, like: '', weight: null })
  } catch (error) {
    fail(failureOf(error))
  }
}

/** Searches again if the last search failed for want of a connection. */
export function retryIfOffline () {
  if (failure?.code === 'OFFLINE' || failure?.code === 'UNREACHABLE') search()
}

export async function search () {
  const { signal } = startRequest()
  failure = undefined
  next = undefined
  view.renderControls(state, { liked: products.get(state.like), change })
  view.renderWaiting()
  try {
    await Promise.all([ask({}, signal), learnLiked(signal), loadShop()])
  } catch (error) {
    if (!signal.aborted) fail(failureOf(error))
  }
}

/** Appends the next page. */
export async function showMore () {
  if (!next) return
  const { signal } = startRequest()
  view.renderMoreWaiting()
  try {
    await ask(next, signal)
  } catch (error) {
    if (signal.aborted) return
    if (failureOf(error).code === 'INVALID_CURSOR') return search()
    view.renderMoreFailure(failureOf(error))
  }
}

/**
 * @param {Page} page
 * @param {AbortSignal} signal
 */
async function ask (page, signal) {
  const operation = searchOperation(state, page)
  renderInspector({ operation })
  try {
    const { data, extensions } = await request(operation, signal)
    renderInspector({ operation, info: data.search.query, timings: extensions?.timings })
    await answer(data.search, page, signal)
  } catch (error) {
    const { code, name, message } = failureOf(error)
    if (code === 'PHOTO_EXPIRED' && state.photo?.blob && !signal.aborted) {
      keepPhoto({ ...state.photo, handle: undefined })
      return ask({}, signal)
    }
    if (!signal.aborted) renderInspector({ operation, failure: `${code ?? name}: ${message}` })
    throw error
  }
}

/**
 * @param {Found} found
 * @param {Page} page
 * @param {AbortSignal} signal
 */
async function answer ({ items, pageInfo, totalCount, totalScope, facets, ...found }, page, signal) {
  // What is offered instead of nothing comes from the shop's own shelves.
  if (items.length === 0) await loadShop()
  signal.throwIfAborted()
  if (state.photo && found.query.photo) keepPhoto({ ...state.photo, handle: found.query.photo })
  next = pageInfo.hasNextPage ? { ...page, after: pageInfo.endCursor } : undefined
  for (const { product } of items) products.set(product.id, product)
  if (!hasQuestion(state)) showProducts(items.map(({ product }) => product))
  view.renderAnswer(
    {
      ...found,
      state,
      items,
      total: { count: totalCount, scope: totalScope },
      facets,
      hasMore: Boolean(next),
      append: Boolean(page.after)
    },
    { change, more: searchLike, look: (item) => lookCloser(item, searchLike) }
  )
}

/**
 * The photo as it is known now, with its handle in the address, so that the address can be shared.
 * @param {Photo} photo
 */
function keepPhoto (photo) {
  state = { ...state, photo }
  if (photo.blob) photos.set(photo.id, photo)
  window.history.replaceState({ photo: photo.id }, '', `/${toQueryString(state)}`)
}

/** @param {Failure} error */
function fail (error) {
  failure = error
  view.renderFailure(error, { state, change, search })
}

/** One request at a time: the latest wins. */
function startRequest () {
  running.abort()
  running = new AbortController()
  return running
}

/** The shop's facets and dimensions, once; asked again after a failure. */
function loadShop () {
  shopRequest ??= request({ query: CATALOGUE_QUERY })
    .then(({ data: { catalogue } }) => {
      if (catalogue.products === 0) throw new RequestError('CATALOGUE_EMPTY')
      view.renderShop(catalogue, exampleSearches(catalogue.facets), { state, change })
      return catalogue
    })
    .catch((error) => {
      shopRequest = undefined
      throw error
    })
  return shopRequest
}

/**
 * A product that is only known by the address gets its name and photo for the chip.
 * @param {AbortSignal} signal
 */
async function learnLiked (signal) {
  if (!state.like || products.has(state.like)) return
  const { data } = await request({ query: PRODUCT_QUERY, variables: { id: state.like } }, signal)
  if (!data.product) throw new RequestError('PRODUCT_NOT_FOUND')
  products.set(state.like, data.product)
  view.renderControls(state, { liked: data.product, change })
}
