import { byId, el } from './dom.js'
import { describeFailure } from './messages.js'
import { productCard } from './card.js'

const SKELETONS = 12

let shown = new Set()

/** Grey tiles in place of the products until they come. */
export function showSkeletons () {
  const bars = () => el('li', { className: 'card skeleton', 'aria-hidden': 'true' }, el('span', { className: 'card-photo' }), el('span', { className: 'bar' }), el('span', { className: 'bar short' }))
  byId('grid').replaceChildren(...Array.from({ length: SKELETONS }, bars))
  byId('results').setAttribute('aria-busy', 'true')
  byId('more').hidden = true
  setNotice()
}

/** Shows a first page, or appends a next one; a product already shown is not repeated. Returns how many are on the page. */
export function showItems (items, actions, { append = false } = {}) {
  if (!append) shown = new Set()
  const fresh = items.filter(({ product }) => !shown.has(product.id) && shown.add(product.id))
  const cards = fresh.map((item) => productCard(item, actions))
  if (append) byId('grid').append(...cards)
  else byId('grid').replaceChildren(...cards)
  byId('results').removeAttribute('aria-busy')
  if (append) cards[0]?.querySelector('button').focus()
  return shown.size
}

/** Says that nothing matched and offers ways on: `[{ label, onclick }]`. */
export function showEmpty (ways) {
  showItems([], {})
  setNotice(
    el('h3', { textContent: 'Nothing similar here' }),
    el('p', { textContent: 'Try other words, or one of these:' }),
    el('p', { className: 'ways' }, ...ways.map(wayButton)))
}

/** Says what went wrong and offers ways on. */
export function showFailure (error, ways) {
  const { title, advice, command } = describeFailure(error)
  showItems([], {})
  setNotice(
    el('h3', { textContent: title }),
    el('p', { textContent: advice }),
    command ? el('pre', { tabIndex: 0 }, el('code', { textContent: command })) : '',
    el('p', { className: 'ways' }, ...ways.map(wayButton)))
}

export function setNotice (...children) {
  byId('notice').replaceChildren(...children.filter(Boolean))
}

function wayButton ({ label, onclick }) {
  return el('button', { type: 'button', className: 'pill', textContent: label, onclick })
}
