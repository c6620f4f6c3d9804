import { realpath, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { isCodedError, MediaFetchError } from '../../errors.ts'
import { inspectMedia } from '../../media/inspect-media.ts'
import type { MediaFile, MediaKind, MediaLimits } from '../../media/media-file.ts'
import { ImageFetcher } from '../photos/fetch-image.ts'
import { isRemote, storedUrl } from '../photos/load-image.ts'
import { withoutCredentials } from '../../shared/without-credentials.ts'
import { temporaryPath } from '../../shared/temporary-path.ts'
import { withoutPath } from '../../shared/without-path.ts'

export interface MediaLoaderOptions extends MediaLimits {
  /** Folder that local paths are relative to and may not leave. */
  readonly root: string
  /** What stored addresses of local files begin with, e.g. `/media/`. */
  readonly mediaUrl: string
  readonly allowPrivate: boolean
  /** For one address in all tries. Default: two minutes, since long files come slower than photos do. */
  readonly fetchTimeoutMs?: number | undefined
}

/** A file that is there until it is let go. */
export interface LoadedMedia {
  readonly file: MediaFile
  release (): Promise<void>
}

const FETCH_TIMEOUT_MS = 120_000

/** Clips, documents and sounds as a catalogue names them, local paths or addresses. */
export class MediaLoader {
  readonly #options: MediaLoaderOptions
  readonly #timeoutMs: number
  readonly #fetcher: ImageFetcher

  constructor (options: MediaLoaderOptions) {
    this.#options = options
    const { maxBytes, allowPrivate, fetchTimeoutMs = FETCH_TIMEOUT_MS } = options
    this.#timeoutMs = fetchTimeoutMs
    this.#fetcher = new ImageFetcher({ maxBytes, allowPrivate, timeoutMs: 2 * fetchTimeoutMs })
  }

  /** Rejects with MEDIA_FETCH_FAILED, or with what `inspectMedia` finds. */
  async load (reference: string, kind: MediaKind, signal?: AbortSignal): Promise<LoadedMedia> {
    signal?.throwIfAborted()
    if (!isRemote(reference)) {
      const file = await inspectMedia(await this.#local(reference), kind, this.#options)
      return { file, release: async () => {} }
    }
    const place = await temporaryPath()
    const release = async () => await rm(place, { force: true })
    try {
      await this.#fetch(reference, place, signal)
      return { file: await inspectMedia(place, kind, this.#options), release }
    } catch (error) {
      await release()
      throw error
    }
  }

  /** Where a browser finds it. */
  storedUrl (reference: string): string {
    return storedUrl(reference, this.#options)
  }

  async close (): Promise<void> {
    await this.#fetcher.close()
  }

  async #fetch (reference: string, place: string, signal: AbortSignal | undefined): Promise<void> {
    const late = AbortSignal.timeout(this.#timeoutMs)
    try {
      await this.#fetcher.save(reference, place, signal ? AbortSignal.any([signal, late]) : late)
    } catch (cause) {
      signal?.throwIfAborted()
      const reason = late.aborted ? `it did not arrive within ${this.#timeoutMs / 1000} s` : reasonOf(cause)
      throw new MediaFetchError(withoutCredentials(reference), reason, { cause: late.aborted ? late.reason : cause })
    }
  }

  async #local (reference: string): Promise<string> {
    try {
      const root = await realpath(this.#options.root)
      const place = await realpath(path.resolve(root, reference))
      if (!place.startsWith(root.endsWith(path.sep) ? root : root + path.sep)) {
        throw new MediaFetchError(reference, 'it lies outside the folder of photos')
      }
      if (!(await stat(place)).isFile()) throw new MediaFetchError(reference, 'it is not a file')
      return place
    } catch (cause) {
      throw isCodedError(cause) ? cause : new MediaFetchError(reference, reasonOf(cause), { cause })
    }
  }
}

/** Whether the whole time for a file has passed. */
export function isTooLate (error: unknown): boolean {
  return error instanceof MediaFetchError && (error.cause as Error | undefined)?.name === 'TimeoutError'
}

function reasonOf (cause: unknown): string {
  const { code, message, cause: reason } = cause as NodeJS.ErrnoException & { readonly cause?: unknown }
  if (isCodedError(cause) && reason instanceof Error) return reason.message
  return code === 'ENOENT' ? 'there is no such file' : withoutPath(message)
}
