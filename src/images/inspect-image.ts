import { createHash } from 'node:crypto'
import sharp, { type Metadata } from 'sharp'
import { ImageTooLargeError, ImageUnreadableError, PayloadTooLargeError, UnsupportedMediaTypeError } from '../errors.ts'
import { fileKind } from './file-kind.ts'
import type { Image, ImageFormat } from './image.ts'
import { jpegSize, type Size } from './jpeg-size.ts'
import { withoutCompressedTexts } from './png-chunks.ts'

export interface ImageLimits {
  /** Width × height of what would be decoded: the first frame. */
  readonly maxPixels: number
  readonly maxBytes: number
}

/**
 * Reads what an image is from its content, without decoding it. The returned bytes are those given,
 * except that compressed texts of a PNG, which could hold gigabytes, are cut out.
 * Rejects with UNSUPPORTED_MEDIA_TYPE, IMAGE_UNREADABLE, IMAGE_TOO_LARGE or PAYLOAD_TOO_LARGE.
 */
export async function inspectImage (bytes: Uint8Array, { maxPixels, maxBytes }: ImageLimits): Promise<Image> {
  if (bytes.length === 0) throw new ImageUnreadableError('it is empty')
  if (bytes.length > maxBytes) throw new PayloadTooLargeError('The image', maxBytes)
  const kind = fileKind(bytes)
  if ('unsupported' in kind) throw new UnsupportedMediaTypeError(kind.unsupported)
  const { format } = kind
  const safe = format === 'png' ? withoutCompressedTexts(bytes) : bytes
  const { width, height } = (format === 'jpeg' ? jpegSize(safe) : undefined) ?? await displayedSize(safe, format)
  if (width * height > maxPixels) throw new ImageTooLargeError(width * height, maxPixels)
  return { bytes: safe, format, width, height, hash: createHash('sha256').update(safe).digest('hex') }
}

async function displayedSize (bytes: Uint8Array, format: ImageFormat): Promise<Size> {
  const metadata = await readHeader(bytes)
  const found = metadata.format === 'heif' ? 'avif' : metadata.format
  if (found !== format) throw new ImageUnreadableError(`it begins as ${format} but continues as ${found}`)
  return metadata.autoOrient
}

async function readHeader (bytes: Uint8Array): Promise<Metadata> {
  try {
    // The caller compares with its own limit, to name the count; nothing is decoded here that a limit would have to stop.
    return await sharp(bytes, { failOn: 'truncated', limitInputPixels: false, pages: 1 }).metadata()
  } catch (cause) {
    throw new ImageUnreadableError(reason(cause), { cause })
  }
}

/** The first line of libvips' message; the lines after it repeat it once for each layer. */
function reason (cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause)
  return message.split('\n', 1)[0]!.replace(/^Input buffer (has corrupt header: )?/, '').replace(/^contains/, 'it contains')
}
