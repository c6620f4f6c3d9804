import { byId, el } from '../dom.js'
import { ask } from './service.js'
import { describeFailure } from './messages.js'
import { titled, valueName } from './words.js'
import { VALUES } from './operation.js'

const MAX_SHOWN = 100

/** Values by taxonomy and attribute, once asked for. */
const known = new Map()
let shown = []
let active = 0
let onPicked

/** Lets a person find any value of the attribute, and calls `onPick` with it. */
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
    byId('picker-field').oninput = ({ target }) => renderValues({ attribute }, values, target.value)
    renderValues({ attribute }, values, byId('picker-field').value)
  } catch (error) {
    const { title, advice } = describeFailure(error)
    byId('picker-status').textContent = `${title}. ${advice}`
  }
}

export function listenForPicks () {
  byId('picker-field').addEventListener('keydown', (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }
    if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault()
      choose(active)
    } else if (event.key in steps) {
      event.preventDefault()
      activate(active + steps[event.key])
    }
  })
  byId('picker-list').addEventListener('click', ({ target }) => {
    const option = target.closest('[role=option]')
    if (option) choose([...byId('picker-list').children].indexOf(option))
  })
}

async function valuesOf (attribute, taxonomy) {
  const key = `${taxonomy} ${attribute}`
  if (!known.has(key)) known.set(key, (await ask(VALUES, { attribute, taxonomy, language: navigator.language })).tagValues)
  return known.get(key)
}

/** Every word typed must begin or be part of a word of the value; values that begin with it come first. */
function renderValues (question, values, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const textOf = ({ value, name }) => `${value} ${name}`.toLowerCase()
  const found = values.filter((value) => words.every((word) => textOf(value).includes(word)))
  const rank = ({ value, name }) => [value.split('/').at(-1), name].some((text) => text.toLowerCase().startsWith(words[0] ?? '')) ? 0 : 1
  shown = found.sort((a, b) => rank(a) - rank(b)).slice(0, MAX_SHOWN)
  byId('picker-list').replaceChildren(...shown.map(({ value, name }, i) => el('li', { id: `value-${i}`, role: 'option', 'aria-selected': 'false' },
    valueName(question, value), name === value || value.endsWith(`/${name}`) ? '' : el('span', { className: 'count', textContent: name }))))
  const more = found.length - shown.length
  byId('picker-status').textContent = found.length === 0 ? 'No value has these words.' : more > 0 ? `${found.length} values, the first ${shown.length} shown. Type to narrow.` : `${found.length} ${found.length === 1 ? 'value' : 'values'}`
  activate(0)
}

function activate (index) {
  const options = byId('picker-list').children
  active = Math.max(0, Math.min(options.length - 1, index))
  for (const [i, option] of [...options].entries()) option.setAttribute('aria-selected', String(i === active))
  byId('picker-field').setAttribute('aria-activedescendant', options.length > 0 ? `value-${active}` : '')
  options[active]?.scrollIntoView({ block: 'nearest' })
}

function choose (index) {
  if (!shown[index]) return
  byId('picker').close()
  onPicked(shown[index].value)
}
