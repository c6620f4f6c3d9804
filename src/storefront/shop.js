import { CATALOGUE_QUERY, PRODUCT_QUERY, searchOperation } from './operation.js'
import { exampleSearches } from './examples.js'
import { fromQueryString, NO_FILTERS, START, toQueryString } from './state.js'
import { lookCloser } from './closer.js'
import { request, RequestError } from './api.js'
import { renderInspector } from './inspector.js'
import * as view from './view.js'

/** Photos and products of this tab, so that going back finds them again. */
const photos = new Map()
const products = new Map()

let state = START
let sent
let running = new AbortController()
let next
let failure
let shopRequest

export function currentState () {
  return state
}

/** Takes the state from the address, as at the start and on going back. */
export function restore () {
  state = { ...fromQueryString(window.location.search), photo: photos.get(window.history.state?.photo) ?? null }
  return search()
}

/** Changes what is asked, puts it in the address and searches. */
export function change (patch, { replace = false } = {}) {
  const before = toQueryString(state)
  const photo = state.photo
  // Words typed but not yet sent count as well, so that a filter does not wipe them.
  state = { ...state, q: view.typedWords(), ...patch }
  if (state.photo) photos.set(state.photo.id, state.photo)
  const isSame = before === toQueryString(state) && photo === state.photo
  window.history[replace || isSame ? 'replaceState' : 'pushState']({ photo: state.photo?.id }, '', `/${toQueryString(state)}`)
  return search()
}

/** More like a product: a new question, in which words may join later. */
export function searchLike (product) {
  products.set(product.id, product)
  view.focusHeading()
  return change({ ...START, dimension: state.dimension, like: product.id })
}

/** Looks closer at a product that is known by a suggestion only. */
export async function showProduct ({ id }) {
  try {
    const { data } = await request({ query: PRODUCT_QUERY, variables: { id } })
    if (!data.product) throw new RequestError('PRODUCT_NOT_FOUND')
    lookCloser({ product: data.product, match: { kind: 'LISTED' }, explanation: [] }, searchLike)
  } catch (error) {
    fail(error)
  }
}

/** Searches by what `prepare` makes of a picked file, beside the words already there. */
export async function searchByPhoto (file, prepare) {
  running.abort()
  try {
    const photo = await prepare(file)
    await change({ ...NO_FILTERS, photo, like: '', weight: null })
  } catch (error) {
    fail(error)
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
    if (!signal.aborted) fail(error)
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
    if (error.code === 'INVALID_CURSOR') return search()
    view.renderMoreFailure(error)
  }
}

async function ask (page, signal) {
  const operation = searchOperation(state, page)
  sent = { operation }
  renderInspector(sent)
  try {
    const { data, extensions } = await request(operation, signal)
    answer(data.search, extensions?.timings, page)
  } catch (error) {
    if (!signal.aborted) renderInspector(sent = { operation, failure: `${error.code ?? error.name}: ${error.message}` })
    throw error
  }
}

function answer ({ items, pageInfo, totalCount, totalScope, facets, query }, timings, page) {
  sent = { ...sent, info: query, timings }
  next = pageInfo.hasNextPage ? { ...page, after: pageInfo.endCursor } : undefined
  for (const { product } of items) products.set(product.id, product)
  renderInspector(sent)
  view.renderAnswer({ state, items, total: { count: totalCount, scope: totalScope }, facets, weights: query.weights, hasMore: Boolean(next), append: Boolean(page.after) }, { change, more: searchLike, look: (item) => lookCloser(item, searchLike) })
}

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
  shopRequest ??= request({ query: CATALOGUE_QUERY }).then(({ data: { catalogue } }) => {
    if (catalogue.products === 0) throw new RequestError('CATALOGUE_EMPTY')
    view.renderShop(catalogue, exampleSearches(catalogue.facets), { state, change })
    return catalogue
  }).catch((error) => {
    shopRequest = undefined
    throw error
  })
  return shopRequest
}

/** A product that is only known by the address gets its name and photo for the chip. */
async function learnLiked (signal) {
  if (!state.like || products.has(state.like)) return
  const { data } = await request({ query: PRODUCT_QUERY, variables: { id: state.like } }, signal)
  if (!data.product) throw new RequestError('PRODUCT_NOT_FOUND')
  products.set(state.like, data.product)
  view.renderControls(state, { liked: data.product, change })
}
