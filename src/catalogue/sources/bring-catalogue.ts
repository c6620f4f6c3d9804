import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CatalogueFileError, ImageFetchError } from '../../errors.ts'
import { ImageFetcher } from '../photos/fetch-image.ts'
import { withoutCredentials } from '../../shared/without-credentials.ts'

export interface BringOptions {
  /** Where what is not a file is kept while it is read. */
  readonly folder: string
  /** Lets addresses through that are not public. */
  readonly allowPrivate: boolean
  readonly input?: Readable
  readonly signal?: AbortSignal | undefined
}

export interface Brought {
  readonly file: string
  /** Deletes what was brought; a file of its own stays. */
  readonly remove: () => Promise<void>
}

const MAX_BYTES = 20 * 1024 ** 3
const TIMEOUT_MS = 30 * 60_000

/**
 * A catalogue as a file, since it is read several times: standard input for `-`, what an `http(s)` address gives, or
 * the file itself. Rejects with CATALOGUE_FILE_INVALID.
 */
export async function bringCatalogue (
  source: string,
  { folder, allowPrivate, input = process.stdin, signal }: BringOptions
): Promise<Brought> {
  const isAddress = /^https?:\/\//i.test(source)
  if (source !== '-' && !isAddress) return { file: source, remove: async () => {} }
  const file = path.join(folder, `incoming-${createHash('sha256').update(source).digest('hex').slice(0, 16)}`)
  await mkdir(folder, { recursive: true })
  const remove = async () => await rm(file, { force: true })
  try {
    if (isAddress) await download(source, file, allowPrivate, signal)
    else await pipeline(input, createWriteStream(file), { ...(signal && { signal }) })
  } catch (cause) {
    await remove()
    if (!(cause instanceof ImageFetchError)) throw cause
    throw new CatalogueFileError(withoutCredentials(source), reasonOf(cause), { cause })
  }
  return { file, remove }
}

async function download (
  url: string,
  file: string,
  allowPrivate: boolean,
  signal: AbortSignal | undefined
): Promise<void> {
  const fetcher = new ImageFetcher({ maxBytes: MAX_BYTES, allowPrivate, timeoutMs: TIMEOUT_MS })
  try {
    await fetcher.save(url, file, signal)
  } finally {
    await fetcher.close()
  }
}

/** What fetches photos speaks of them; here it fetched a catalogue. */
function reasonOf ({ cause, message }: Error): string {
  return cause instanceof Error ? cause.message : message
}
