import { byId, el } from './dom.js'
import { categoryTree } from './category-tree.js'
import { formatCount, lastOfPath } from './format.js'
import { hasFilters, NO_FILTERS } from './state.js'

const GROUPS = [
  { key: 'category', facet: 'categories', label: 'Category' },
  { key: 'brand', facet: 'brands', label: 'Brand' },
  { key: 'color', facet: 'colors', label: 'Colour' },
  { key: 'tags', facet: 'tags', label: 'Tags' }
]
const SHOWN = 8
const SHOWN_CATEGORIES = 14
const SCOPE = { RESULTS: 'Counts cover the products found.', CATALOGUE: 'Counts cover the whole shop.' }

const expanded = new Set()
const closed = new Set(['tags'])
let seen = { question: undefined, values: {} }

/** Draws the filters. `question` names the search that the facets belong to; `change` takes a patch of the state. */
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
  if (focused) byId(focused)?.focus()
}

/** A chosen filter narrows its own facet, so values seen before for the same question stay on offer, without a count. */
function valuesOf ({ key, facet }, { state, facets, question }) {
  if (seen.question !== question) seen = { question, values: {} }
  const counts = new Map(facets[facet].map(({ value, count }) => [value, count]))
  const before = state[key].length > 0 ? seen.values[key] ?? [] : []
  const values = [...new Set([...before, ...counts.keys(), ...state[key]])]
  seen.values[key] = values
  const counted = values.map((value) => ({ value, count: counts.get(value) }))
  return key === 'category' ? categoryTree(counted) : counted
}

function facetGroup ({ key, label }, values, state, change) {
  if (values.length === 0) return ''
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
    details.replaceWith(whole)
    whole.querySelectorAll('input')[shown.length]?.focus()
  }
  return details
}

function checkbox ({ id, label, count, depth = 0, checked, onchange }) {
  return el('label', { className: `check depth-${Math.min(depth, 3)}`, for: id },
    el('input', { type: 'checkbox', id, checked, onchange }),
    el('span', { textContent: label }),
    count === undefined ? '' : el('span', { className: 'count' }, formatCount(count), el('span', { className: 'hidden', textContent: ' products' })))
}

function priceGroup (price, currencies, state, change) {
  if (!price && !state.min && !state.max) return ''
  const currency = price?.currency ?? state.currency ?? ''
  const choices = price?.currency ? [] : [...new Set([state.currency, ...currencies])].filter(Boolean)
  const apply = () => change({
    min: byId('price-min').value,
    max: byId('price-max').value,
    currency: byId('price-currency')?.value ?? currency
  })
  const field = (id, label, value, hint) => el('label', { for: id }, label,
    el('input', { type: 'number', id, min: 0, step: 'any', inputMode: 'decimal', value, placeholder: hint, onchange: apply }))
  return el('details', { open: true },
    el('summary', { textContent: currency && choices.length === 0 ? `Price in ${currency}` : 'Price' }),
    el('div', { className: 'range' },
      field('price-min', 'From', state.min, price ? Math.floor(price.min) : ''),
      field('price-max', 'To', state.max, price ? Math.ceil(price.max) : '')),
    choices.length > 0
      ? el('label', { for: 'price-currency' }, 'Currency', el('select', { id: 'price-currency', onchange: apply }, ...choices.map((code) => el('option', { value: code, textContent: code, selected: code === currency }))))
      : '')
}
