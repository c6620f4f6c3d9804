const THROTTLING_COST = 5
const TRANSIENT_COST = 10
const REFUND = 1

export type RetryCause = 'throttling' | 'transient'

/**
 * Retries that all calls of a client may spend together, so that an outage is not answered with a multiple of the load.
 */
export class RetryBudget {
  readonly #capacity: number
  #left: number

  constructor (capacity: number) {
    this.#capacity = capacity
    this.#left = capacity
  }

  /** What the retry costs, or undefined where the budget does not cover it. */
  spend (cause: RetryCause): number | undefined {
    const cost = cause === 'throttling' ? THROTTLING_COST : TRANSIENT_COST
    if (cost > this.#left) return undefined
    this.#left -= cost
    return cost
  }

  /** A success gives back what its last retry cost; without a retry, a little. */
  refund (cost = REFUND): void {
    this.#left = Math.min(this.#capacity, this.#left + cost)
  }
}
