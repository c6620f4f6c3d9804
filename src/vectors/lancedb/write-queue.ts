import PQueue from 'p-queue'
import { WriteLock } from '../../shared/write-lock.ts'
import { WriteTurns } from './write-turns.ts'

const RELEASE_AFTER_MS = 200
const queues = new Map<string, WriteQueue>()

/** One after the other: the writes of this process to a table, whichever store object they come from. */
export class WriteQueue {
  readonly #queue = new PQueue({ concurrency: 1 })
  readonly #lock: WriteLock
  readonly #turns: WriteTurns
  readonly #lockPath: string
  #users = 0
  #release: NodeJS.Timeout | undefined

  private constructor (lockPath: string, maxWaitMs: number | undefined) {
    this.#lockPath = lockPath
    this.#lock = new WriteLock(lockPath)
    this.#turns = new WriteTurns(this.#lock, lockPath, maxWaitMs)
  }

  /** `maxWaitMs` is how long a write waits for another process, default a minute. */
  static open (lockPath: string, maxWaitMs?: number): WriteQueue {
    const queue = queues.get(lockPath) ?? new WriteQueue(lockPath, maxWaitMs)
    queues.set(lockPath, queue)
    queue.#users++
    return queue
  }

  /**
   * Holds the lock during the task and a little longer, so that a run of batches takes it once unless another process
   * waits.
   */
  async run<T> (task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await this.#queue.add(async () => {
        signal?.throwIfAborted()
        clearTimeout(this.#release)
        await this.#turns.take(signal)
        try {
          return await task()
        } finally {
          await this.#turns.giveWay()
        }
      })
    } finally {
      this.#releaseLater()
    }
  }

  async close (): Promise<void> {
    await this.#queue.onIdle()
    if (--this.#users > 0) return
    queues.delete(this.#lockPath)
    clearTimeout(this.#release)
    await this.#lock.release()
  }

  #releaseLater (): void {
    clearTimeout(this.#release)
    this.#release = setTimeout(() => {
      this.#queue.add(() => this.#lock.release()).catch(() => {})
    }, RELEASE_AFTER_MS).unref()
  }
}
