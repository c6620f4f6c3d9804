import { byId, el } from './dom.js'
import { categoryTree } from './category-tree.js'
import { formatCount, lastOfPath } from './format.js'
import { hasFilters, NO_FILTERS } from './state.js'

/**
 * @import { Facets } from '../graphql/types.generated.ts'
 * @import { Node } from './category-tree.js'
 * @import { Change, ListName, State } from './state.js'
 */

/**
 * @typedef {{ key: ListName, label: string }} Labelled
 * @typedef {Labelled & { facet: 'categories' | 'brands' | 'colors' | 'tags' }} Group
 * @typedef {Omit<Node, 'depth'> & Partial<Pick<Node, 'depth'>>} Value
 * @typedef {object} Filtering
 * @property {State} state
 * @property {Facets} facets
 * @property {string} question
 */

/** @type {readonly Group[]} */
const GROUPS = [
  { key: 'category', facet: 'categories', label: 'Category' },
  { key: 'brand', facet: 'brands', label: 'Brand' },
  { key: 'color', facet: 'colors', label: 'Colour' },
  { key: 'tags', facet: 'tags', label: 'Tags' }
]
const SHOWN = 8
const SHOWN_CATEGORIES = 14
const SCOPE = { RESULTS: 'Counts cover the products found.', CATALOGUE: 'Counts cover the whole shop.' }

/** @type {Set<ListName>} */
const expanded = new Set()
/** @type {Set<ListName>} */
const closed = new Set(['tags'])
/** @type {{ question: string | undefined, values: Partial<Record<ListName, string[]>> }} */
let seen = { question: undefined, values: {} }

/**
 * Draws the filters. `question` names the search that the facets belong to; `change` takes a patch of the state.
 * @param {Filtering & { currencies: readonly string[], change: Change }} filtering
 */
export function renderFilters ({ state, facets, question, currencies, change }) {
  const focused = document.activeElement?.id
  const groups = GROUPS.map((group) => facetGroup(group, valuesOf(group, { state, facets, question }), state, change))
  byId('filters').replaceChildren(
    el('div', { className: 'filters-head' },
      el('h2', { textContent: 'Filters' }),
      hasFilters(state) ? el('button', { type: 'button', className: 'plain', id: 'clear-filters', textContent: 'Clear all', onclick: () => change(NO_FILTERS) }) : ''),
    checkbox({ id: 'in-stock', label: 'In stock only', checked: state.inStock, onchange: ({ target }) => change({ inStock: target.checked }) }),
    ...groups,
    priceGroup(facets.price, currencies, state, change),
    el('p', { className: 'scope', textContent: SCOPE[facets.scope] ?? '' }),
    el('button', { type: 'button', className: 'pill strong phone-only', id: 'close-filters', textContent: 'Show products' })
  )
  if (focused) document.getElementById(focused)?.focus()
}

/**
 * A chosen filter narrows its own facet, so values seen before for the same question stay on offer, without a count.
 * @param {Group} group
 * @param {Filtering} filtering
 * @returns {Value[]}
 */
function valuesOf ({ key, facet }, { state, facets, question }) {
  if (seen.question !== question) seen = { question, values: {} }
  const counts = new Map(facets[facet].map(({ value, count }) => [value, count]))
  const before = state[key].length > 0 ? seen.values[key] ?? [] : []
  const values = [...new Set([...before, ...counts.keys(), ...state[key]])]
  seen.values[key] = values
  const counted = values.map((value) => ({ value, count: counts.get(value) }))
  return key === 'category' ? categoryTree(counted) : counted
}

/**
 * @param {Labelled} group
 * @param {readonly Value[]} values
 * @param {State} state
 * @param {Change} change
 */
function facetGroup ({ key, label }, values, state, change) {
  if (values.length === 0) return ''
  /** @type {(value: string, checked: boolean) => unknown} */
  const toggle = (value, checked) => change({ [key]: checked ? [...state[key], value] : state[key].filter((other) => other !== value) })
  const limit = key === 'category' ? SHOWN_CATEGORIES : SHOWN
  const shown = values.filter(({ value }, index) => index < limit || state[key].includes(value) || expanded.has(key))
  const boxes = shown.map(({ value, count, depth }) => checkbox({
    id: `filter-${key}-${value}`,
    label: key === 'category' ? lastOfPath(value) : value,
    count,
    depth,
    checked: state[key].includes(value),
    onchange: ({ target }) => toggle(value, target.checked)
  }))
  const rest = values.length - shown.length
  const all = el('button', { type: 'button', className: 'plain', textContent: `Show ${rest} more` })
  const details = el('details', { open: !closed.has(key) || state[key].length > 0, ontoggle: ({ target }) => closed[target.open ? 'delete' : 'add'](key) },
    el('summary', { textContent: label }), ...boxes, rest > 0 ? all : '')
  all.onclick = () => {
    expanded.add(key)
    const whole = facetGroup({ key, label }, values, state, change)
    if (whole === '') return
    details.replaceWith(whole)
    whole.querySelectorAll('input')[shown.length]?.focus()
  }
  return details
}

/**
 * @typedef {object} Box
 * @property {string} id
 * @property {string} label
 * @property {number | undefined} [count]
 * @property {number | undefined} [depth]
 * @property {boolean} checked
 * @property {(event: { readonly target: HTMLInputElement }) => unknown} onchange
 */

/** @param {Box} box */
function checkbox ({ id, label, count, depth = 0, checked, onchange }) {
  return el('label', { className: `check depth-${Math.min(depth, 3)}`, for: id },
    el('input', { type: 'checkbox', id, checked, onchange }),
    el('span', { textContent: label }),
    count === undefined ? '' : el('span', { className: 'count' }, formatCount(count), el('span', { className: 'hidden', textContent: ' products' })))
}

/**
 * @param {Facets['price']} price
 * @param {readonly string[]} currencies
 * @param {State} state
 * @param {Change} change
 */
function priceGroup (price, currencies, state, change) {
  if (!price && !state.min && !state.max) return ''
  const currency = price?.currency ?? state.currency ?? ''
  const choices = price?.currency ? [] : [...new Set([state.currency, ...currencies])].filter(Boolean)
  const apply = () => {
    const chosen = /** @type {HTMLSelectElement | null} */ (document.getElementById('price-currency'))
    return change({ min: byId('price-min').value, max: byId('price-max').value, currency: chosen?.value ?? currency })
  }
  /** @type {(id: string, label: string, value: string, hint: string) => HTMLElement} */
  const field = (id, label, value, hint) => el('label', { for: id }, label,
    el('input', { type: 'number', id, min: '0', step: 'any', inputMode: 'decimal', value, placeholder: hint, onchange: apply }))
  return el('details', { open: true },
    el('summary', { textContent: currency && choices.length === 0 ? `Price in ${currency}` : 'Price' }),
    el('div', { className: 'range' },
      field('price-min', 'From', state.min, price ? String(Math.floor(price.min)) : ''),
      field('price-max', 'To', state.max, price ? String(Math.ceil(price.max)) : '')),
    choices.length > 0
      ? el('label', { for: 'price-currency' }, 'Currency', el('select', { id: 'price-currency', onchange: apply }, ...choices.map((code) => el('option', { value: code, textContent: code, selected: code === currency }))))
      : '')
}
