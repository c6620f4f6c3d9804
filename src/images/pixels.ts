import { ImageTooLargeError } from '../errors.ts'
import type { Image } from './image.ts'
import { decoded, openDecoder } from './open-decoder.ts'

/** Decoding stops above this; `MAX_IMAGE_PIXELS` refuses earlier at the door, this guards callers that have no door. */
const MAX_PIXELS = 100_000_000

/**
 * Decodes an image to `size` × `size` RGB bytes, row by row: turned upright, squashed to the square, see-through parts
 * on white. JPEG and WebP are shrunk while they are read. Rejects with IMAGE_TOO_LARGE or IMAGE_UNREADABLE.
 */
export async function decodePixels (image: Image, size: number): Promise<Uint8Array> {
  const count = image.width * image.height
  if (count > MAX_PIXELS) throw new ImageTooLargeError(count, MAX_PIXELS)
  return await decoded(async () => await openDecoder(image)
    .autoOrient()
    .resize(size, size, { fit: 'fill' })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer())
}
