/** Told where prices are left out because nothing names their currency. */
export const NO_CURRENCY = 'prices that state no currency are left out; pass --currency'

/** Tells each kind of problem once with its first case, and in the end how many more there were. */
export class Notices {
  readonly #tell: ((message: string) => void) | undefined
  readonly #counts = new Map<string, number>()
  #total = 0

  constructor (tell: ((message: string) => void) | undefined) {
    this.#tell = tell
  }

  /** How often anything was told or counted. */
  get total (): number {
    return this.#total
  }

  /** A problem of the whole file. */
  say (message: string): void {
    this.#total++
    this.#tell?.(message)
  }

  /** `kind` is what is counted, bounded in number; `message` tells of this case. */
  add (kind: string, message: string): void {
    this.#total++
    const count = this.#counts.get(kind) ?? 0
    if (count === 0 && this.#counts.size < MAX_KINDS) this.#tell?.(message)
    if (count > 0 || this.#counts.size < MAX_KINDS) this.#counts.set(kind, count + 1)
  }

  finish (): void {
    for (const [kind, count] of this.#counts) {
      if (count > 1) this.#tell?.(`${kind}: the same in ${count - 1} more ${count === 2 ? 'row' : 'rows'}`)
    }
  }
}

const MAX_KINDS = 50
