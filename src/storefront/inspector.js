import { byId, el } from './dom.js'

/**
 * @import { QueryInfo } from '../graphql/types.generated.ts'
 * @import { Operation } from './api.js'
 * @import { Found } from './operation.js'
 */

/**
 * A search that was sent, and what came of it: an answer, or why there is none.
 * @typedef {object} Sent
 * @property {Operation<{ search: Found }>} operation
 * @property {QueryInfo} [info]
 * @property {Record<string, unknown>} [timings] milliseconds by phase, beside values of other kinds
 * @property {string} [failure]
 */

/**
 * Fills the drawer with what was sent, ready to copy, and how long the answer took.
 * @param {Sent} sent
 */
export function renderInspector (sent) {
  const variables = JSON.stringify(sent.operation.variables, null, 2)
  byId('drawer-body').replaceChildren(
    el('p', { textContent: 'This page is a client of the GraphQL service like any other. Its latest search:' }),
    answer(sent),
    listing('GraphQL', sent.operation.query),
    listing('Variables', variables),
    listing('curl', curl(sent.operation))
  )
}

/** @param {Sent} sent */
function answer ({ failure, info, timings = {} }) {
  if (failure) return el('p', { className: 'code', textContent: failure })
  if (!info) return el('p', { textContent: 'Waiting for the answer …' })
  const phases = Object.entries(timings).flatMap(([name, value]) =>
    typeof value === 'number' ? [{ name, value }] : []
  )
  const weights = info.weights.map(({ part, weight }) => `${part} ${Number(weight.toFixed(3))}`).join(', ')
  /** @type {[name: string, value: string][]} */
  const rows = [
    ['Model', info.model],
    ['Dimension', String(info.dimension)],
    ['Weights', weights],
    ['From the cache', info.cached.join(', ') || 'nothing'],
    ['Request', info.id]
  ]
  const longest = Math.max(...phases.map(({ value }) => value), Number.MIN_VALUE)
  return el(
    'div',
    {},
    el(
      'dl',
      { className: 'facts' },
      ...rows.flatMap(([name, value]) => [el('dt', { textContent: name }), el('dd', { textContent: value })])
    ),
    phases.length > 0 ? el('h3', { textContent: 'Time' }) : '',
    el(
      'dl',
      { className: 'timings' },
      ...phases.flatMap(({ name, value }) => [
        el('dt', { textContent: phaseName(name) }),
        el('dd', {}, el('meter', { max: longest, value, 'aria-hidden': 'true' }), ` ${value.toFixed(1)} ms`)
      ])
    )
  )
}

/**
 * `embedMs` as `embed`.
 * @param {string} name
 */
function phaseName (name) {
  return name
    .replace(/Ms$/, '')
    .replace(/([A-Z])/g, ' $1')
    .toLowerCase()
}

/**
 * @param {string} name
 * @param {string} text
 */
function listing (name, text) {
  const code = el('pre', { tabIndex: 0, 'aria-label': name }, el('code', { textContent: text }))
  const button = el('button', {
    type: 'button',
    className: 'plain',
    'aria-label': `Copy ${name}`,
    textContent: 'Copy',
    onclick: ({ target }) => copy(text, code, target)
  })
  return el('section', { className: 'listing' }, el('div', {}, el('h3', { textContent: name }), button), code)
}

/**
 * @param {string} text
 * @param {HTMLElement} code
 * @param {HTMLButtonElement} button
 */
async function copy (text, code, button) {
  try {
    await navigator.clipboard.writeText(text)
    button.textContent = 'Copied'
  } catch {
    // Pages that are neither https nor localhost may not write the clipboard; select it for the visitor instead.
    window.getSelection()?.selectAllChildren(code)
    button.textContent = 'Selected, now press Ctrl+C'
  }
}

/** @param {Operation<unknown>} operation */
function curl ({ query, variables, photo }) {
  const url = quote(new URL('/graphql', window.location.href).href)
  const operations = quote(JSON.stringify({ query, variables }))
  if (!photo) return `curl ${url} \\\n  -H 'content-type: application/json' \\\n  --data ${operations}`
  return `curl ${url} \\\n  --form-string operations=${operations} \\\n  --form-string map='{"0":["variables.imageUpload"]}' \\\n  -F 0=@${quote(photo.name)}`
}

/** @param {string} text */
function quote (text) {
  return `'${text.replaceAll("'", "'\\''")}'`
}
