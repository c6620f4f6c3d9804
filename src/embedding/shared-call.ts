import { endingIn, timeLeftMs } from '../shared/deadline.ts'
import { untilAborted } from '../shared/until-aborted.ts'

/** Why a call is given up that nobody waits for any more. */
class AbandonedError extends Error {
  constructor () {
    super('nobody waits for the embedding any more')
    this.name = 'AbandonedError'
  }
}

/** A call that many wait for: it goes on while one of them does, and is given up when the last has gone. */
export class SharedCall {
  readonly #controller = new AbortController()
  readonly #onAbandoned: () => void
  #waiting = 0

  /** Ends when the first caller's time does, as far as that is known. */
  constructor (first: AbortSignal | undefined, onAbandoned: () => void) {
    endingIn(timeLeftMs(first), this.#controller.signal)
    this.#onAbandoned = onAbandoned
  }

  get signal (): AbortSignal {
    return this.#controller.signal
  }

  /** Settles as the call does, or rejects with the reason of one who goes away. */
  async wait<T> (call: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    this.#waiting++
    try {
      return await untilAborted(call, signal)
    } catch (error) {
      // One who leaves last, not one who learns that the call has failed.
      if (signal?.aborted && this.#waiting === 1) this.#abandon()
      throw error
    } finally {
      this.#waiting--
    }
  }

  #abandon (): void {
    this.#onAbandoned()
    this.#controller.abort(new AbandonedError())
  }
}
