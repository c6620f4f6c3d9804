import { setImmediate } from 'node:timers/promises'

let last: Promise<unknown> = Promise.resolve()

/**
 * Runs work that holds the event loop, one such work after the other and each in a turn of the loop of its own: what
 * else has come is served in between. Rejects with the signal's reason if that aborts before.
 */
export async function inOwnTurn<T> (work: () => T, signal?: AbortSignal): Promise<T> {
  const mine = last.then(async () => {
    await setImmediate()
    signal?.throwIfAborted()
    return work()
  })
  last = mine.catch(() => {})
  return await mine
}
