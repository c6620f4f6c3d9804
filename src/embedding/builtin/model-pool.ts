import { ModelThread, type ModelThreadOptions } from './model-thread.ts'
import type { Input, MethodName, Model, Output } from './worker-messages.ts'

interface Slot<M extends Model> {
  thread: Promise<ModelThread<M>> | undefined
  calls: number
}

/**
 * Threads that hold one copy of a model each. A call goes to the least busy; one that has died is replaced at its next
 * call.
 */
export class ModelPool<M extends Model> {
  readonly #options: ModelThreadOptions
  readonly #slots: ReadonlyArray<Slot<M>>

  private constructor (options: ModelThreadOptions, size: number) {
    this.#options = options
    this.#slots = Array.from({ length: size }, () => ({ thread: undefined, calls: 0 }))
  }

  /** Rejects, with no thread left behind, where the model cannot be opened. */
  static async open<M extends Model>(options: ModelThreadOptions, size: number): Promise<ModelPool<M>> {
    const pool = new ModelPool<M>(options, size)
    const opened = await Promise.allSettled(pool.#slots.map((slot) => pool.#thread(slot)))
    const failed = opened.find((result) => result.status === 'rejected')
    if (!failed) return pool
    await pool.close()
    throw failed.reason
  }

  /** Rejects with the reason where the thread dies meanwhile. The input's buffers in `moved` are gone afterwards. */
  async call<K extends MethodName<M>>(
    method: K,
    input: Input<M, K>,
    moved?: readonly ArrayBuffer[]
  ): Promise<Output<M, K>> {
    const slot = this.#slots.reduce((least, other) => (other.calls < least.calls ? other : least))
    slot.calls++
    try {
      return await (await this.#thread(slot)).call(method, input, moved)
    } finally {
      slot.calls--
    }
  }

  /** Ends the threads after the calls under way. */
  async close (): Promise<void> {
    const threads = await Promise.allSettled(this.#slots.map(({ thread }) => thread))
    await Promise.all(threads.map((result) => (result.status === 'fulfilled' ? result.value?.close() : undefined)))
  }

  async #thread (slot: Slot<M>): Promise<ModelThread<M>> {
    const forget = () => {
      if (slot.thread === thread) slot.thread = undefined
    }
    const thread = slot.thread ?? ModelThread.start<M>(this.#options, () => forget())
    slot.thread = thread
    thread.catch(forget)
    return await thread
  }
}
