import { realpath } from 'node:fs/promises'
import path from 'node:path'
import { LRUCache } from 'lru-cache'
import { ImageFetchError, isCodedError } from '../../errors.ts'
import type { Image } from '../../images/image.ts'
import { inspectImage } from '../../images/inspect-image.ts'
import { ImageFetcher, type ImageFetcherOptions } from './fetch-image.ts'
import { readWithin } from './read-within.ts'
import { withoutPath } from '../../shared/without-path.ts'

export interface ProductImageLoaderOptions extends ImageFetcherOptions {
  /** Folder that local paths are relative to and may not leave. */
  readonly root: string
  readonly maxPixels: number
  /** What stored photos of local files begin with, e.g. `/media/`. */
  readonly mediaUrl: string
}

const MAX_FOLDERS = 1000
/**
 * Bytes of photos kept for the next who asks: variants of a product often share theirs, and are near each other in a
 * catalogue.
 */
const MAX_KEPT_BYTES = 67_108_864

/** Photos as a catalogue names them, local paths or URLs. */
export class ProductImageLoader {
  readonly #options: ProductImageLoaderOptions
  readonly #fetcher: ImageFetcher
  /** Where folders really are: looked up once, since photos share few of them. */
  readonly #folders = new LRUCache<string, string>({
    max: MAX_FOLDERS,
    fetchMethod: async (folder) => await realpath(folder)
  })

  readonly #kept = new LRUCache<string, Image, { readonly signal: AbortSignal | undefined }>({
    maxSize: MAX_KEPT_BYTES,
    sizeCalculation: ({ bytes }, reference) => bytes.length + 2 * reference.length,
    // A photo under way is not given up for the room that others take.
    ignoreFetchAbort: true,
    // The signal is in the context, since the cache would listen to it for good.
    fetchMethod: async (reference, _stale, { context: { signal } }) => await this.#loadAnew(reference, signal)
  })

  constructor (options: ProductImageLoaderOptions) {
    this.#options = options
    this.#fetcher = new ImageFetcher(options)
  }

  /**
   * Rejects with IMAGE_FETCH_FAILED, or with what `inspectImage` finds. Who asks for what is being loaded waits for
   * that, under the first one's signal.
   */
  async load (reference: string, signal?: AbortSignal): Promise<Image> {
    signal?.throwIfAborted()
    return await this.#kept.forceFetch(reference, { context: { signal } })
  }

  async close (): Promise<void> {
    this.#kept.clear()
    await this.#fetcher.close()
  }

  async #loadAnew (reference: string, signal: AbortSignal | undefined): Promise<Image> {
    const bytes = isRemote(reference) ? await this.#fetcher.fetch(reference, signal) : await this.#read(reference)
    return await inspectImage(bytes, this.#options)
  }

  /** Where a browser finds the photo. */
  storedUrl (reference: string): string {
    return storedUrl(reference, this.#options)
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

/** Where a browser finds a file of a product. */
export function storedUrl (
  reference: string,
  { root, mediaUrl }: Pick<ProductImageLoaderOptions, 'root' | 'mediaUrl'>
): string {
  if (isRemote(reference)) return reference
  const relative = path.relative(root, path.resolve(root, reference))
  return mediaUrl + relative.split(path.sep).map(encodeURIComponent).join('/')
}

export function isRemote (reference: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(reference)
}

function describe (cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException
  return code === 'ENOENT' ? 'there is no such file' : withoutPath(message)
}
