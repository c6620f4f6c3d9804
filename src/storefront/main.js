import { change, currentState, onFirstProducts, restore, retryIfOffline, searchByPhoto, showMore, showProduct } from './shop.js'
import { closeSuggestions, suggestWhileTyping } from './suggest.js'
import { START } from './state.js'
import { productOfAddress } from './closer.js'
import { takeKeyOfAddress } from './address-key.js'
import { keyOfTab, useKey } from './api.js'
import { byId, elementOf } from './dom.js'
import { listenForPhotos } from './photo-input.js'
import { preparePhoto } from './photo.js'
import { renderSamples } from './samples.js'
import { setWeight } from './weight.js'

const key = takeKeyOfAddress(keyOfTab())
if (key) useKey(key)
window.addEventListener('hashchange', () => {
  if (window.location.hash.startsWith('#key=')) window.location.reload()
})

byId('form').addEventListener('submit', (event) => {
  event.preventDefault()
  closeSuggestions()
  // A phone's keyboard would cover the products.
  if (window.matchMedia('(pointer: coarse)').matches) byId('q').blur()
  change({ without: byId('without').value.trim() })
})
byId('q').addEventListener('input', () => {
  const { photo, like } = currentState()
  byId('clear').hidden = !byId('q').value && !photo && !like
})
byId('clear').addEventListener('click', () => {
  change({ q: '', photo: null, like: '', weight: null })
  byId('q').focus()
})
byId('home').addEventListener('click', (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  change(START)
})
byId('more').addEventListener('click', showMore)

byId('weight').addEventListener('input', () => setWeight(Number(byId('weight').value)))
byId('weight').addEventListener('change', () => change({ weight: Number(byId('weight').value) }, { replace: true }))
byId('without').addEventListener('change', () => change({ without: byId('without').value.trim() }))
byId('cutoff').addEventListener('change', () => change({ cutoff: byId('cutoff').checked }))
byId('sort').addEventListener('change', () => change({ sort: byId('sort').value }))
byId('variety').addEventListener('change', () => change({ variety: byId('variety').value }))
byId('dimension').addEventListener('change', () => {
  const { selectedIndex, value } = byId('dimension')
  change({ dimension: selectedIndex === 0 ? null : Number(value) })
})

byId('inspect').addEventListener('click', () => byId('drawer').showModal())
for (const dialog of document.querySelectorAll('dialog')) {
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog || elementOf(event).closest('[data-close]')) dialog.close()
  })
}

const narrow = window.matchMedia('(max-width: 52rem)')
byId('open-filters').addEventListener('click', () => showFilters(true))
byId('filters').addEventListener('click', (event) => {
  if (elementOf(event).id === 'close-filters') showFilters(false)
})
narrow.addEventListener('change', () => showFilters(false))

/**
 * On a narrow screen filters cover the page; what lies beneath must not take the focus.
 * @param {boolean} isOpen
 */
function showFilters (isOpen) {
  document.body.classList.toggle('filtering', isOpen)
  byId('open-filters').setAttribute('aria-expanded', String(isOpen))
  for (const beneath of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll('.top, .seek, #results, .foot')
  )) {
    beneath.inert = isOpen
  }
  if (isOpen) byId('filters').focus()
  else if (narrow.matches) byId('open-filters').focus()
}

/** GraphiQL can be turned off (GRAPHIQL=false); then there is nothing to link to. */
async function linkGraphiql () {
  const { ok } = await fetch('/graphiql', { method: 'HEAD' }).catch(() => ({ ok: false }))
  byId('graphiql').hidden = !ok
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && document.body.classList.contains('filtering')) showFilters(false)
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
  if (elementOf(event).closest('input:not([type=checkbox], [type=range]), textarea, select, dialog')) return
  event.preventDefault()
  byId('q').focus()
  byId('q').select()
})

suggestWhileTyping({ take: change, show: showProduct })
/** @param {File} file */
const takePhoto = (file) => searchByPhoto(file, preparePhoto)
listenForPhotos(takePhoto)
onFirstProducts((products) => renderSamples(products, takePhoto))
window.addEventListener('popstate', restore)
window.addEventListener('online', retryIfOffline)
const asked = productOfAddress()
restore().then(() => (asked ? showProduct({ id: asked }) : undefined))
linkGraphiql()
