import { byId, el } from '../dom.js'
import { describeFailure } from './messages.js'
import { formatCount } from '../format.js'

/**
 * @import { Problem } from '../api.js'
 * @import { Job, OutboxState } from './outbox.js'
 */

/** @typedef {(error: Problem) => unknown} ChangeKey goes on with another key */

/**
 * What has not arrived, and what to do about it.
 * @param {OutboxState} outbox
 * @param {{ retry: () => unknown, discard: (job: Job) => unknown, changeKey: ChangeKey }} actions
 */
export function renderOutbox ({ waiting, failed }, { retry, discard, changeKey }) {
  byId('waiting').textContent =
    waiting.length > 0 && failed.length === 0 ? `Saving ${formatCount(waiting.length)} …` : ''
  const [first] = failed
  byId('unsaved').hidden = !first
  if (!first) return byId('unsaved').replaceChildren()
  const { title, advice, isOfTheKey } = describeFailure(first.error)
  byId('unsaved').replaceChildren(
    el(
      'p',
      {},
      el('strong', { textContent: `Not saved yet: ${names([...failed, ...waiting])}` }),
      ` ${title}. ${advice}`
    ),
    el(
      'p',
      { className: 'ways' },
      el('button', { type: 'button', className: 'pill small', textContent: 'Try again', onclick: retry }),
      isOfTheKey &&
        el('button', {
          type: 'button',
          className: 'pill small',
          textContent: 'Use another key',
          onclick: () => changeKey(first.error)
        }),
      el('button', {
        type: 'button',
        className: 'pill small',
        'aria-label': `Discard the decisions on ${first.name}`,
        textContent: 'Discard',
        onclick: () => discard(first)
      })
    )
  )
}

/** @param {readonly Job[]} jobs */
function names (jobs) {
  const [first, ...others] = [...new Set(jobs.map(({ name }) => name))]
  return others.length > 0 ? `${first} and ${formatCount(others.length)} more.` : `${first}.`
}

/**
 * What has arrived, and up to where the tagger has learned.
 * @param {Job} job
 * @param {number} reviewVersion
 */
export function renderSaved ({ name, decisions = [], undoes }, reviewVersion) {
  const what = undoes
    ? 'taken back'
    : `${formatCount(decisions.length)} ${decisions.length === 1 ? 'decision' : 'decisions'} saved`
  byId('saved').textContent =
    `${name}: ${what}. The tagger has learned from the log up to entry ${formatCount(reviewVersion)}.`
}
