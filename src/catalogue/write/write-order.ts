import PQueue from 'p-queue'
import { KeyOrder } from '../../shared/key-order.ts'
import { serverBusy } from '../../shared/server-busy.ts'
import { TurnQueue } from '../../shared/turn-queue.ts'

/** `products` asks the model and takes long; `terms`, of prices, stock and deletions, does not. */
export type WriteLane = 'products' | 'terms'

/** A call of 500 photos takes a model on this machine half a minute. */
const MAX_WAIT_MS = 60_000

/**
 * In which order the writes of one process go. Of two about one product the later one stands; a price does not wait for
 * a long call about others.
 */
export class WriteOrder {
  readonly #lanes: Readonly<Record<WriteLane, TurnQueue>> = {
    products: new TurnQueue({ what: 'writes of products', concurrency: 1, maxWaitMs: MAX_WAIT_MS }),
    terms: new TurnQueue({ what: 'writes of prices or deletions', concurrency: 1, maxWaitMs: MAX_WAIT_MS })
  }

  readonly #products = new KeyOrder()
  readonly #commits = new PQueue({ concurrency: 1 })

  /** Rejects with SERVER_BUSY who would wait, or has waited, too long; then nothing was written. */
  async run<T> (
    lane: WriteLane,
    ids: readonly string[],
    signal: AbortSignal | undefined,
    write: () => Promise<T>
  ): Promise<T> {
    const turns = this.#lanes[lane]
    turns.refuseLate(signal)
    const patience = patienceOf(signal)
    // First the products, then the lane: whoever has the lane's turn waits for nobody.
    return await this.#products.run(ids, patience.signal, async () => {
      patience.stop()
      return await turns.run(signal, write)
    }).finally(patience.stop)
  }

  /** One at a time: what is counted goes with what is written. */
  async commit<T> (write: () => Promise<T>): Promise<T> {
    return await this.#commits.add(write)
  }
}

function patienceOf (signal: AbortSignal | undefined): { readonly signal: AbortSignal, stop (): void } {
  const late = new AbortController()
  const leave = () => late.abort(serverBusy('writes before this one have the same products', MAX_WAIT_MS))
  const timer = setTimeout(leave, MAX_WAIT_MS)
  return {
    signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
    stop: () => clearTimeout(timer)
  }
}
