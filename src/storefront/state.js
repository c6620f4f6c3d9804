import { photoOfLink } from './photo.js'

/** @import { Photo } from './photo.js' */

/**
 * @typedef {'category' | 'brand' | 'color' | 'tags' | 'attribute'} ListName
 * @typedef {object} OtherState
 * @property {string} q
 * @property {Photo | null} photo
 * @property {string} like id of a product
 * @property {string} without
 * @property {number | null} weight
 * @property {string} min
 * @property {string} max
 * @property {string} currency
 * @property {string} sort name of an order; '' for the usual one
 * @property {string} variety name of what is left out for more variety; '' for nothing
 * @property {boolean} inStock
 * @property {number | null} dimension
 * @property {boolean} cutoff
 * @property {boolean} interpret whether phrases of the words may become conditions
 * @property {boolean} spelling whether the spelling of the words may be put right
 * @typedef {OtherState & Record<ListName, readonly string[]>} State
 * @typedef {Partial<State>} Patch
 * @typedef {(patch: Patch) => unknown} Change takes what is to be asked from now on
 */

/**
 * What the visitor asked for. Pixels of a photo live in this tab only; the address has the handle of it, and the rest.
 * @type {Readonly<State>}
 */
export const START = Object.freeze({
  q: '',
  photo: null,
  like: '',
  without: '',
  /** Share of the photo in percent; null leaves the weights to the service. */
  weight: null,
  category: [],
  brand: [],
  color: [],
  tags: [],
  /** `name=value`. */
  attribute: [],
  min: '',
  max: '',
  currency: '',
  inStock: false,
  /** Name of an order; empty for the best first. */
  sort: '',
  variety: '',
  dimension: null,
  cutoff: true,
  spelling: true,
  interpret: true
})

/** @type {readonly ('q' | 'like' | 'without' | 'min' | 'max' | 'currency' | 'sort' | 'variety')[]} */
const WORDS = ['q', 'like', 'without', 'min', 'max', 'currency', 'sort', 'variety']
/** @type {readonly ListName[]} */
export const LISTS = ['category', 'brand', 'color', 'tags', 'attribute']
/** @type {readonly ('weight' | 'dimension')[]} */
const NUMBERS = ['weight', 'dimension']

/** @param {State} state */
export function toQueryString (state) {
  const params = new URLSearchParams()
  for (const key of WORDS) if (state[key]) params.set(key, state[key])
  for (const key of LISTS) for (const value of state[key]) params.append(key, value)
  for (const key of NUMBERS) if (state[key] !== null) params.set(key, String(state[key]))
  if (state.photo?.handle) params.set('photo', state.photo.handle)
  if (state.inStock) params.set('inStock', '1')
  if (!state.cutoff) params.set('all', '1')
  if (!state.spelling) params.set('typed', '1')
  if (!state.interpret) params.set('literal', '1')
  return params.size > 0 ? `?${params}` : ''
}

/**
 * @param {string} query
 * @returns {State}
 */
export function fromQueryString (query) {
  const params = new URLSearchParams(query)
  return {
    ...START,
    ...Object.fromEntries(WORDS.map((key) => [key, params.get(key) ?? ''])),
    ...Object.fromEntries(LISTS.map((key) => [key, params.getAll(key)])),
    photo: photoOfLink(params.get('photo')),
    weight: wholeNumber(params.get('weight'), 100),
    dimension: wholeNumber(params.get('dimension'), 100_000),
    inStock: params.get('inStock') === '1',
    cutoff: params.get('all') !== '1',
    spelling: params.get('typed') !== '1',
    interpret: params.get('literal') !== '1'
  }
}

/** @param {Pick<State, 'q' | 'photo' | 'like'>} state */
export function hasQuestion ({ q, photo, like }) {
  return Boolean(q || photo || like)
}

/** @param {State} state */
export function hasFilters ({ min, max, inStock, ...state }) {
  return Boolean(min || max || inStock || LISTS.some((key) => state[key].length > 0))
}

/** @type {Readonly<Pick<State, ListName | 'min' | 'max' | 'currency' | 'inStock'>>} */
export const NO_FILTERS = Object.freeze({
  category: [],
  brand: [],
  color: [],
  tags: [],
  attribute: [],
  min: '',
  max: '',
  currency: '',
  inStock: false
})

/**
 * @param {string | null} text
 * @param {number} max
 */
function wholeNumber (text, max) {
  const number = text === null || text === '' ? NaN : Number(text)
  return Number.isInteger(number) && number >= 0 && number <= max ? number : null
}
