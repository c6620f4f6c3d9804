import * as desk from './desk.js'
import { ask } from './service.js'
import { failureOf } from '../api.js'
import { finalValue, isAcceptable } from './questions.js'
import { pick } from './picker.js'
import { TAG_AS } from './operation.js'
import * as view from './view.js'

/**
 * @import { ReviewVerdict } from '../../graphql/types.generated.ts'
 * @import { Desk } from './desk.js'
 * @import { Draft } from './draft.js'
 * @import { Answer, Question } from './questions.js'
 */

/**
 * @typedef {object} Actions
 * @property {(id?: string) => unknown} accept
 * @property {(id?: string) => unknown} reject
 * @property {(id: string, replacement: string) => unknown} choose
 * @property {(position: number) => unknown} alternative
 * @property {(id?: string) => unknown} pick
 * @property {(id?: string) => unknown} add
 * @property {(id: string) => unknown} focus
 * @property {() => unknown} down
 * @property {() => unknown} up
 * @property {() => unknown} acceptAll
 * @property {() => unknown} acceptSuggested
 * @property {() => unknown} next
 * @property {() => unknown} undo
 * @typedef {Actions & { help: () => unknown, recent: () => unknown }} AllActions
 */

/**
 * What keys and buttons do; those about a question take its id, without one they are about the focused.
 * @type {Actions}
 */
export const actions = {
  accept: onDesk(({ draft }, id) => decideProposed(draft.find(id), 'ACCEPT')),
  reject: onDesk(({ draft }, id) => decideProposed(draft.find(id), 'REJECT')),
  choose: onDesk((_desk, id, replacement) => decide(id, { verdict: 'REPLACE', replacement })),
  alternative: onDesk(({ draft }, position) => {
    const { id, alternatives } = draft.find()
    const chosen = alternatives[position]
    if (chosen) decide(id, { verdict: 'REPLACE', replacement: chosen.value })
  }),
  pick: onDesk(({ item, draft }, id) => {
    const one = draft.find(id)
    pick(one, item.tagging.taxonomy, (value) => actions.choose(one.id, value))
  }),
  add: onDesk(({ item, draft }, id) => {
    const { attribute } = draft.find(id)
    if (!desk.isManyOf(attribute)) return view.say(`A product has one ${attribute} only. Change it instead.`)
    pick({ attribute }, item.tagging.taxonomy, (value) => {
      draft.add(attribute, value)
      view.say(`${value} added to ${attribute}.`)
      desk.refresh()
    })
  }),
  focus: onDesk(({ draft }, id) => {
    draft.focused = draft.questions.findIndex((one) => one.id === id)
    desk.refresh()
  }),
  down: onDesk(({ draft }) => move(draft, 1)),
  up: onDesk(({ draft }) => move(draft, -1)),
  acceptAll: onDesk(({ draft }) => {
    if (draft.questions.some((one) => one.verdict || isAcceptable(one, { suggested: false }))) {
      desk.next({ rest: 'assigned' })
    } else view.say('Nothing is certain here. Decide each, press g to accept what is only suggested, or skip.')
  }),
  acceptSuggested: onDesk(({ draft }) => {
    if (draft.questions.some((one) => one.verdict || isAcceptable(one, { suggested: true }))) {
      desk.next({ rest: 'suggested' })
    } else view.say('Nothing is proposed here. Choose a value, or skip.')
  }),
  next: onDesk(() => desk.next({ rest: 'none' })),
  undo: desk.undo
}

/**
 * Between two products keys do nothing.
 *
 * @template {unknown[]} Given
 * @param {(desk: Desk, ...given: Given) => unknown} action
 * @returns {(...given: Given) => void}
 */
function onDesk (action) {
  return (...given) => {
    const current = desk.current()
    if (current) action(current, ...given)
  }
}

/**
 * @param {Draft} draft
 * @param {number} by
 */
function move (draft, by) {
  draft.focused += by
  desk.refresh()
}

/**
 * @param {Question} question
 * @param {ReviewVerdict} verdict
 */
function decideProposed ({ id, value }, verdict) {
  if (value === undefined) view.say('Nothing was proposed here. Choose a value, or leave it open.')
  else decide(id, { verdict })
}

/**
 * @param {string} id
 * @param {Answer} given
 */
function decide (id, given) {
  const current = desk.current()
  if (!current) return
  const one = current.draft.answer(id, given)
  view.sayAnswer(one)
  desk.refresh()
  if (one.attribute === 'category' && one.verdict !== 'REJECT' && !desk.isAskedAlone()) {
    askAnew(current, finalValue(one))
  }
}

/**
 * Another category has other attributes.
 * @param {Desk} current
 * @param {string | undefined} category
 */
async function askAnew (current, category) {
  const {
    item: { product, tagging },
    draft
  } = current
  const isStill = () => {
    const [first] = draft.questions
    return desk.current() === current && first !== undefined && finalValue(first) === category
  }
  try {
    view.renderAsking(true)
    const fresh =
      category === (tagging.category.path ?? undefined)
        ? tagging
        : (await ask(TAG_AS, { id: product.id, taxonomy: tagging.taxonomy, category })).autoTagProduct
    // Answers given meanwhile stay; a category changed meanwhile has asked anew itself.
    if (!isStill()) return
    draft.askAnew(fresh)
    desk.refresh()
  } catch (error) {
    if (isStill()) view.tell(failureOf(error), 'The tags below are still those of the category before.')
  } finally {
    view.renderAsking(false)
  }
}
