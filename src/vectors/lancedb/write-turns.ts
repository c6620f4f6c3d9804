import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isCodedError } from '../../errors.ts'
import type { WriteLock } from '../../shared/write-lock.ts'

/** How long a write waits for other processes: longer than one batch, and than most compactions of a table. */
const MAX_WAIT_MS = 60_000
const RETRY_MS = 25
/** A sign of waiting that is older was left by a process that has ended. */
const FRESH_MS = 2000
/** Who gave way waits so long for the other to begin. */
const GIVE_WAY_MS = 500

/** Lets processes write in turns: who waits leaves a sign beside the lock, and who holds the lock gives way to it. */
export class WriteTurns {
  readonly #lock: WriteLock
  readonly #path: string
  readonly #sign: string
  readonly #maxWaitMs: number

  constructor (lock: WriteLock, path: string, maxWaitMs = MAX_WAIT_MS) {
    this.#lock = lock
    this.#path = path
    this.#sign = `${path}.waits-${process.pid}`
    this.#maxWaitMs = maxWaitMs
  }

  /** Rejects with what the lock refuses with, once the wait has been too long. */
  async take (signal?: AbortSignal): Promise<void> {
    const end = Date.now() + this.#maxWaitMs
    try {
      for (;;) {
        try {
          return await this.#lock.acquire()
        } catch (error) {
          if (!isCodedError(error) || error.code !== 'STORE_UNAVAILABLE' || Date.now() >= end) throw error
        }
        await this.#sayWaiting()
        await sleep(RETRY_MS)
        signal?.throwIfAborted()
      }
    } finally {
      await rm(this.#sign, { force: true })
    }
  }

  /** Between two writes: hands the lock to who waits for it, if anybody does. */
  async giveWay (): Promise<void> {
    if (!(await this.#isAwaited())) return
    await this.#lock.release()
    const end = Date.now() + GIVE_WAY_MS
    while ((await this.#isAwaited()) && Date.now() < end) await sleep(RETRY_MS)
  }

  async #sayWaiting (): Promise<void> {
    const now = new Date()
    await utimes(this.#sign, now, now).catch(async () => await writeFile(this.#sign, ''))
  }

  async #isAwaited (): Promise<boolean> {
    const folder = dirname(this.#path)
    const signs = (await readdir(folder)).filter(
      (name) => name.startsWith(`${basename(this.#path)}.waits-`) && join(folder, name) !== this.#sign
    )
    const ages = await Promise.all(
      signs.map(
        async (name) =>
          await stat(join(folder, name)).then(
            ({ mtimeMs }) => Date.now() - mtimeMs,
            () => Infinity
          )
      )
    )
    return ages.some((age) => age < FRESH_MS)
  }
}
