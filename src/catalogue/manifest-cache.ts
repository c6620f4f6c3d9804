import { isCodedError } from '../errors.ts'
import { untilAborted } from '../shared/until-aborted.ts'
import type { VectorIndex } from '../vectors/vector-store.ts'
import type { Manifest } from './manifest.ts'
import { ReopeningIndex } from './reopening-index.ts'

export interface OpenIndex {
  readonly index: VectorIndex
  readonly manifest: Manifest
}

export interface ManifestCacheOptions {
  /** Opens the bare index and reads its manifest. */
  readonly read: () => Promise<OpenIndex>
  /** How long a manifest is believed before it is read again. */
  readonly refreshMs: number
  /** How long the last manifest that could be read is served while a newer one cannot. */
  readonly staleMs: number
  readonly warn: (message: string) => void
}

/** How long those who have a manifest wait for a newer one. */
const PATIENCE_MS = 1000
/** The store is away or busy, which says nothing against what was read from it before. */
const PASSING = new Set([
  'STORE_THROTTLED',
  'STORE_TIMEOUT',
  'STORE_UNAVAILABLE',
  'ACCESS_DENIED',
  'CREDENTIALS_MISSING',
  'CREDENTIALS_REJECTED',
  'QUOTA_EXCEEDED'
])

interface Known extends OpenIndex {
  /** As the store opened it, without what reopens it. */
  readonly bare: VectorIndex
  readonly readAt: number
}

/** One index of a catalogue with its manifest, opened once for all who ask and read again from time to time. */
export class ManifestCache {
  readonly #options: ManifestCacheOptions
  #known: Known | undefined
  #checkedAt = -Infinity
  #reading: { readonly since: number; readonly known: Promise<Known> } | undefined
  #trouble: Error | undefined

  constructor (options: ManifestCacheOptions) {
    this.#options = options
  }

  /** Why the manifest could not be read the last time; undefined where it could. */
  get trouble (): Error | undefined {
    return this.#trouble
  }

  /** Rejects as `read` does, or with the reason of a caller that goes away. */
  async get (signal?: AbortSignal): Promise<OpenIndex> {
    const { refreshMs, staleMs } = this.#options
    const known = this.#known
    const now = performance.now()
    if (known && now - this.#checkedAt < refreshMs) return known
    const { since, known: newer } = this.#read()
    if (!known || now - known.readAt > staleMs) return await untilAborted(newer, signal)
    return await untilAborted(inTime(newer, known, PATIENCE_MS - (now - since)), signal)
  }

  /** The bare index in place of one that is gone: what somebody else has opened since, or else opened now. */
  async reopen (gone: VectorIndex, signal?: AbortSignal): Promise<VectorIndex> {
    if (this.#known && this.#known.bare !== gone) return this.#known.bare
    this.#checkedAt = -Infinity
    return (await untilAborted(this.#read().known, signal)).bare
  }

  /** Reads anew, however long that takes: for who must not go by what was known. */
  async renew (): Promise<OpenIndex> {
    await this.#reading?.known.catch(() => {})
    return await this.#read().known
  }

  #read (): { readonly since: number; readonly known: Promise<Known> } {
    this.#reading ??= {
      since: performance.now(),
      known: this.#readNow().finally(() => {
        this.#reading = undefined
      })
    }
    return this.#reading
  }

  async #readNow (): Promise<Known> {
    try {
      const { index: bare, manifest } = await this.#options.read()
      const index = new ReopeningIndex(bare, async (signal) => await this.reopen(bare, signal))
      const now = performance.now()
      this.#known = { index, manifest, bare, readAt: now }
      this.#checkedAt = now
      this.#trouble = undefined
      return this.#known
    } catch (error) {
      this.#note(error)
      throw error
    }
  }

  #note (error: unknown): void {
    const known = this.#known
    const isPassing = isCodedError(error) && PASSING.has(error.code)
    if (!isPassing) this.#known = undefined
    else if (known) this.#checkedAt = performance.now()
    if (isPassing && known && this.#trouble === undefined) {
      this.#options.warn(
        `the catalogue's index "${known.bare.spec.name}" cannot be read, what was known of it is served on for at most ${Math.round(this.#options.staleMs / 60_000)} min: ${error.message}`
      )
    }
    this.#trouble = error instanceof Error ? error : new Error(String(error))
  }
}

/** What is newer, or else what is known: after a failure that passes, and where the newer takes longer than `ms`. */
async function inTime (newer: Promise<Known>, known: Known, ms: number): Promise<Known> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Known>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, ms), known)
  })
  try {
    return await Promise.race([newer, late])
  } catch (error) {
    if (isCodedError(error) && PASSING.has(error.code)) return known
    throw error
  } finally {
    clearTimeout(timer)
  }
}
