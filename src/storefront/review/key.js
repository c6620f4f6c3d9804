import { byId } from '../dom.js'

/** @import { Problem } from '../api.js' */

/** @type {Promise<string> | undefined} */
let asked

/**
 * Asks for an API key in a dialog, once for all who wait; rejects with `error` where nobody gives one.
 * @param {{ isRefused: boolean, error: Problem }} why
 */
export function askForKey ({ isRefused, error }) {
  asked ??= open(isRefused, error).finally(() => {
    asked = undefined
  })
  return asked
}

/**
 * @param {boolean} isRefused
 * @param {Problem} error
 * @returns {Promise<string>}
 */
function open (isRefused, error) {
  const dialog = byId('key')
  const field = byId('key-field')
  byId('key-refused').textContent = isRefused
    ? 'The key that was used is not accepted here. Check it, or ask whoever runs the shop for another one.'
    : ''
  field.value = ''
  dialog.showModal()
  field.focus()
  return new Promise((resolve, reject) => {
    dialog.addEventListener(
      'close',
      () => {
        const key = dialog.returnValue === 'use' ? field.value.trim() : ''
        // Nothing of it stays in the page.
        field.value = ''
        if (key) resolve(key)
        else reject(error)
      },
      { once: true }
    )
  })
}

/** Header values are bytes: a key with other characters was pasted wrong, and the browser would refuse to send it. */
export function listenForKey () {
  byId('key-form').addEventListener('submit', (event) => {
    event.preventDefault()
    const key = byId('key-field').value.trim()
    if (/^[\x21-\x7e]+$/.test(key)) byId('key').close('use')
    else {
      byId('key-refused').textContent = key
        ? 'A key has letters, digits and signs only, without blanks. Copy it again.'
        : 'Paste the key first.'
    }
  })
  byId('key').addEventListener('cancel', () => {
    byId('key').returnValue = ''
  })
}
