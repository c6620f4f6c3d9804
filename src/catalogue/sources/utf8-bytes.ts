import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip, type Gunzip } from 'node:zlib'
import { CatalogueFileError } from '../../errors.ts'
import { decodeWindows1252 } from '../../shared/windows-1252.ts'
import { foreignKind, wideEncoding } from './file-kind.ts'

const HEAD_BYTES = 4096

interface StreamDecoder {
  decode(bytes?: Uint8Array, options?: { readonly stream: boolean }): string
}

/**
 * The bytes of a catalogue file in UTF-8, unpacked if it is gzip and recoded if it is UTF-16 or in the encoding named
 * (told by content, not by name). Throws CATALOGUE_FILE_INVALID, also for a file that is something else, e.g. a ZIP.
 */
export async function * utf8Bytes (file: string, encoding?: string): AsyncGenerator<Buffer> {
  const head = await readHead(file)
  const packed = createReadStream(file)
  const stream = isGzip(head) ? unpack(packed) : packed
  try {
    yield * recoded(file, stream, encoding)
  } catch (cause) {
    throw cause instanceof CatalogueFileError ? cause : new CatalogueFileError(file, describe(cause), { cause })
  } finally {
    packed.destroy()
  }
}

async function * recoded (
  file: string,
  stream: AsyncIterable<unknown>,
  told: string | undefined
): AsyncGenerator<Buffer> {
  let decoder: StreamDecoder | undefined
  let isFirst = true
  for await (const piece of stream) {
    const bytes = piece as Buffer
    if (isFirst) {
      const kind = foreignKind(bytes)
      if (kind !== undefined) throw new CatalogueFileError(file, kind)
      decoder = decoderFor(file, wideEncoding(bytes) ?? told)
      isFirst = false
    }
    yield decoder ? Buffer.from(decoder.decode(bytes, { stream: true })) : bytes
  }
  const rest = decoder?.decode()
  if (rest) yield Buffer.from(rest)
}

function decoderFor (file: string, encoding: string | undefined): StreamDecoder | undefined {
  try {
    const decoder = encoding === undefined ? undefined : new TextDecoder(encoding)
    if (decoder?.encoding === 'windows-1252') {
      return { decode: (bytes = new Uint8Array()) => decodeWindows1252(bytes) }
    }
    return decoder?.encoding === 'utf-8' ? undefined : decoder
  } catch (cause) {
    throw new CatalogueFileError(
      file,
      `the encoding "${encoding}" is not known; try utf-8, windows-1252 or iso-8859-2`,
      { cause }
    )
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
function unpack (packed: Readable): Gunzip {
  const gunzip = createGunzip()
  packed.on('error', (error) => gunzip.destroy(error))
  return packed.pipe(gunzip)
}

function isGzip ([first, second]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b
}

function describe (cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EISDIR') return 'it is a folder'
  if (code === 'ESPIPE') return 'it is a pipe; send it on standard input, and name the file -'
  return message
}
