import { byId, el } from './dom.js'
import { formatPath } from './format.js'
import { nameOf, photoOf, priceLine } from './card.js'
import { request } from './api.js'
import { SUGGEST_QUERY } from './operation.js'

/**
 * @import { SuggestedProduct, Suggestions } from '../graphql/types.generated.ts'
 * @import { Child } from './elements.d.ts'
 * @import { Change, Patch } from './state.js'
 */

/**
 * @typedef {{ take: Change, show: (product: SuggestedProduct) => unknown }} Actions
 * @typedef {{ content: readonly Child[], act: () => unknown }} Option
 */

/** Long enough that quick typing asks once, short enough that nobody waits. */
const PAUSE_MS = 150

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer
let asking = new AbortController()
/** @type {readonly Option[]} */
let options = []
let active = -1

/**
 * Suggests while words are typed, as a combobox: arrows choose, Enter takes, Escape closes.
 * `take` is given the patch of the state that a suggestion stands for, `show` a product.
 * @param {Actions} actions
 */
export function suggestWhileTyping ({ take, show }) {
  const input = byId('q')
  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = setTimeout(() => ask(input.value.trim(), { take, show }), PAUSE_MS)
  })
  input.addEventListener('keydown', onKey)
  input.addEventListener('blur', () => setTimeout(closeSuggestions, PAUSE_MS))
  // A press would take the focus from the words before the click counts.
  byId('suggestions').addEventListener('mousedown', (event) => event.preventDefault())
}

export function closeSuggestions () {
  clearTimeout(timer)
  asking.abort()
  byId('suggestions').hidden = true
  byId('suggestions').replaceChildren()
  byId('q').setAttribute('aria-expanded', 'false')
  options = []
  choose(-1)
}

/**
 * Suggestions are a help: where they fail, the search still stands.
 * @param {string} text
 * @param {Actions} actions
 */
async function ask (text, actions) {
  asking.abort()
  asking = new AbortController()
  const { signal } = asking
  if (text === '') return closeSuggestions()
  try {
    const { data } = await request({ query: SUGGEST_QUERY, variables: { text } }, signal)
    if (!signal.aborted && document.activeElement === byId('q')) render(data.suggest, actions)
  } catch {
    if (!signal.aborted) closeSuggestions()
  }
}

/**
 * @param {Suggestions} suggestions
 * @param {Actions} actions
 */
function render ({ queries, categories, brands, products }, { take, show }) {
  /** @type {(q: string) => Option} */
  const plain = (q) => ({ content: [q], act: () => take({ q }) })
  /** @type {(kind: string, label: string, patch: Patch) => Option} */
  const filtered = (kind, label, patch) => ({
    content: [label, el('span', { className: 'kind', textContent: kind })],
    act: () => take({ q: '', ...patch })
  })
  options = [
    ...queries.map(plain),
    ...categories.map((path) => filtered('Category', formatPath(path), { category: [path] })),
    ...brands.map((brand) => filtered('Brand', brand, { brand: [brand] })),
    ...products.map((product) => ({ content: productLine(product), act: () => show(product) }))
  ]
  if (options.length === 0) return closeSuggestions()
  byId('suggestions').replaceChildren(
    ...options.map(({ content, act }, index) =>
      el(
        'li',
        { role: 'option', id: `suggestion-${index}`, 'aria-selected': 'false', onclick: () => pick(act) },
        ...content
      )
    )
  )
  byId('suggestions').hidden = false
  byId('q').setAttribute('aria-expanded', 'true')
  choose(-1)
}

/** @param {SuggestedProduct} product */
function productLine (product) {
  const shown = { ...product, images: product.image ? [product.image] : [] }
  return [
    el('span', { className: 'small-photo' }, photoOf(shown)),
    el('span', { textContent: nameOf(product) }),
    priceLine(shown)
  ]
}

/** @param {KeyboardEvent} event */
function onKey (event) {
  if (options.length === 0) return
  if (event.key === 'ArrowDown') choose(active + 1 < options.length ? active + 1 : -1)
  else if (event.key === 'ArrowUp') choose(active === -1 ? options.length - 1 : active - 1)
  else if (event.key === 'Enter' && active >= 0) pick(options[active]?.act)
  else if (event.key === 'Escape') closeSuggestions()
  else return
  event.preventDefault()
}

/** @param {Option['act'] | undefined} act */
function pick (act) {
  closeSuggestions()
  act?.()
}

/** @param {number} index */
function choose (index) {
  active = index
  byId('suggestions')
    .querySelectorAll('li')
    .forEach((option, i) => {
      option.setAttribute('aria-selected', String(i === index))
      if (i === index) option.scrollIntoView({ block: 'nearest' })
    })
  if (index === -1) byId('q').removeAttribute('aria-activedescendant')
  else byId('q').setAttribute('aria-activedescendant', `suggestion-${index}`)
}
