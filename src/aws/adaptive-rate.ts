import { performance } from 'node:perf_hooks'
import { Pacer } from './pacer.ts'

const WINDOW_MS = 500
const MIN_ANSWERS = 20
/** Back-off alone absorbs less than this share of refusals; above it the rate is to blame. */
const TOLERATED_SHARE = 0.4
const DECREASE = 0.7
const INCREASE_PER_WINDOW = 1
const MIN_PER_SECOND = 1

/** Of requests that may start at once after a pause, as a share of a second's: timers are not exact. */
const BURST_S = 0.1

/**
 * The requests a second that a throttling service lets through, found by additive increase and multiplicative decrease
 * (Chiu and Jain 1989). Costs nothing until a service refuses a good part of the requests, and lets go when it no longer binds.
 */
export class AdaptiveRate {
  readonly #pacer: Pacer
  readonly #ceiling: number
  #since = performance.now()
  #answers = 0
  #throttled = 0

  /** `ceiling`: requests a second that are known to be let through at most, e.g. by a quota. */
  constructor (ceiling = Infinity) {
    this.#ceiling = ceiling
    this.#pacer = new Pacer({ perSecond: ceiling, burst: Number.isFinite(ceiling) ? Math.max(1, BURST_S * ceiling) : 1 })
  }

  /** The ceiling while nothing else is held back. */
  get perSecond (): number {
    return this.#pacer.perSecond
  }

  /** Milliseconds to wait before the next request. */
  reserve (): number {
    return this.#pacer.reserve()
  }

  /** Tells how a request ended. */
  record (outcome: 'answered' | 'throttled'): void {
    this.#answers++
    if (outcome === 'throttled') this.#throttled++
    const elapsedMs = performance.now() - this.#since
    if (elapsedMs >= WINDOW_MS && this.#answers >= MIN_ANSWERS) this.#adjust(elapsedMs)
  }

  #adjust (elapsedMs: number): void {
    const sentPerSecond = this.#answers / elapsedMs * 1000
    const rate = this.#pacer.perSecond
    const isOverloaded = this.#throttled / this.#answers > TOLERATED_SHARE
    const isIdle = sentPerSecond < rate / 2
    if (isOverloaded) this.#pacer.perSecond = Math.min(rate, Math.max(MIN_PER_SECOND, DECREASE * Math.min(rate, sentPerSecond)))
    else this.#pacer.perSecond = isIdle ? this.#ceiling : Math.min(this.#ceiling, rate + INCREASE_PER_WINDOW)
    this.#since = performance.now()
    this.#answers = 0
    this.#throttled = 0
  }
}
