import { readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { ImageFetchError, isCodedError } from '../errors.ts'
import type { Image } from '../images/image.ts'
import { inspectImage } from '../images/inspect-image.ts'
import { ImageFetcher, type ImageFetcherOptions } from './fetch-image.ts'

export interface ProductImageLoaderOptions extends ImageFetcherOptions {
  /** Folder that local paths are relative to and may not leave. */
  readonly root: string
  readonly maxPixels: number
  /** What stored photos of local files begin with, e.g. `/media/`. */
  readonly mediaUrl: string
}

/** Photos as a catalogue names them, local paths or URLs. */
export class ProductImageLoader {
  readonly #options: ProductImageLoaderOptions
  readonly #fetcher: ImageFetcher
  #folder: Promise<string> | undefined

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
      return await readWithin(await (this.#folder ??= realpath(this.#options.root)), reference, this.#options.maxBytes)
    } catch (cause) {
      throw isCodedError(cause) ? cause : new ImageFetchError(reference, describe(cause), { cause })
    }
  }
}

export function isRemote (reference: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(reference)
}

/** Resolves links before comparing, so that none leads out of the folder, which is resolved itself. */
async function readWithin (folder: string, reference: string, maxBytes: number): Promise<Uint8Array> {
  const file = await realpath(path.resolve(folder, reference))
  if (!file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep)) throw new ImageFetchError(reference, `it lies outside ${folder}`)
  const stats = await stat(file)
  if (!stats.isFile()) throw new ImageFetchError(reference, 'it is not a file')
  if (stats.size > maxBytes) throw new ImageFetchError(reference, `it is larger than ${maxBytes} bytes`)
  return await readFile(file)
}

function describe (cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException
  return code === 'ENOENT' ? 'there is no such file' : message
}
