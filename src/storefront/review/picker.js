import { byId, el, elementOf } from '../dom.js'
import { ask } from './service.js'
import { failureOf } from '../api.js'
import { describeFailure } from './messages.js'
import { lastOfPath } from '../format.js'
import { titled, valueName } from './words.js'
import { VALUES } from './operation.js'

/**
 * @import { TagValue } from '../../graphql/types.generated.ts'
 * @import { OfAttribute } from './words.js'
 */

const MAX_SHOWN = 100

/**
 * Values by taxonomy and attribute, once asked for.
 * @type {Map<string, readonly TagValue[]>}
 */
const known = new Map()
/** @type {readonly TagValue[]} */
let shown = []
let active = 0
/** @type {(value: string) => unknown} */
let onPicked

/**
 * Lets a person find any value of the attribute, and calls `onPick` with it.
 * @param {OfAttribute} question
 * @param {string} taxonomy
 * @param {(value: string) => unknown} onPick
 */
export async function pick ({ attribute }, taxonomy, onPick) {
  onPicked = onPick
  byId('picker-title').textContent = titled(attribute)
  byId('picker-field').value = ''
  byId('picker-status').textContent = 'Fetching the values …'
  byId('picker-list').replaceChildren()
  shown = []
  byId('picker').showModal()
  byId('picker-field').focus()
  try {
    const values = await valuesOf(attribute, taxonomy)
    const field = byId('picker-field')
    field.oninput = () => renderValues({ attribute }, values, field.value)
    renderValues({ attribute }, values, field.value)
  } catch (error) {
    const { title, advice } = describeFailure(failureOf(error))
    byId('picker-status').textContent = `${title}. ${advice}`
  }
}

export function listenForPicks () {
  byId('picker-field').addEventListener('keydown', (event) => {
    /** @type {Record<string, number>} */
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }
    if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault()
      choose(active)
    }
    const step = steps[event.key]
    if (step !== undefined) {
      event.preventDefault()
      activate(active + step)
    }
  })
  byId('picker-list').addEventListener('click', (event) => {
    const option = elementOf(event).closest('[role=option]')
    if (option) choose([...byId('picker-list').children].indexOf(option))
  })
}

/**
 * @param {string} attribute
 * @param {string} taxonomy
 */
async function valuesOf (attribute, taxonomy) {
  const key = `${taxonomy} ${attribute}`
  const values =
    known.get(key) ?? (await ask(VALUES, { attribute, taxonomy, language: navigator.language })).tagValues
  known.set(key, values)
  return values
}

/**
 * Every word typed must begin or be part of a word of the value; values that begin with it come first.
 * @param {OfAttribute} question
 * @param {readonly TagValue[]} values
 * @param {string} typed
 */
function renderValues (question, values, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  /** @param {TagValue} value */
  const textOf = ({ value, name }) => `${value} ${name}`.toLowerCase()
  const found = values.filter((value) => words.every((word) => textOf(value).includes(word)))
  /** @param {TagValue} value */
  const rank = ({ value, name }) =>
    [lastOfPath(value), name].some((text) => text.toLowerCase().startsWith(words[0] ?? '')) ? 0 : 1
  shown = found.sort((a, b) => rank(a) - rank(b)).slice(0, MAX_SHOWN)
  byId('picker-list').replaceChildren(
    ...shown.map(({ value, name }, i) =>
      el(
        'li',
        { id: `value-${i}`, role: 'option', 'aria-selected': 'false' },
        valueName(question, value),
        name === value || value.endsWith(`/${name}`) ? '' : el('span', { className: 'count', textContent: name })
      )
    )
  )
  const more = found.length - shown.length
  byId('picker-status').textContent =
    found.length === 0
      ? 'No value has these words.'
      : more > 0
        ? `${found.length} values, the first ${shown.length} shown. Type to narrow.`
        : `${found.length} ${found.length === 1 ? 'value' : 'values'}`
  activate(0)
}

/** @param {number} index */
function activate (index) {
  const options = byId('picker-list').children
  active = Math.max(0, Math.min(options.length - 1, index))
  for (const [i, option] of [...options].entries()) option.setAttribute('aria-selected', String(i === active))
  byId('picker-field').setAttribute('aria-activedescendant', options.length > 0 ? `value-${active}` : '')
  options[active]?.scrollIntoView({ block: 'nearest' })
}

/** @param {number} index */
function choose (index) {
  const chosen = shown[index]
  if (!chosen) return
  byId('picker').close()
  onPicked(chosen.value)
}
