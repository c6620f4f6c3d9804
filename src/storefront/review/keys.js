import { byId, el, elementOf } from '../dom.js'

/** @import { AllActions } from './actions.js' */

const SETTING = 'vitrine.review.keys'

/**
 * @typedef {object} Key
 * @property {string[]} keys
 * @property {string} name
 * @property {keyof AllActions} run
 * @property {boolean} [isOnce] whether a key held down runs it once only
 * @property {(key: string) => number} [given] what the action gets
 */

/**
 * Every key of the page: what it is called in the help, and the action that it runs.
 * @type {readonly Key[]}
 */
const KEYS = [
  { keys: ['Enter'], name: 'Accept all that is certain, and go on', run: 'acceptAll', isOnce: true },
  { keys: ['g'], name: 'Accept what is only suggested, too, and go on', run: 'acceptSuggested', isOnce: true },
  { keys: ['a'], name: 'Accept the tag', run: 'accept' },
  { keys: ['r'], name: 'Reject the tag', run: 'reject' },
  {
    keys: ['1', '2', '3'],
    name: 'Take this alternative instead',
    run: 'alternative',
    given: (key) => Number(key) - 1
  },
  { keys: ['c'], name: 'Choose any other value', run: 'pick' },
  { keys: ['+'], name: 'Add another value, where a product can have several', run: 'add' },
  { keys: ['j', 'ArrowDown'], name: 'To the next tag', run: 'down' },
  { keys: ['k', 'ArrowUp'], name: 'To the tag before', run: 'up' },
  {
    keys: ['s', 'ArrowRight'],
    name: 'Skip the product, or save what is decided and leave the rest',
    run: 'next',
    isOnce: true
  },
  { keys: ['z', 'u'], name: 'Take back what was done last', run: 'undo', isOnce: true },
  { keys: ['h'], name: 'Recent decisions', run: 'recent' },
  { keys: ['?'], name: 'This help', run: 'help' }
]
/** @type {Record<string, string>} */
const CAPS = { Enter: '↵ Enter', ArrowDown: '↓', ArrowUp: '↑', ArrowRight: '→' }

/**
 * Runs actions by keys, except where a key means something else.
 * @param {AllActions} actions
 */
export function listenForKeys (actions) {
  document.addEventListener('keydown', (event) => {
    const { key } = event
    const found = KEYS.find(({ keys }) => keys.includes(key.length === 1 ? key.toLowerCase() : key))
    if (!found || isTaken(event) || !isOn()) return
    // A key held down must not run through the queue.
    if (event.repeat && found.isOnce) return event.preventDefault()
    if (key === 'Enter' && elementOf(event).closest('button, a, summary')) return
    event.preventDefault()
    const run = /** @type {(given?: number) => unknown} */ (actions[found.run])
    run(found.given?.(key))
  })
}

/** @param {KeyboardEvent} event */
function isTaken (event) {
  const { ctrlKey, metaKey, altKey, isComposing } = event
  if (ctrlKey || metaKey || altKey || isComposing) return true
  return (
    document.querySelector('dialog[open]') !== null ||
    elementOf(event).closest('input, textarea, select, [contenteditable]') !== null
  )
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
  byId('help-keys').replaceChildren(
    ...KEYS.flatMap(({ keys, name }) => [
      el('dt', {}, ...keys.map((key) => el('kbd', { textContent: CAPS[key] ?? key.toUpperCase() }))),
      el('dd', { textContent: name })
    ])
  )
  const box = byId('use-keys')
  box.checked = isOn()
  box.onchange = () => {
    try {
      window.localStorage.setItem(SETTING, box.checked ? 'on' : 'off')
    } catch {}
  }
}
