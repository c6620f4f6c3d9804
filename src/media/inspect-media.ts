import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { parseFile } from 'music-metadata'
import {
  isCodedError,
  MediaTooLargeError,
  MediaTypeError,
  MediaUnreadableError,
  PayloadTooLargeError
} from '../errors.ts'
import { countPages } from './documents.ts'
import type { MediaFile, MediaKind, MediaLimits } from './media-file.ts'
import { mediaKind } from './media-kind.ts'
import { MEDIA_NAMES } from './media-names.ts'
import { mp4Head } from './mp4-length.ts'

/** Of one container, whose head the reader of sounds reads for sound alone. */
const ISO_FORMATS = new Set(['mp4', 'mov', '3gp'])
const HEAD_BYTES = 4096
const UNKNOWN = new Set(['UnsupportedFileTypeError', 'CouldNotDetermineFileTypeError'])
const WITHOUT_PICTURES = 'it holds no pictures. Send a clip, or give it as a sound'
const AGAIN = 'Save it again and retry'
const FORMATS: Readonly<Record<MediaKind, string>> = {
  video: 'a video as MP4, MOV, MKV, WebM, WMV, FLV, MPEG or 3GP',
  document: 'a PDF',
  audio: 'a sound as MP3, WAV or Ogg'
}

/**
 * Reads what a file is from its content, without decoding it: kind, length, pages. Rejects with UNSUPPORTED_MEDIA_TYPE,
 * MEDIA_UNREADABLE, MEDIA_TOO_LARGE or PAYLOAD_TOO_LARGE.
 */
export async function inspectMedia (path: string, kind: MediaKind, limits: MediaLimits): Promise<MediaFile> {
  const { size: bytes } = await stat(path)
  if (bytes === 0) throw new MediaUnreadableError(MEDIA_NAMES[kind], 'it is empty. Send the whole file')
  if (bytes > limits.maxBytes) throw new PayloadTooLargeError(`The ${MEDIA_NAMES[kind]}`, limits.maxBytes)
  const found = mediaKind(await headOf(path))
  if ('unsupported' in found) throw new MediaTypeError(found.unsupported, FORMATS[kind])
  if (found.kind !== kind) {
    throw new MediaTypeError(`a ${MEDIA_NAMES[found.kind]} (${found.format})`, FORMATS[kind])
  }
  const length = kind === 'document' ? await pagesOf(path, limits) : await secondsOf(path, found, limits)
  return { kind, format: found.format, path, bytes, hash: await hashOf(path), maxSeconds: limits.maxSeconds, ...length }
}

async function pagesOf (path: string, { maxPages }: MediaLimits): Promise<Pick<MediaFile, 'pages'>> {
  const pages = await countPages(path)
  if (pages === 0) throw new MediaUnreadableError(MEDIA_NAMES.document, `it has no pages. ${AGAIN}`)
  if (pages > maxPages) throw new MediaTooLargeError('document', `${pages} pages`, `${maxPages} pages`)
  return { pages }
}

async function secondsOf (
  path: string,
  { kind, format }: Pick<MediaFile, 'kind' | 'format'>,
  { maxSeconds }: MediaLimits
): Promise<Pick<MediaFile, 'seconds'>> {
  const duration = ISO_FORMATS.has(format) ? await isoSeconds(path) : (await formatOf(path, kind)).duration
  if (duration === undefined || !(duration > 0)) return { seconds: undefined }
  if (duration > maxSeconds) {
    throw new MediaTooLargeError(MEDIA_NAMES[kind], `${Math.round(duration)} seconds`, `${maxSeconds} seconds`)
  }
  return { seconds: duration }
}

async function isoSeconds (path: string): Promise<number | undefined> {
  const head = await mp4Head(path)
  if (!head) throw new MediaUnreadableError(MEDIA_NAMES.video, `it is cut off or damaged. ${AGAIN}`)
  if (!head.hasPictures) throw new MediaUnreadableError(MEDIA_NAMES.video, WITHOUT_PICTURES)
  return head.seconds
}

async function formatOf (path: string, kind: MediaKind): Promise<{ readonly duration?: number | undefined }> {
  try {
    const { format } = await parseFile(path, { duration: kind === 'audio', skipCovers: true })
    if (kind === 'video' && format.hasVideo === false) {
      throw new MediaUnreadableError(MEDIA_NAMES.video, WITHOUT_PICTURES)
    }
    return format
  } catch (cause) {
    if (isCodedError(cause)) throw cause
    // Containers that this reader does not know are left to the decoder, which does.
    if (UNKNOWN.has((cause as Error).name)) return {}
    throw new MediaUnreadableError(MEDIA_NAMES[kind], `${reasonOf(cause as Error)}. ${AGAIN}`, { cause })
  }
}

function reasonOf ({ message }: Error): string {
  return message.replace(/[.:\s]+$/, '') || 'it is cut off'
}

async function headOf (path: string): Promise<Uint8Array> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function hashOf (path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(path)) hash.update(part as Buffer)
  return hash.digest('hex')
}
