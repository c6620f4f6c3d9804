import { createHash } from 'node:crypto'
import sharp, { type Metadata } from 'sharp'
import {
  ImageShapeError,
  ImageTooLargeError,
  ImageUnreadableError,
  PayloadTooLargeError,
  UnsupportedMediaTypeError
} from '../errors.ts'
import { fileKind } from './file-kind.ts'
import type { Image, ImageFormat } from './image.ts'
import { jpegSize, type Size } from './jpeg-size.ts'
import { jpegStream, withEndMarker } from './jpeg-stream.ts'
import { firstLine } from './open-decoder.ts'
import { withoutCompressedTexts } from './png-chunks.ts'

export interface ImageLimits {
  /** Width × height of what would be decoded: the first frame. */
  readonly maxPixels: number
  readonly maxBytes: number
}

/** One row of 50 million pixels, or as many rows, takes hundreds of megabytes or seconds. */
const MAX_SIDE = 16_384
/** Long side to short side: nothing is left of a thinner one in the square that models read. */
const MAX_ASPECT = 100

/**
 * Reads what an image is from its content, without decoding it. The returned bytes are those given, except that
 * compressed texts of a PNG, which could hold gigabytes, are cut out, and a JPEG that only lacks its end marker gets
 * it. Rejects with UNSUPPORTED_MEDIA_TYPE, IMAGE_UNREADABLE, IMAGE_TOO_LARGE or PAYLOAD_TOO_LARGE.
 */
export async function inspectImage (bytes: Uint8Array, { maxPixels, maxBytes }: ImageLimits): Promise<Image> {
  if (bytes.length === 0) throw new ImageUnreadableError('it is empty')
  if (bytes.length > maxBytes) throw new PayloadTooLargeError('The image', maxBytes)
  const kind = fileKind(bytes)
  if ('unsupported' in kind) throw new UnsupportedMediaTypeError(kind.unsupported)
  const { format } = kind
  const safe = SAFE[format]?.(bytes) ?? { bytes }
  const { width, height } =
    (format === 'jpeg' ? jpegSize(safe.bytes) : undefined) ?? (await displayedSize(safe.bytes, format))
  checkSize({ width, height }, maxPixels)
  return { ...safe, format, width, height, hash: createHash('sha256').update(safe.bytes).digest('hex') }
}

type SafeImage = Pick<Image, 'bytes' | 'isMended'>

/** What keeps a file of that format from costing more than its pixels do. */
const SAFE: Partial<Record<ImageFormat, (bytes: Uint8Array) => SafeImage>> = {
  png: (bytes) => ({ bytes: withoutCompressedTexts(bytes) }),
  jpeg: (bytes) => {
    const { hasEnd, isCovered } = jpegStream(bytes)
    // Browsers read it too. One that lacks more stays as it is, and is found cut off when it is decoded.
    return isCovered && !hasEnd ? { bytes: withEndMarker(bytes), isMended: true } : { bytes }
  }
}

function checkSize ({ width, height }: Size, maxPixels: number): void {
  if (width * height > maxPixels) throw new ImageTooLargeError(width * height, maxPixels)
  const [short, long] = [Math.min(width, height), Math.max(width, height)]
  if (long <= MAX_SIDE && long <= MAX_ASPECT * short) return
  throw new ImageShapeError(`${width} × ${height}`, MAX_SIDE, MAX_ASPECT)
}

async function displayedSize (bytes: Uint8Array, format: ImageFormat): Promise<Size> {
  const metadata = await readHeader(bytes)
  const found = metadata.format === 'heif' ? 'avif' : metadata.format
  if (found !== format) throw new ImageUnreadableError(`it begins as ${format} but continues as ${found}`)
  return metadata.autoOrient
}

async function readHeader (bytes: Uint8Array): Promise<Metadata> {
  try {
    // The caller compares with its own limit, to name the count; nothing is decoded here that a limit would have to
    // stop.
    return await sharp(bytes, { failOn: 'truncated', limitInputPixels: false, pages: 1 }).metadata()
  } catch (cause) {
    throw new ImageUnreadableError(reason(cause), { cause })
  }
}

function reason (cause: unknown): string {
  return firstLine(cause)
    .replace(/^Input buffer (has corrupt header: )?/, '')
    .replace(/^contains/, 'it contains')
}
