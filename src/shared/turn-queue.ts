import { performance } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import { serverBusy } from './server-busy.ts'
import { timeLeftMs } from './deadline.ts'

export interface TurnQueueOptions {
  /** What waits, for messages: `searches by words`. */
  readonly what: string
  /** Turns at the same time. */
  readonly concurrency: number
  /** Nobody waits who would wait longer, as far as can be told. */
  readonly maxWaitMs: number
}

export interface TurnCounters {
  readonly running: number
  readonly waiting: number
  /** Refused since the start. */
  readonly refused: number
  readonly expectedWaitMs: number
}

/** Before anything was measured. */
const FIRST_GUESS_MS = 50
/** Weight of the last turn in the moving estimate. */
const WEIGHT = 0.1

/**
 * First come, first served, with as many waiting as can be served in time: by Little's law the wait is those before,
 * times how long a turn takes, by how many run at once. The rest is refused at once; who goes away while waiting is
 * forgotten.
 */
export class TurnQueue {
  readonly #options: TurnQueueOptions
  readonly #waiting = new Set<() => void>()
  #running = 0
  #refused = 0
  #turnMs = FIRST_GUESS_MS

  constructor (options: TurnQueueOptions) {
    this.#options = options
  }

  get counters (): TurnCounters {
    return {
      running: this.#running,
      waiting: this.#waiting.size,
      refused: this.#refused,
      expectedWaitMs: this.#expectedWaitMs()
    }
  }

  /**
   * Runs `task` in its turn. Rejects with SERVER_BUSY before it waits in vain, or with the signal's reason if that
   * aborts before the turn.
   */
  async run<T>(signal: AbortSignal | undefined, task: () => Promise<T>): Promise<T> {
    signal?.throwIfAborted()
    if (this.#running < this.#options.concurrency) this.#running++
    else await this.#wait(signal)
    const start = performance.now()
    try {
      signal?.throwIfAborted()
      const result = await task()
      this.#learn(performance.now() - start)
      return result
    } catch (error) {
      // What ends early says nothing of how long a turn takes, what runs out of time does.
      this.#learn(Math.max(this.#turnMs, performance.now() - start))
      throw error
    } finally {
      this.#passOn()
    }
  }

  /** Throws SERVER_BUSY where a turn asked for now would come too late. */
  refuseLate (signal: AbortSignal | undefined): void {
    const { what, concurrency, maxWaitMs } = this.#options
    const expected = this.#expectedWaitMs()
    // One may always wait: otherwise nothing would be measured again after an estimate that is too long.
    if (this.#waiting.size === 0 || expected <= Math.min(maxWaitMs, timeLeftMs(signal) - this.#turnMs)) return
    this.#refused++
    throw serverBusy(`${concurrency + this.#waiting.size} ${what} at once`, expected)
  }

  #expectedWaitMs (): number {
    const { concurrency } = this.#options
    return this.#running < concurrency ? 0 : ((this.#waiting.size + 1) * this.#turnMs) / concurrency
  }

  #learn (ms: number): void {
    this.#turnMs += WEIGHT * (ms - this.#turnMs)
  }

  async #wait (signal: AbortSignal | undefined): Promise<void> {
    this.refuseLate(signal)
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(start)
        reject(signal?.reason)
      }
      const start = () => {
        signal?.removeEventListener('abort', leave)
        resolve()
      }
      signal?.addEventListener('abort', leave, { once: true })
      this.#waiting.add(start)
    })
    // A client that hangs up closes many connections at once: those after the first are read before the turn begins.
    await setImmediate()
  }

  /** The turn goes to the next without being free in between, so that nobody who comes just then is served before. */
  #passOn (): void {
    const [next] = this.#waiting
    if (!next) {
      this.#running--
      return
    }
    this.#waiting.delete(next)
    next()
  }
}
