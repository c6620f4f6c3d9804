import { performance } from 'node:perf_hooks'
import { timeLeftMs } from '../shared/deadline.ts'
import { Pacer } from './pacer.ts'

const WINDOW_MS = 500
/** So many answers say something about a service that nothing is known of yet. */
const MIN_ANSWERS = 20
/** Back-off alone absorbs less than this share of refusals; above it the rate is to blame. */
const TOLERATED_SHARE = 0.4
/** From here on nothing is let through at all. */
const ALL = 0.95
const DECREASE = 0.7
const DECREASE_OF_ALL = 0.25
/** Tries that ask whether a service that refuses everything still does. */
const MIN_PER_SECOND = 5
/** Timers are not exact: what they are late by may follow at once. */
const BURST_MS = 100

/**
 * The requests a second that a throttling service lets through: multiplicative decrease (Chiu and Jain 1989), and a
 * return to the rate that was let through before as soon as a try is answered. Costs nothing until a service refuses a
 * good part of the requests, and lets go when it no longer binds.
 */
export class AdaptiveRate {
  readonly #pacer: Pacer
  readonly #ceiling: number
  #since = performance.now()
  #answers = 0
  #throttled = 0
  #isRefusing = false
  /** Answers a second that the service has given, by the last window that says so. */
  #proven = 0

  /** `ceiling`: requests a second that are known to be let through at most, e.g. by a quota. */
  constructor (ceiling = Infinity) {
    this.#ceiling = ceiling
    this.#pacer = new Pacer({ perSecond: ceiling, burstMs: BURST_MS })
  }

  /** The ceiling while nothing else is held back. */
  get perSecond (): number {
    return this.#pacer.perSecond
  }

  /** Whether the last request was refused: then who got no answer in time was kept from it by that. */
  get isRefusing (): boolean {
    return this.#isRefusing
  }

  /**
   * Waits for the turn of the next request. Rejects with a RateExceededError at once where it would take more than half
   * of the time left: with all of it, a queue that is full gives each its turn just before the end, and nothing is
   * answered any more.
   */
  async turn (signal?: AbortSignal): Promise<void> {
    await this.#pacer.pass({ signal, timeLeftMs: timeLeftMs(signal) / 2 })
  }

  /** Tells how a request ended. */
  record (outcome: 'answered' | 'throttled'): void {
    this.#answers++
    this.#isRefusing = outcome === 'throttled'
    if (this.#isRefusing) this.#throttled++
    const elapsedMs = performance.now() - this.#since
    if (!this.#isRefusing && this.perSecond === MIN_PER_SECOND) this.#goBack()
    else if (elapsedMs >= WINDOW_MS && this.#answers >= this.#enough) this.#adjust(elapsedMs)
  }

  /**
   * Half of what a held rate lets through in a window; of a rate that is not held a number that chance does not make.
   */
  get #enough (): number {
    const held = this.perSecond < this.#ceiling ? (this.perSecond * WINDOW_MS) / 2000 : MIN_ANSWERS
    return Math.min(MIN_ANSWERS, held)
  }

  #adjust (elapsedMs: number): void {
    const seconds = elapsedMs / 1000
    const rate = this.perSecond
    const next =
      this.#throttled / this.#answers > TOLERATED_SHARE ? this.#lower(rate, seconds) : this.#raise(rate, seconds)
    this.#begin(next)
  }

  /** Who asks whether a service still refuses everything, and is answered, need not wait for the end of a window. */
  #goBack (): void {
    this.#begin(Math.min(this.#ceiling, Math.max(2 * MIN_PER_SECOND, this.#proven)))
  }

  /** A window, at this rate. */
  #begin (rate: number): void {
    this.#since = performance.now()
    this.#answers = 0
    this.#throttled = 0
    if (rate !== this.perSecond) this.#pacer.perSecond = rate
  }

  #lower (rate: number, seconds: number): number {
    const isAll = this.#throttled / this.#answers >= ALL
    // No more than halved at a time: the first and the last window of a refusal of everything are mixed ones.
    if (!isAll && this.#answers >= MIN_ANSWERS) {
      this.#proven = Math.max(this.#proven / 2, (this.#answers - this.#throttled) / seconds)
    }
    const factor = isAll ? DECREASE_OF_ALL : DECREASE
    return Math.min(rate, Math.max(MIN_PER_SECOND, factor * Math.min(rate, this.#answers / seconds)))
  }

  #raise (rate: number, seconds: number): number {
    this.#proven = Math.max(this.#proven, (this.#answers - this.#throttled) / seconds)
    const isIdle = this.#answers / seconds < rate / 2
    if (isIdle) return this.#ceiling
    return Math.min(this.#ceiling, this.#throttled > 0 ? rate + 1 : Math.max(2 * rate, this.#proven))
  }
}
