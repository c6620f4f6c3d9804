import { acceptRest, decisionsOf } from './questions.js'
import { ask, forgetKey, renewKey } from './service.js'
import { Draft } from './draft.js'
import { fromQueryString, toQueryString } from './filters.js'
import { nameOf } from '../card.js'
import { Outbox } from './outbox.js'
import { Pace } from './pace.js'
import { Queue } from './queue.js'
import { TAXONOMIES } from './operation.js'
import * as view from './view.js'

/** How long the product before may stay while the next one is awaited: most often it is there, and nothing flickers. */
const PATIENCE_MS = 120

let filters = fromQueryString(window.location.search)
let taxonomies = []
let queue
/** What is on the desk: `{ item, draft }`. */
let desk
/** What was done in this tab: `{ item, draft, job, round }`, without a job where it was skipped; `round` is the queue it came from. */
let done = []
const pace = new Pace()
const outbox = new Outbox({
  onChange: (state) => view.renderOutbox(state, { retry, discard: (job) => outbox.discard(job), changeKey }),
  onSaved: view.renderSaved
})

export async function start () {
  outbox.restore()
  await open()
}

export async function filterBy (patch) {
  // What was decided counts, whatever is looked at next.
  if (desk) put(desk.draft.questions)
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
    return view.renderFailure(error, { again: open, changeKey })
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
    else view.renderEnd(filters, done.filter(({ round }) => round === queue), { open, undo, unfilter: () => filterBy({ attribute: '', decision: '' }) })
  } catch (error) {
    clearTimeout(timer)
    if (from === queue) view.renderFailure(error, { again: showNext, changeKey })
  }
}

function show (item, draft = new Draft(item.tagging, filters)) {
  desk = { item, draft }
  view.renderProduct(item)
  refresh()
  view.sayProduct(item, draft.questions)
}

/** Shows what changed, and puts the focus where the keys answer. */
export function refresh () {
  const { item, draft } = desk
  view.renderQuestions(draft, typesOf(item))
  view.renderProgress(pace, { canUndo: draft.isTouched || done.length > 0, questions: draft.questions })
}

/** Whether an attribute can have several values. */
function typesOf ({ tagging }) {
  const { attributes = [] } = taxonomies.find(({ name }) => name === tagging.taxonomy) ?? {}
  return new Map(attributes.map(({ name, type }) => [name, type]))
}

export function isManyOf (attribute) {
  return typesOf(desk.item).get(attribute) === 'MANY_OF'
}

export function current () {
  return desk
}

export function isAskedAlone () {
  return Boolean(filters.attribute)
}

/** Sends what was decided, accepting the rest where `all` is true, and shows the next product; without a decision it is skipped. */
export function next ({ all }) {
  const { questions } = desk.draft
  put(all ? acceptRest(questions) : questions)
  return showNext()
}

function put (questions) {
  const { item, draft } = desk
  const decisions = decisionsOf(questions)
  const { product, tagging: { taxonomy } } = item
  const job = decisions.length > 0 ? outbox.send({ name: nameOf(product), productId: product.id, taxonomy, decisions }) : undefined
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

/** An entry of the log that was taken back elsewhere cannot be a second time. */
export function forgetEntry (id) {
  for (const { job } of done) if (job?.ids) job.ids = job.ids.filter((other) => other !== id)
  done = done.filter(({ job }) => job?.ids?.length !== 0)
}

/** Goes on with another key; nothing happens where none is given. */
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
