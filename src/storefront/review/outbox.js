import { keep, kept } from './kept.js'
import { REVERT, REVIEW } from './operation.js'
import { ask } from './service.js'
import { failureOf } from '../api.js'

/**
 * @import { ReviewDecisionInput } from '../../graphql/types.generated.ts'
 * @import { Problem } from '../api.js'
 */

/** Of these, a retry would change nothing. */
const FOR_GOOD = new Set(['BAD_USER_INPUT', 'PRODUCT_NOT_FOUND', 'TAXONOMY_NOT_FOUND', 'GRAPHQL_VALIDATION_FAILED'])

/**
 * What an outbox sends: decisions on a product, or in place of them the job that it takes back.
 * @typedef {object} Letter
 * @property {string} name of the product
 * @property {string} [productId]
 * @property {string} [taxonomy]
 * @property {readonly ReviewDecisionInput[]} [decisions]
 * @property {string} [undoes] id of a job
 * @property {string[] | undefined} [ids] of the entries that were written, or are to be taken back
 * @typedef {Letter & { id: string, error?: Problem }} Job
 * @typedef {Job & { error: Problem }} FailedJob
 * @typedef {{ waiting: readonly Job[], failed: readonly FailedJob[] }} OutboxState
 */

let count = 0

/**
 * Decisions on their way to the service, one after the other in their order; kept over a reload until they have
 * arrived. Sent twice, because an answer was lost, decisions say the same twice, which changes nothing.
 */
export class Outbox {
  /** @type {Job[]} */
  #jobs = []
  /** @type {Job | undefined} */
  #sending
  #isHeld = false
  /** @type {(state: OutboxState) => unknown} */
  #onChange
  /** @type {(job: Job, reviewVersion: number) => unknown} */
  #onSaved

  /**
   * `onChange` is called after every change, `onSaved` for each job that arrived. @param {{ onChange: (state:
   * OutboxState) => unknown, onSaved: (job: Job, reviewVersion: number) => unknown }} listeners
   */
  constructor ({ onChange, onSaved }) {
    this.#onChange = onChange
    this.#onSaved = onSaved
  }

  /** Goes on with what an earlier page of this tab had not sent. */
  restore () {
    this.#jobs = /** @type {Job[] | null} */ (kept('outbox')) ?? []
    this.#run()
  }

  get size () {
    return this.#jobs.length
  }

  /** Products whose decisions have not arrived. */
  get products () {
    return this.#jobs.flatMap(({ productId }) => productId ?? [])
  }

  /**
   * @param {Letter} job
   * @returns {Job}
   */
  send (job) {
    count += 1
    const sent = { id: `${Date.now()}-${count}`, ...job }
    this.#jobs = [...this.#jobs, sent]
    this.#run()
    return sent
  }

  /**
   * Takes a job back: never sent, if it was not on its way; else by another job.
   * @param {Job} job
   */
  undo (job) {
    const isWaiting = this.#jobs.includes(job) && job !== this.#sending
    if (isWaiting) this.discard(job)
    else this.send({ name: job.name, undoes: job.id, ids: job.ids })
  }

  /** @param {Job} job */
  discard (job) {
    this.#jobs = this.#jobs.filter(({ id, undoes }) => id !== job.id && undoes !== job.id)
    this.retry()
  }

  retry () {
    this.#isHeld = false
    for (const job of this.#jobs) delete job.error
    this.#run()
  }

  async #run () {
    this.#tell()
    if (this.#sending || this.#isHeld) return
    const job = this.#jobs.find(({ error }) => !error)
    if (!job) return
    this.#sending = job
    try {
      const version = await this.#deliver(job)
      this.#jobs = this.#jobs.filter((other) => other !== job)
      this.#onSaved(job, version)
    } catch (error) {
      this.#fail(job, failureOf(error))
    } finally {
      this.#sending = undefined
    }
    this.#run()
  }

  /**
   * @param {Job} job
   * @param {Problem} failure
   */
  #fail (job, { code = '', message }) {
    job.error = { code, message }
    const isForGood = FOR_GOOD.has(code)
    const isUndone = this.#jobs.some(({ undoes }) => undoes === job.id)
    if (isForGood && isUndone) this.#jobs = this.#jobs.filter(({ id, undoes }) => id !== job.id && undoes !== job.id)
    // What fails for a reason of its own does not hold up the others.
    this.#isHeld = !isForGood
  }

  /** @param {Job} job */
  async #deliver (job) {
    if (job.undoes) {
      const { revertReviews } = await ask(REVERT, { ids: job.ids })
      return revertReviews.reviewVersion
    }
    const { productId, decisions, taxonomy } = job
    const { reviewTags: { entries, tagging } } = await ask(REVIEW, { input: { productId, decisions, taxonomy } })
    job.ids = entries.map(({ id }) => id)
    for (const other of this.#jobs) if (other.undoes === job.id) other.ids = job.ids
    return tagging.reviewVersion
  }

  #tell () {
    keep('outbox', this.#jobs.length > 0 ? this.#jobs : null)
    this.#onChange({ waiting: this.#jobs.filter(({ error }) => !error), failed: this.#jobs.filter(hasFailed) })
  }
}

/**
 * @param {Job} job
 * @returns {job is FailedJob}
 */
function hasFailed (job) {
  return job.error !== undefined
}
