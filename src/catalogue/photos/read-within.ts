import { closeSync, constants, fstatSync, open as openFile, read as readFile } from 'node:fs'
import { realpath } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { ImageFetchError } from '../../errors.ts'

const open = promisify(openFile)
const read = promisify(readFile)

/** A link is an error here, so that it is resolved and looked at first; a pipe is not waited for. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/**
 * Reads `reference`, found at `place` whose folder is resolved already, unless a link leads out of `root`, which is
 * resolved, too. Only opening and reading leave the thread, each a costly switch beside a model on every core; what
 * an open file is, is known at once. Rejects with IMAGE_FETCH_FAILED or an error of the file system.
 */
export async function readWithin (
  reference: string,
  place: string,
  { root, maxBytes }: { readonly root: string; readonly maxBytes: number }
): Promise<Uint8Array> {
  const file = await openWithin(root, reference, place)
  try {
    const stats = fstatSync(file)
    if (!stats.isFile()) throw new ImageFetchError(reference, 'it is not a file')
    if (stats.size > maxBytes) throw new ImageFetchError(reference, `it is larger than ${maxBytes} bytes`)
    return await readAll(file, stats.size)
  } finally {
    closeSync(file)
  }
}

async function openWithin (root: string, reference: string, place: string): Promise<number> {
  try {
    // Where the system does not know the flag, every path is resolved.
    if (constants.O_NOFOLLOW !== undefined) return await open(within(root, reference, place), FLAGS)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOOP') throw error
  }
  return await open(within(root, reference, await realpath(place)), FLAGS)
}

function within (root: string, reference: string, file: string): string {
  if (file.startsWith(root.endsWith(path.sep) ? root : root + path.sep)) return file
  throw new ImageFetchError(reference, 'it lies outside the folder of photos')
}

async function readAll (file: number, size: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(size)
  let length = 0
  while (length < size) {
    const { bytesRead } = await read(file, bytes, length, size - length, length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return bytes.subarray(0, length)
}
