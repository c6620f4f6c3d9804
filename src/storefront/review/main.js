import { actions } from './actions.js'
import { byId, elementOf } from '../dom.js'
import { forgetEntry, hasUnsaved, leave, retry, start } from './desk.js'
import { hasKey } from './service.js'
import { listenForKey } from './key.js'
import { listenForKeys, renderHelp } from './keys.js'
import { listenForPicks } from './picker.js'
import { focusQuestion, setActions } from './view.js'
import { showRecent } from './recent.js'

const all = { ...actions, help, recent: () => showRecent(forgetEntry) }

function help () {
  renderHelp()
  byId('leave').hidden = !hasKey()
  byId('help').showModal()
}

byId('accept-all').addEventListener('click', () => all.acceptAll())
byId('next').addEventListener('click', () => all.next())
byId('undo').addEventListener('click', () => all.undo())
byId('open-help').addEventListener('click', () => all.help())
byId('open-recent').addEventListener('click', () => all.recent())
byId('leave').addEventListener('click', () => {
  byId('help').close()
  leave()
})
for (const dialog of document.querySelectorAll('dialog')) {
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog || elementOf(event).closest('[data-close]')) dialog.close()
  })
  // The browser gives the focus back to a row that may have been drawn anew.
  dialog.addEventListener('close', focusQuestion)
}
window.addEventListener('online', retry)
// Another key in the address of an open page: only its start reads it, and takes it out of the address.
window.addEventListener('hashchange', () => {
  if (window.location.hash.startsWith('#key=')) window.location.reload()
})
window.addEventListener('beforeunload', (event) => {
  if (hasUnsaved()) event.preventDefault()
})

setActions(actions)
listenForKey()
listenForPicks()
listenForKeys(all)
start()
