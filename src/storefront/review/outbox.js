import { keep, kept } from './kept.js'
import { REVERT, REVIEW } from './operation.js'
import { ask } from './service.js'

/** Of these, a retry would change nothing. */
const FOR_GOOD = new Set(['BAD_USER_INPUT', 'PRODUCT_NOT_FOUND', 'TAXONOMY_NOT_FOUND', 'GRAPHQL_VALIDATION_FAILED'])

let count = 0

/**
 * Decisions on their way to the service, one after the other in their order; kept over a reload until they have arrived.
 * A job is `{ id, name, productId, taxonomy, decisions }`, or `{ id, name, undoes, ids }` to take another back.
 * Sent twice, because an answer was lost, decisions say the same twice, which changes nothing.
 */
export class Outbox {
  #jobs = []
  #sending
  #isHeld = false
  #onChange
  #onSaved

  /** `onChange({ waiting, failed })` after every change, `onSaved(job, reviewVersion)` for each that arrived. */
  constructor ({ onChange, onSaved }) {
    this.#onChange = onChange
    this.#onSaved = onSaved
  }

  /** Goes on with what an earlier page of this tab had not sent. */
  restore () {
    this.#jobs = kept('outbox') ?? []
    this.#run()
  }

  get size () {
    return this.#jobs.length
  }

  /** Products whose decisions have not arrived. */
  get products () {
    return this.#jobs.flatMap(({ productId }) => productId ?? [])
  }

  send (job) {
    count += 1
    const sent = { id: `${Date.now()}-${count}`, ...job }
    this.#jobs = [...this.#jobs, sent]
    this.#run()
    return sent
  }

  /** Takes a job back: never sent, if it was not on its way; else by another job. */
  undo (job) {
    const isWaiting = this.#jobs.includes(job) && job !== this.#sending
    if (isWaiting) this.discard(job)
    else this.send({ name: job.name, undoes: job.id, ids: job.ids })
  }

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
      this.#fail(job, error)
    } finally {
      this.#sending = undefined
    }
    this.#run()
  }

  #fail (job, { code, message }) {
    job.error = { code, message }
    const isForGood = FOR_GOOD.has(code)
    const isUndone = this.#jobs.some(({ undoes }) => undoes === job.id)
    if (isForGood && isUndone) this.#jobs = this.#jobs.filter(({ id, undoes }) => id !== job.id && undoes !== job.id)
    // What fails for a reason of its own does not hold up the others.
    this.#isHeld = !isForGood
  }

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
    this.#onChange({ waiting: this.#jobs.filter(({ error }) => !error), failed: this.#jobs.filter(({ error }) => error) })
  }
}
