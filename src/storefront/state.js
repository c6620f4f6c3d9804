/** What the visitor asked for. `photo` holds pixels and lives in this tab only; the rest is the address. */
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
  dimension: null,
  cutoff: true
})

const WORDS = ['q', 'like', 'without', 'min', 'max', 'currency', 'sort']
export const LISTS = ['category', 'brand', 'color', 'tags', 'attribute']

export function toQueryString (state) {
  const params = new URLSearchParams()
  for (const key of WORDS) if (state[key]) params.set(key, state[key])
  for (const key of LISTS) for (const value of state[key]) params.append(key, value)
  for (const key of ['weight', 'dimension']) if (state[key] !== null) params.set(key, state[key])
  if (state.inStock) params.set('inStock', '1')
  if (!state.cutoff) params.set('all', '1')
  return params.size > 0 ? `?${params}` : ''
}

export function fromQueryString (query) {
  const params = new URLSearchParams(query)
  return {
    ...START,
    ...Object.fromEntries(WORDS.map((key) => [key, params.get(key) ?? ''])),
    ...Object.fromEntries(LISTS.map((key) => [key, params.getAll(key)])),
    weight: wholeNumber(params.get('weight'), 100),
    dimension: wholeNumber(params.get('dimension'), 100_000),
    inStock: params.get('inStock') === '1',
    cutoff: params.get('all') !== '1'
  }
}

export function hasQuestion ({ q, photo, like }) {
  return Boolean(q || photo || like)
}

export function hasFilters ({ min, max, inStock, ...state }) {
  return Boolean(min || max || inStock || LISTS.some((key) => state[key].length > 0))
}

export const NO_FILTERS = Object.freeze({ category: [], brand: [], color: [], tags: [], attribute: [], min: '', max: '', currency: '', inStock: false })

function wholeNumber (text, max) {
  const number = text === null || text === '' ? NaN : Number(text)
  return Number.isInteger(number) && number >= 0 && number <= max ? number : null
}
