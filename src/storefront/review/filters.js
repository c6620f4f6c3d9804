import { byId, el } from '../dom.js'
import { titled } from './words.js'

/** @import { KnownTaxonomy } from './operation.js' */

/**
 * @typedef {'attribute' | 'decision' | 'taxonomy'} FilterName
 * @typedef {{ [Name in FilterName]?: string | undefined }} Filters
 * @typedef {[value: string, text: string]} Option
 */

/** @type {readonly FilterName[]} */
const NAMES = ['attribute', 'decision', 'taxonomy']
/** @type {readonly Option[]} */
const DECISIONS = [
  ['', 'All proposals'],
  ['SUGGESTED', 'Suggested, for you to decide'],
  ['ABSTAINED', 'Open, nothing certain'],
  ['ASSIGNED', 'Assigned, sure enough']
]

/**
 * Filters that are in use; the service is asked for nothing else.
 * @param {string} query
 * @returns {Filters}
 */
export function fromQueryString (query) {
  const params = new URLSearchParams(query)
  return Object.fromEntries(NAMES.flatMap((name) => (params.get(name) ? [[name, params.get(name)]] : [])))
}

/** @param {Filters} filters */
export function toQueryString (filters) {
  const params = new URLSearchParams(NAMES.flatMap((name) => (filters[name] ? [[name, filters[name]]] : [])))
  return params.size > 0 ? `?${params}` : ''
}

/**
 * Draws the filters. `change` takes a patch of them; undefined takes one away.
 * @param {Filters} filters
 * @param {readonly KnownTaxonomy[]} taxonomies
 * @param {(patch: Filters) => unknown} change
 */
export function renderFilters (filters, taxonomies, change) {
  const { attributes } = taxonomies.find(({ name }) => name === filters.taxonomy) ??
    taxonomies[0] ?? { attributes: [] }
  const names = ['category', ...attributes.map(({ name }) => name)]
  fill(
    'attribute',
    [['', 'All tags'], ...names.map(/** @returns {Option} */ (name) => [name, titled(name)])],
    filters.attribute
  )
  fill('decision', DECISIONS, filters.decision)
  fill(
    'taxonomy',
    taxonomies.map(/** @returns {Option} */ ({ name }) => [name, name]),
    filters.taxonomy ?? taxonomies[0]?.name
  )
  byId('taxonomy-field').hidden = taxonomies.length < 2
  for (const name of NAMES) {
    const select = byId(name)
    select.onchange = () =>
      change({ [name]: select.value || undefined, ...(name === 'taxonomy' && { attribute: undefined }) })
  }
}

/**
 * @param {FilterName} id
 * @param {readonly Option[]} options
 * @param {string} [chosen]
 */
function fill (id, options, chosen = '') {
  // A value from the address that does not exist is shown as it is: the service says what is wrong with it.
  const known =
    chosen === '' || options.some(([value]) => value === chosen) ? options : [...options, [chosen, chosen]]
  byId(id).replaceChildren(...known.map(([value, textContent]) => el('option', { value, textContent })))
  byId(id).value = chosen
}
