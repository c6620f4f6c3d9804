import { byId, el } from '../dom.js'

const SETTING = 'vitrine.review.keys'

/** Every key of the page: what it is called in the help, and the action that it runs. */
const KEYS = [
  { keys: ['Enter'], name: 'Accept all that is proposed, and go on', run: 'acceptAll', isOnce: true },
  { keys: ['a'], name: 'Accept the tag', run: 'accept' },
  { keys: ['r'], name: 'Reject the tag', run: 'reject' },
  { keys: ['1', '2', '3'], name: 'Take this alternative instead', run: 'alternative', given: (key) => [Number(key) - 1] },
  { keys: ['c'], name: 'Choose any other value', run: 'pick' },
  { keys: ['+'], name: 'Add another value, where a product can have several', run: 'add' },
  { keys: ['j', 'ArrowDown'], name: 'To the next tag', run: 'down' },
  { keys: ['k', 'ArrowUp'], name: 'To the tag before', run: 'up' },
  { keys: ['s', 'ArrowRight'], name: 'Skip the product, or save what is decided and leave the rest', run: 'next', isOnce: true },
  { keys: ['z', 'u'], name: 'Take back what was done last', run: 'undo', isOnce: true },
  { keys: ['h'], name: 'Recent decisions', run: 'recent' },
  { keys: ['?'], name: 'This help', run: 'help' }
]
const CAPS = { Enter: '↵ Enter', ArrowDown: '↓', ArrowUp: '↑', ArrowRight: '→' }

/** Runs actions by keys, except where a key means something else. */
export function listenForKeys (actions) {
  document.addEventListener('keydown', (event) => {
    const { key, target } = event
    const found = KEYS.find(({ keys }) => keys.includes(key.length === 1 ? key.toLowerCase() : key))
    if (!found || isTaken(event) || !isOn()) return
    // A key held down must not run through the queue.
    if (event.repeat && found.isOnce) return event.preventDefault()
    if (key === 'Enter' && target.closest('button, a, summary')) return
    event.preventDefault()
    actions[found.run](...(found.given?.(key) ?? []))
  })
}

function isTaken ({ ctrlKey, metaKey, altKey, isComposing, target }) {
  if (ctrlKey || metaKey || altKey || isComposing) return true
  return document.querySelector('dialog[open]') !== null || target.closest('input, textarea, select, [contenteditable]') !== null
}

/** Single keys get in the way of speech input and of some screen readers, so they can be turned off. */
function isOn () {
  try {
    return window.localStorage.getItem(SETTING) !== 'off'
  } catch {
    return true
  }
}

export function renderHelp () {
  byId('help-keys').replaceChildren(...KEYS.flatMap(({ keys, name }) => [
    el('dt', {}, ...keys.map((key) => el('kbd', { textContent: CAPS[key] ?? key.toUpperCase() }))),
    el('dd', { textContent: name })
  ]))
  byId('use-keys').checked = isOn()
  byId('use-keys').onchange = ({ target }) => {
    try {
      window.localStorage.setItem(SETTING, target.checked ? 'on' : 'off')
    } catch {}
  }
}
