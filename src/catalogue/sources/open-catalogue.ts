import type { Readable } from 'node:stream'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip, type Gunzip } from 'node:zlib'
import { CatalogueFileError } from '../../errors.ts'

const HEAD_BYTES = 2

/** The bytes of a catalogue file, unpacked if it is gzip (told by content, not by name). Throws CATALOGUE_FILE_INVALID. */
export async function * openCatalogue (file: string): AsyncGenerator<Buffer> {
  const head = await readHead(file)
  if (isUtf16(head)) throw new CatalogueFileError(file, 'it is UTF-16; save it as UTF-8')
  const source = createReadStream(file)
  const stream = isGzip(head) ? unpack(source) : source
  try {
    for await (const bytes of stream) yield bytes as Buffer
  } catch (cause) {
    throw new CatalogueFileError(file, describe(cause), { cause })
  } finally {
    source.destroy()
  }
}

async function readHead (file: string): Promise<Uint8Array> {
  try {
    const handle = await open(file)
    try {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (cause) {
    throw new CatalogueFileError(file, describe(cause), { cause })
  }
}

/** `pipe` does not carry failures of its source. */
function unpack (source: Readable): Gunzip {
  const gunzip = createGunzip()
  source.on('error', (error) => gunzip.destroy(error))
  return source.pipe(gunzip)
}

function isGzip ([first, second]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b
}

function isUtf16 ([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}

function describe (cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'it is a folder'
  return message
}
