import { performance } from 'node:perf_hooks'

/** A turn that would come later than the caller can wait. */
export class RateExceededError extends Error {
  constructor (waitMs: number, timeLeftMs: number) {
    super(`its turn would come in ${Math.ceil(waitMs)} ms, and ${Math.max(0, Math.floor(timeLeftMs))} ms can be waited`)
    this.name = 'RateExceededError'
  }
}

export interface Turn {
  /** Units that are used, such as vectors. Default: 1. */
  readonly amount?: number
  readonly timeLeftMs?: number
  readonly signal?: AbortSignal | undefined
}

interface Waiting {
  readonly amount: number
  readonly endsAt: number
  go (): void
  refuse (error: Error): void
}

/**
 * Lets no more than `perSecond` units pass a second, after a first burst (the generic cell rate algorithm). Who has to
 * wait stands in a queue and has paid for nothing: who leaves it costs nobody anything, and a new rate holds for all in
 * it.
 */
export class Pacer {
  #perSecond: number
  readonly #burstMs: number
  #paidUntil = -Infinity
  readonly #queue = new Set<Waiting>()
  #timer: NodeJS.Timeout | undefined

  /** `burstMs`: how much of the rate a pause saves up. */
  constructor ({ perSecond, burstMs }: { readonly perSecond: number, readonly burstMs: number }) {
    this.#perSecond = perSecond
    this.#burstMs = burstMs
  }

  get perSecond (): number {
    return this.#perSecond
  }

  set perSecond (value: number) {
    this.#perSecond = value
    // A debt from the old rate delays the next turn by one turn of the new rate at most; savings are worth one burst.
    this.#paidUntil = Math.min(this.#base, performance.now() + this.#costMs(1))
    this.#refuseLate()
    this.#serve()
  }

  /**
   * Resolves when it is the caller's turn. Rejects with a RateExceededError where it comes too late, or with the
   * signal's reason.
   */
  async pass ({ amount = 1, timeLeftMs = Infinity, signal }: Turn = {}): Promise<void> {
    signal?.throwIfAborted()
    const waitMs = this.#waitMs(this.#queued() + amount)
    if (waitMs <= 0) {
      this.#pay(amount)
      return
    }
    if (waitMs >= timeLeftMs) throw new RateExceededError(waitMs, timeLeftMs)
    await this.#wait(amount, performance.now() + timeLeftMs, signal)
  }

  async #wait (amount: number, endsAt: number, signal: AbortSignal | undefined): Promise<void> {
    let onAbort: (() => void) | undefined
    try {
      await new Promise<void>((resolve, reject) => {
        const waiting: Waiting = { amount, endsAt, go: resolve, refuse: reject }
        onAbort = () => {
          this.#queue.delete(waiting)
          reject(signal?.reason)
        }
        signal?.addEventListener('abort', onAbort)
        // From here on, what is waited for counts in full, also for more than a burst.
        if (this.#queue.size === 0) this.#paidUntil = this.#base
        this.#queue.add(waiting)
        if (this.#queue.size === 1) this.#serve()
      })
    } finally {
      if (onAbort) signal?.removeEventListener('abort', onAbort)
      if (this.#queue.size === 0) clearTimeout(this.#timer)
    }
  }

  #serve (): void {
    clearTimeout(this.#timer)
    for (const waiting of this.#queue) {
      const waitMs = this.#waitMs(waiting.amount)
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.#serve(), Math.ceil(waitMs))
        return
      }
      this.#pay(waiting.amount)
      this.#queue.delete(waiting)
      waiting.go()
    }
  }

  #refuseLate (): void {
    const now = performance.now()
    let ahead = 0
    for (const waiting of this.#queue) {
      const waitMs = this.#waitMs(ahead + waiting.amount)
      if (waitMs < waiting.endsAt - now) {
        ahead += waiting.amount
        continue
      }
      this.#queue.delete(waiting)
      waiting.refuse(new RateExceededError(waitMs, waiting.endsAt - now))
    }
  }

  #queued (): number {
    let sum = 0
    for (const { amount } of this.#queue) sum += amount
    return sum
  }

  #waitMs (amount: number): number {
    const base = this.#queue.size > 0 ? this.#paidUntil : this.#base
    return base + this.#costMs(amount) - performance.now()
  }

  #pay (amount: number): void {
    const base = this.#queue.size > 0 ? this.#paidUntil : this.#base
    this.#paidUntil = base + this.#costMs(amount)
  }

  /** Until when everything is paid for; a pause saves up no more than a burst. */
  get #base (): number {
    return Math.max(this.#paidUntil, performance.now() - Math.max(this.#burstMs, this.#costMs(1)))
  }

  #costMs (amount: number): number {
    return amount / this.#perSecond * 1000
  }
}
