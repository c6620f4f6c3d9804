import { byId, el } from './dom.js'
import { categoryTree } from './category-tree.js'
import { formatCount, lastOfPath } from './format.js'
import { hasFilters, NO_FILTERS } from './state.js'

/**
 * @import { FacetGroup, Facets } from '../graphql/types.generated.ts'
 * @import { Node } from './category-tree.js'
 * @import { Change, ListName, State } from './state.js'
 */

/**
 * @typedef {Omit<Node, 'depth'> & Partial<Pick<Node, 'depth'>>} Value
 * @typedef {{ key: ListName, stored: (value: string) => string }} Place
 * @typedef {object} Filtering
 * @property {State} state
 * @property {Facets} facets
 * @property {readonly string[]} currencies
 * @property {Change} change
 */

const SHOWN = 8
const SHOWN_CATEGORIES = 14
const SCOPE = { RESULTS: 'Counts cover the products found.', CATALOGUE: 'Counts cover the whole shop.' }

/** @type {Set<string>} */
const expanded = new Set()
/** @type {Set<string>} */
const closed = new Set(['tags'])
/** Values of attributes stay folded up until somebody wants them. */
const OPEN = new Set(['category', 'brand', 'color'])
/** @type {Set<string>} */
const opened = new Set()

/**
 * Draws the filters. `change` takes a patch of the state.
 * @param {Filtering} filtering
 */
export function renderFilters ({ state, facets, currencies, change }) {
  const focused = document.activeElement?.id
  const groups = facets.groups
    .filter(({ kind }) => kind !== 'RANGE')
    .map((group) => facetGroup(group, valuesOf(group), state, change))
  byId('filters').replaceChildren(
    el(
      'div',
      { className: 'filters-head' },
      el('h2', { textContent: 'Filters' }),
      hasFilters(state)
        ? el('button', {
          type: 'button',
          className: 'plain',
          id: 'clear-filters',
          textContent: 'Clear all',
          onclick: () => change(NO_FILTERS)
        })
        : ''
    ),
    checkbox({
      id: 'in-stock',
      label: 'In stock only',
      checked: state.inStock,
      onchange: ({ target }) => change({ inStock: target.checked })
    }),
    ...groups,
    priceGroup(facets, currencies, state, change),
    el('p', { className: 'scope', textContent: SCOPE[facets.scope] ?? '' }),
    el('button', {
      type: 'button',
      className: 'pill strong phone-only',
      id: 'close-filters',
      textContent: 'Show products'
    })
  )
  if (focused) document.getElementById(focused)?.focus()
}

/**
 * The service counts each group without its own choice, so that what else could be chosen stays on offer.
 * @param {FacetGroup} group
 * @returns {readonly Value[]}
 */
function valuesOf ({ kind, values }) {
  return kind === 'PATH' ? categoryTree(values.map(({ value, count }) => ({ value, count }))) : values
}

/**
 * List of the state that a group's values are kept in, and how.
 * @param {FacetGroup} group
 * @returns {Place}
 */
function placeOf ({ id, attribute }) {
  if (attribute) return { key: 'attribute', stored: (value) => `${attribute}=${value}` }
  return { key: /** @type {ListName} */ (id), stored: (value) => value }
}

/**
 * @param {FacetGroup} group
 * @param {readonly Value[]} values
 * @param {State} state
 * @param {Change} change
 */
function facetGroup (group, values, state, change) {
  const { id, label } = group
  const { key, stored } = placeOf(group)
  const selected = new Set(group.values.filter(({ selected }) => selected).map(({ value }) => value))
  /** @type {(value: string, checked: boolean) => unknown} */
  const toggle = (value, checked) =>
    change({
      [key]: checked
        ? [...state[key], stored(value)]
        : state[key].filter((other) => !isSpelling(other, stored(value)))
    })
  const limit = key === 'category' ? SHOWN_CATEGORIES : SHOWN
  const shown = values.filter(({ value }, index) => index < limit || selected.has(value) || expanded.has(id))
  const boxes = shown.map(({ value, count, depth }) =>
    checkbox({
      id: `filter-${id}-${value}`,
      label: key === 'category' ? lastOfPath(value) : value,
      count,
      depth,
      checked: selected.has(value),
      onchange: ({ target }) => toggle(value, target.checked)
    })
  )
  const rest = values.length - shown.length
  const all = el('button', { type: 'button', className: 'plain', textContent: `Show ${rest} more` })
  const details = el(
    'details',
    {
      open: opened.has(id) || (OPEN.has(id) && !closed.has(id)) || selected.size > 0,
      ontoggle: ({ target }) => remember(id, target.open)
    },
    el('summary', { textContent: label }),
    ...boxes,
    rest > 0 ? all : ''
  )
  all.onclick = () => {
    expanded.add(id)
    const whole = facetGroup(group, values, state, change)
    details.replaceWith(whole)
    whole.querySelectorAll('input')[shown.length]?.focus()
  }
  return details
}

/**
 * Spellings of one value are one box: `gray` is taken away with `grey`.
 * @param {string} a
 * @param {string} b
 */
function isSpelling (a, b) {
  return a === b || fold(a) === fold(b)
}

/** @param {string} text */
function fold (text) {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\bgray\b/g, 'grey')
    .trim()
}

/**
 * @param {string} id
 * @param {boolean} isOpen
 */
function remember (id, isOpen) {
  opened[isOpen ? 'add' : 'delete'](id)
  closed[isOpen ? 'delete' : 'add'](id)
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
  return el(
    'label',
    { className: `check depth-${Math.min(depth, 3)}`, for: id },
    el('input', { type: 'checkbox', id, checked, onchange }),
    el('span', { textContent: label }),
    count === undefined
      ? ''
      : el(
        'span',
        { className: 'count' },
        formatCount(count),
        el('span', { className: 'hidden', textContent: ' products' })
      )
  )
}

/**
 * @param {Facets} facets
 * @param {readonly string[]} currencies
 * @param {State} state
 * @param {Change} change
 */
function priceGroup ({ price, groups }, currencies, state, change) {
  if (!price && !state.min && !state.max) return ''
  const currency = price?.currency ?? state.currency ?? ''
  const choices = price?.currency ? [] : [...new Set([state.currency, ...currencies])].filter(Boolean)
  const apply = () => {
    const chosen = /** @type {HTMLSelectElement | null} */ (document.getElementById('price-currency'))
    return change({ min: byId('price-min').value, max: byId('price-max').value, currency: chosen?.value ?? currency })
  }
  /** @type {(id: string, label: string, value: string, hint: string) => HTMLElement} */
  const field = (id, label, value, hint) =>
    el(
      'label',
      { for: id },
      label,
      el('input', {
        type: 'number',
        id,
        min: '0',
        step: 'any',
        inputMode: 'decimal',
        value,
        placeholder: hint,
        onchange: apply
      })
    )
  return el(
    'details',
    { open: true },
    el('summary', { textContent: currency && choices.length === 0 ? `Price in ${currency}` : 'Price' }),
    el(
      'div',
      { className: 'range' },
      field('price-min', 'From', state.min, price ? String(Math.floor(price.min)) : ''),
      field('price-max', 'To', state.max, price ? String(Math.ceil(price.max)) : '')
    ),
    choices.length > 0
      ? el(
        'label',
        { for: 'price-currency' },
        'Currency',
        el(
          'select',
          { id: 'price-currency', onchange: apply },
          ...choices.map((code) => el('option', { value: code, textContent: code, selected: code === currency }))
        )
      )
      : '',
    ...rangesOf(groups, change)
  )
}

/**
 * Ranges that a click asks for; the one in use stands in the fields.
 * @param {Facets['groups']} groups
 * @param {Change} change
 */
function rangesOf (groups, change) {
  const group = groups.find(({ kind }) => kind === 'RANGE')
  if (!group) return []
  const others = group.values.filter(({ selected }) => !selected)
  return others.map(({ label, min, max, count }) =>
    el(
      'button',
      {
        type: 'button',
        className: 'plain bucket',
        onclick: () => change({ min: String(min ?? ''), max: String(max ?? ''), currency: group.currency ?? '' })
      },
      label,
      el(
        'span',
        { className: 'count' },
        formatCount(count),
        el('span', { className: 'hidden', textContent: ' products' })
      )
    )
  )
}
