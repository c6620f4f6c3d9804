import { byId, el } from './dom.js'
import { productCard } from './card.js'

/**
 * @import { CardContext } from './card.js'
 * @import { Failure } from './messages.js'
 * @import { Item } from './operation.js'
 */

const SKELETONS = 12

/** @typedef {{ label: string, onclick: () => unknown }} Way what a visitor may do next */

/** @type {Set<string>} */
let shown = new Set()

/** Grey tiles in place of the products until they come. */
export function showSkeletons () {
  const bars = () =>
    el(
      'li',
      { className: 'card skeleton', 'aria-hidden': 'true' },
      el('span', { className: 'card-photo' }),
      el('span', { className: 'bar' }),
      el('span', { className: 'bar short' })
    )
  byId('grid').replaceChildren(...Array.from({ length: SKELETONS }, bars))
  byId('results').setAttribute('aria-busy', 'true')
  byId('more').hidden = true
  setNotice()
}

/**
 * Shows a first page, or appends a next one; a product already shown is not repeated. Returns how many are on the page.
 * @param {readonly Item[]} items
 * @param {CardContext} context
 * @param {{ append?: boolean }} options
 */
export function showItems (items, context, { append = false } = {}) {
  if (!append) clearItems()
  const fresh = items.filter(({ product }) => !shown.has(product.id) && shown.add(product.id))
  const cards = fresh.map((item) => productCard(item, context))
  byId('grid').append(...cards)
  byId('results').removeAttribute('aria-busy')
  if (append) cards[0]?.querySelector('button')?.focus()
  return shown.size
}

function clearItems () {
  shown = new Set()
  byId('grid').replaceChildren()
  byId('results').removeAttribute('aria-busy')
}

/**
 * Says that nothing matched and offers ways on.
 * @param {readonly Way[]} ways
 */
export function showEmpty (ways) {
  clearItems()
  setNotice(
    el('h3', { textContent: 'Nothing similar here' }),
    el('p', { textContent: 'Try other words, or one of these:' }),
    el('p', { className: 'ways' }, ...ways.map(wayButton))
  )
}

/**
 * Says what went wrong and offers ways on.
 * @param {Pick<Failure, 'title' | 'advice' | 'command'>} failure
 * @param {readonly Way[]} ways
 */
export function showFailure ({ title, advice, command }, ways) {
  clearItems()
  setNotice(
    el('h3', { textContent: title }),
    el('p', { textContent: advice }),
    command ? el('pre', { tabIndex: 0 }, el('code', { textContent: command })) : '',
    el('p', { className: 'ways' }, ...ways.map(wayButton))
  )
}

/** @param {(Node | string)[]} children */
export function setNotice (...children) {
  byId('notice').replaceChildren(...children.filter(Boolean))
}

/** @param {Way} way */
export function wayButton ({ label, onclick }) {
  return el('button', { type: 'button', className: 'pill', textContent: label, onclick })
}
