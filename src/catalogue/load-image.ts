import { realpath } from 'node:fs/promises'
import path from 'node:path'
import { LRUCache } from 'lru-cache'
import { ImageFetchError, isCodedError } from '../errors.ts'
import type { Image } from '../images/image.ts'
import { inspectImage } from '../images/inspect-image.ts'
import { ImageFetcher, type ImageFetcherOptions } from './fetch-image.ts'
import { readWithin } from './read-within.ts'

export interface ProductImageLoaderOptions extends ImageFetcherOptions {
  /** Folder that local paths are relative to and may not leave. */
  readonly root: string
  readonly maxPixels: number
  /** What stored photos of local files begin with, e.g. `/media/`. */
  readonly mediaUrl: string
}

const MAX_FOLDERS = 1000

/** Photos as a catalogue names them, local paths or URLs. */
export class ProductImageLoader {
  readonly #options: ProductImageLoaderOptions
  readonly #fetcher: ImageFetcher
  /** Where folders really are: looked up once, since photos share few of them. */
  readonly #folders = new LRUCache<string, string>({ max: MAX_FOLDERS, fetchMethod: async (folder) => await realpath(folder) })

  constructor (options: ProductImageLoaderOptions) {
    this.#options = options
    this.#fetcher = new ImageFetcher(options)
  }

  /** Rejects with IMAGE_FETCH_FAILED, or with what `inspectImage` finds. */
  async load (reference: string, signal?: AbortSignal): Promise<Image> {
    const bytes = isRemote(reference) ? await this.#fetcher.fetch(reference, signal) : await this.#read(reference)
    return await inspectImage(bytes, this.#options)
  }

  /** Where a browser finds the photo. */
  storedUrl (reference: string): string {
    if (isRemote(reference)) return reference
    const { root, mediaUrl } = this.#options
    const relative = path.relative(root, path.resolve(root, reference))
    return mediaUrl + relative.split(path.sep).map(encodeURIComponent).join('/')
  }

  async close (): Promise<void> {
    await this.#fetcher.close()
  }

  async #read (reference: string): Promise<Uint8Array> {
    try {
      const root = await this.#folders.forceFetch(this.#options.root)
      const given = path.resolve(root, reference)
      const place = path.join(await this.#folders.forceFetch(path.dirname(given)), path.basename(given))
      return await readWithin(reference, place, { root, maxBytes: this.#options.maxBytes })
    } catch (cause) {
      throw isCodedError(cause) ? cause : new ImageFetchError(reference, describe(cause), { cause })
    }
  }
}

export function isRemote (reference: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(reference)
}

function describe (cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException
  return code === 'ENOENT' ? 'there is no such file' : message
}
