import sharp from 'sharp'
import { ImageTooLargeError, ImageUnreadableError } from '../errors.ts'
import type { Image } from './image.ts'

/** Decoding stops above this; `MAX_IMAGE_PIXELS` refuses earlier at the door, this guards callers that have no door. */
const MAX_PIXELS = 100_000_000

/** Model and colour measure ask for the same pixels of a photo at the same time; decoding costs a tenth of the model. */
const decoded = new WeakMap<Image, Map<number, Promise<Uint8Array>>>()

/**
 * Decodes an image to `size` × `size` RGB bytes, row by row: turned upright, squashed to the square, see-through parts on white.
 * Kept as long as the image is: who changes or moves the bytes copies them first. Rejects with IMAGE_TOO_LARGE or IMAGE_UNREADABLE.
 */
export async function decodePixels (image: Image, size: number): Promise<Uint8Array> {
  const sizes = decoded.get(image) ?? new Map<number, Promise<Uint8Array>>()
  decoded.set(image, sizes)
  const pixels = sizes.get(size) ?? decode(image, size)
  sizes.set(size, pixels)
  return await pixels
}

async function decode (image: Image, size: number): Promise<Uint8Array> {
  const pixels = image.width * image.height
  if (pixels > MAX_PIXELS) throw new ImageTooLargeError(pixels, MAX_PIXELS)
  try {
    // Cut-off files still decode to a usable picture in libvips; a wrong vector in an index would be worse than a refusal.
    return await sharp(image.bytes, { failOn: 'truncated', limitInputPixels: MAX_PIXELS })
      .autoOrient()
      .resize(size, size, { fit: 'fill' })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer()
  } catch (cause) {
    throw new ImageUnreadableError(reason(cause), { cause })
  }
}

function reason (cause: unknown): string {
  return cause instanceof Error ? cause.message.split('\n', 1)[0]! : String(cause)
}
