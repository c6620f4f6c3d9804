import { byId, el } from './dom.js'

/** Fills the drawer with what was sent, ready to copy, and how long the answer took. */
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

function answer ({ failure, info, timings = {} }) {
  if (failure) return el('p', { className: 'code', textContent: failure })
  if (!info) return el('p', { textContent: 'Waiting for the answer …' })
  const phases = Object.entries(timings).filter(([, value]) => typeof value === 'number')
  const weights = info.weights.map(({ part, weight }) => `${part} ${Number(weight.toFixed(3))}`).join(', ')
  const rows = [['Model', info.model], ['Dimension', info.dimension], ['Weights', weights], ['From the cache', info.cached.join(', ') || 'nothing'], ['Request', info.id]]
  const longest = Math.max(...phases.map(([, value]) => value), Number.MIN_VALUE)
  return el('div', {},
    el('dl', { className: 'facts' }, ...rows.flatMap(([name, value]) => [el('dt', { textContent: name }), el('dd', { textContent: value })])),
    phases.length > 0 ? el('h3', { textContent: 'Time' }) : '',
    el('dl', { className: 'timings' }, ...phases.flatMap(([name, value]) => [
      el('dt', { textContent: phaseName(name) }),
      el('dd', {}, el('meter', { max: longest, value, 'aria-hidden': 'true' }), ` ${value.toFixed(1)} ms`)
    ])))
}

/** `embedMs` as `embed`. */
function phaseName (name) {
  return name.replace(/Ms$/, '').replace(/([A-Z])/g, ' $1').toLowerCase()
}

function listing (name, text) {
  const code = el('pre', { tabIndex: 0, 'aria-label': name }, el('code', { textContent: text }))
  const button = el('button', { type: 'button', className: 'plain', 'aria-label': `Copy ${name}`, textContent: 'Copy', onclick: () => copy(text, code, button) })
  return el('section', { className: 'listing' }, el('div', {}, el('h3', { textContent: name }), button), code)
}

async function copy (text, code, button) {
  try {
    await navigator.clipboard.writeText(text)
    button.textContent = 'Copied'
  } catch {
    // Pages that are neither https nor localhost may not write the clipboard; select it for the visitor instead.
    window.getSelection().selectAllChildren(code)
    button.textContent = 'Selected, now press Ctrl+C'
  }
}

function curl ({ query, variables, photo }) {
  const url = quote(new URL('/graphql', window.location.href).href)
  const operations = quote(JSON.stringify({ query, variables }))
  if (!photo) return `curl ${url} \\\n  -H 'content-type: application/json' \\\n  --data ${operations}`
  return `curl ${url} \\\n  --form-string operations=${operations} \\\n  --form-string map='{"0":["variables.imageUpload"]}' \\\n  -F 0=@${quote(photo.name)}`
}

function quote (text) {
  return `'${text.replaceAll("'", "'\\''")}'`
}
