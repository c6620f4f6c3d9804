import { performance } from 'node:perf_hooks'

/** Spreads work over time so that no more than `perSecond` units start a second, after a first burst (the generic cell rate algorithm). */
export class Pacer {
  perSecond: number
  readonly #burst: number
  #paidUntil = 0

  constructor ({ perSecond, burst }: { readonly perSecond: number, readonly burst: number }) {
    this.perSecond = perSecond
    this.#burst = burst
  }

  /** Takes `amount` units and returns the milliseconds to wait before they may be used. */
  reserve (amount = 1): number {
    const now = performance.now()
    const credit = this.#burst / this.perSecond * 1000
    this.#paidUntil = Math.max(this.#paidUntil, now - credit) + amount / this.perSecond * 1000
    return Math.max(0, this.#paidUntil - now)
  }
}
