import { acceptRest, decisionsOf } from './questions.js'
import { ask, forgetKey, renewKey } from './service.js'
import { failureOf } from '../api.js'
import { Draft } from './draft.js'
import { fromQueryString, toQueryString } from './filters.js'
import { nameOf } from '../card.js'
import { Outbox } from './outbox.js'
import { Pace } from './pace.js'
import { Queue } from './queue.js'
import { TAXONOMIES } from './operation.js'
import * as view from './view.js'

/**
 * @import { Problem } from '../api.js'
 * @import { Filters } from './filters.js'
 * @import { Item, KnownTaxonomy } from './operation.js'
 * @import { Job } from './outbox.js'
 * @import { Question } from './questions.js'
 */

/** How long the product before may stay while the next one is awaited: most often it is there, and nothing flickers. */
const PATIENCE_MS = 120

/**
 * A product on the desk, and one that was there: without a job where it was skipped; `round` is the queue it came from.
 * @typedef {{ item: Item, draft: Draft }} Desk
 * @typedef {Desk & { job: Job | undefined, round: Queue }} Done
 */

let filters = fromQueryString(window.location.search)
/** @type {readonly KnownTaxonomy[]} */
let taxonomies = []
/** @type {Queue} */
let queue
/** @type {Desk | undefined} */
let desk
/**
 * What was done in this tab.
 * @type {Done[]}
 */
let done = []
const pace = new Pace()
/** @type {Outbox} */
const outbox = new Outbox({
  onChange: (state) => view.renderOutbox(state, { retry, discard: (job) => outbox.discard(job), changeKey }),
  onSaved: view.renderSaved
})

export async function start () {
  outbox.restore()
  await open()
}

/** @param {Filters} patch */
export async function filterBy (patch) {
  // What was decided counts, whatever is looked at next.
  if (desk) put(desk, desk.draft.questions)
  filters = { ...filters, ...patch }
  window.history.replaceState(null, '', `/review${toQueryString(filters)}`)
  await open()
}

/** A round from its start: what was skipped comes again. */
export async function open () {
  queue = new Queue(filters, outbox.products)
  desk = undefined
  view.renderFilters(filters, taxonomies, filterBy)
  view.renderWaiting()
  try {
    if (taxonomies.length === 0) ({ taxonomies } = await ask(TAXONOMIES))
  } catch (error) {
    return view.renderFailure(failureOf(error), { again: open, changeKey })
  }
  view.renderFilters(filters, taxonomies, filterBy)
  await showNext()
}

async function showNext () {
  const from = queue
  desk = undefined
  const timer = setTimeout(view.renderWaiting, PATIENCE_MS)
  try {
    const item = await from.next()
    clearTimeout(timer)
    if (from !== queue) return
    // Somebody went back meanwhile.
    if (desk) return item && from.putBack(item)
    if (item) show(item)
    else {
      view.renderEnd(
        filters,
        done.filter(({ round }) => round === queue),
        { open, undo, unfilter: () => filterBy({ attribute: '', decision: '' }) }
      )
    }
  } catch (error) {
    clearTimeout(timer)
    if (from === queue) view.renderFailure(failureOf(error), { again: showNext, changeKey })
  }
}

/**
 * @param {Item} item
 * @param {Draft} [draft]
 */
function show (item, draft = new Draft(item.tagging, filters)) {
  desk = { item, draft }
  view.renderProduct(item)
  refresh()
  view.sayProduct(item, draft.questions)
}

/** Shows what changed, and puts the focus where the keys answer. */
export function refresh () {
  if (!desk) return
  const { item, draft } = desk
  view.renderQuestions(draft, typesOf(item))
  view.renderProgress(pace, { canUndo: draft.isTouched || done.length > 0, questions: draft.questions })
}

/**
 * Whether an attribute can have several values.
 * @param {Item} item
 */
function typesOf ({ tagging }) {
  const { attributes } = taxonomies.find(({ name }) => name === tagging.taxonomy) ?? { attributes: [] }
  return new Map(attributes.map(({ name, type }) => [name, type]))
}

/** @param {string} attribute */
export function isManyOf (attribute) {
  return desk !== undefined && typesOf(desk.item).get(attribute) === 'MANY_OF'
}

export function current () {
  return desk
}

export function isAskedAlone () {
  return Boolean(filters.attribute)
}

/**
 * Sends what was decided and shows the next product; without a decision it is skipped. The rest is accepted as far as
 * it is `assigned`, or with what is only `suggested`, or not at all.
 * @param {{ rest: 'assigned' | 'suggested' | 'none' }} options
 */
export function next ({ rest }) {
  if (!desk) return
  const { questions } = desk.draft
  put(desk, rest === 'none' ? questions : acceptRest(questions, { suggested: rest === 'suggested' }))
  return showNext()
}

/**
 * @param {Desk} from
 * @param {readonly Question[]} questions
 */
function put ({ item, draft }, questions) {
  const decisions = decisionsOf(questions)
  const {
    product,
    tagging: { taxonomy }
  } = item
  const job =
    decisions.length > 0
      ? outbox.send({ name: nameOf(product), productId: product.id, taxonomy, decisions })
      : undefined
  done.push({ item, draft, job, round: queue })
  if (job) pace.add()
}

/** Takes back the last answer on the desk; else the last product, with what was decided about it. */
export function undo () {
  if (desk?.draft.isTouched) {
    desk.draft.undo()
    view.say('Answer taken back.')
    return refresh()
  }
  const last = done.pop()
  if (!last) return view.say('There is nothing to take back.')
  if (desk) queue.putBack(desk.item)
  if (last.job) {
    outbox.undo(last.job)
    pace.remove()
  }
  show(last.item, last.draft)
}

/**
 * An entry of the log that was taken back elsewhere cannot be a second time.
 * @param {string} id
 */
export function forgetEntry (id) {
  for (const { job } of done) if (job?.ids) job.ids = job.ids.filter((other) => other !== id)
  done = done.filter(({ job }) => job?.ids?.length !== 0)
}

/**
 * Goes on with another key; nothing happens where none is given.
 * @param {Problem} error
 */
async function changeKey (error) {
  try {
    await renewKey(error)
  } catch {
    return
  }
  retry()
  if (!desk) await open()
}

export async function leave () {
  forgetKey()
  await open()
}

export function hasUnsaved () {
  return outbox.size > 0 || Boolean(desk && decisionsOf(desk.draft.questions).length > 0)
}

export function retry () {
  outbox.retry()
}
