import { untilAborted } from './until-aborted.ts'

/** Tasks that share a key run one after another, in the order in which they come; others do not wait for each other. */
export class KeyOrder {
  readonly #last = new Map<string, Promise<void>>()

  /** Rejects with the signal's reason if that aborts before; who comes later still waits for those before. */
  async run<T> (keys: readonly string[], signal: AbortSignal | undefined, task: () => Promise<T>): Promise<T> {
    const before = Promise.all(new Set(keys.flatMap((key) => this.#last.get(key) ?? [])))
    let end = () => {}
    const ended = new Promise<void>((resolve) => { end = resolve })
    const done = before.then(async () => await ended)
    for (const key of keys) this.#last.set(key, done)
    try {
      await untilAborted(before, signal)
      return await task()
    } finally {
      end()
      done.then(() => this.#forget(keys, done))
    }
  }

  #forget (keys: readonly string[], done: Promise<void>): void {
    for (const key of keys) if (this.#last.get(key) === done) this.#last.delete(key)
  }
}
