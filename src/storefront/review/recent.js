import { byId, el, safeUrl } from '../dom.js'
import { answerName, titled, valueName } from './words.js'
import { formatCount, formatShare } from '../format.js'
import { ask } from './service.js'
import { failureOf } from '../api.js'
import { describeFailure } from './messages.js'
import { RECENT, REVERT } from './operation.js'

/**
 * @import { Problem } from '../api.js'
 * @import { Acceptance, Entry } from './operation.js'
 */

const SHOWN = 50
const time = new Intl.DateTimeFormat(navigator.language || 'en', { dateStyle: 'short', timeStyle: 'short' })

/**
 * Shows what was decided last, each with a way back; `onUndone` gets the id of one that was taken back.
 * @param {(id: string) => unknown} onUndone
 */
export async function showRecent (onUndone) {
  byId('recent-list').replaceChildren()
  byId('recent-status').textContent = 'Fetching …'
  byId('recent').showModal()
  try {
    const { reviews, reviewAcceptance } = await ask(RECENT, { first: SHOWN })
    byId('recent-acceptance').textContent = reviewAcceptance.map(shareText).join(' · ')
    byId('recent-status').textContent =
      reviews.length === 0 ? 'Nobody has decided anything yet.' : `The last ${reviews.length}, the newest first.`
    byId('recent-list').replaceChildren(...reviews.map((entry) => row(entry, onUndone)))
  } catch (error) {
    tellFailure(failureOf(error))
  }
}

/** @param {Acceptance} acceptance */
function shareText ({ attribute, accepted, corrected, share }) {
  return `${titled(attribute)}: ${formatShare(share)} of ${formatCount(accepted + corrected)} accepted`
}

/**
 * @param {Entry} entry
 * @param {(id: string) => unknown} onUndone
 */
function row (entry, onUndone) {
  const { id, at, who, productId, product, imageUrl, attribute, value, isReverted } = entry
  const what = `${titled(attribute)}: ${typeof value !== 'string' ? '' : `${valueName(entry, value)}, `}${answerName({ ...entry, value: value ?? undefined })}`
  const name = product?.title || productId
  const src = safeUrl(imageUrl)
  const item = el(
    'li',
    { className: isReverted ? 'reverted' : '' },
    el('span', { className: 'thumb' }, src ? el('img', { src, alt: '', loading: 'lazy' }) : ''),
    el(
      'div',
      {},
      el('strong', { textContent: name }),
      el('p', { textContent: what }),
      el('p', { className: 'when', textContent: `${who}, ${time.format(new Date(at))}` })
    ),
    isReverted
      ? el('span', { className: 'badge', tabIndex: -1, textContent: 'taken back' })
      : el('button', {
        type: 'button',
        className: 'pill small',
        'aria-label': `Undo: ${name}, ${what}`,
        textContent: 'Undo',
        onclick: undo
      })
  )
  /** @param {{ readonly target: HTMLButtonElement }} event */
  async function undo ({ target }) {
    target.disabled = true
    try {
      await ask(REVERT, { ids: [id] })
      onUndone(id)
      const undone = row({ ...entry, isReverted: true }, onUndone)
      item.replaceWith(undone)
      const badge = /** @type {HTMLElement | null} */ (undone.querySelector('.badge'))
      badge?.focus()
      byId('recent-status').textContent = `Taken back: ${name}, ${what}.`
    } catch (error) {
      target.disabled = false
      tellFailure(failureOf(error))
    }
  }
  return item
}

/** @param {Problem} error */
function tellFailure (error) {
  const { title, advice } = describeFailure(error)
  byId('recent-status').textContent = `${title}. ${advice}`
}
