import { statSync } from 'node:fs'
import { join } from 'node:path'

/** Two writes so close together may leave the same time: kernels keep it by ticks of up to 10 ms. */
const TICK_NS = 100_000_000n
const NS_PER_MS = 1_000_000n

/**
 * Tells for the price of a look at a folder that a table is as it was: each version adds a file to it. The engine's own
 * answer takes ten times as long and would be asked for twice a search.
 */
export class VersionFolder {
  readonly #path: string
  #known: bigint | undefined

  /** `path`: the folder of the table. */
  constructor (path: string) {
    this.#path = join(path, '_versions')
  }

  /** When it changed last; undefined where that cannot tell two versions apart, or it is gone. */
  look (): bigint | undefined {
    const time = statSync(this.#path, { bigint: true, throwIfNoEntry: false })?.mtimeNs
    return time !== undefined && BigInt(Date.now()) * NS_PER_MS - time > TICK_NS ? time : undefined
  }

  /** What was looked up before the version was read that is known now. */
  remember (time: bigint | undefined): void {
    this.#known = time
  }

  get isUnchanged (): boolean {
    return this.#known !== undefined && this.look() === this.#known
  }
}
