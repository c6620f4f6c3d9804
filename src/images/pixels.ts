import sharp from 'sharp'
import { ImageTooLargeError, ImageUnreadableError } from '../errors.ts'
import { inPhase } from '../shared/in-phase.ts'
import type { Image } from './image.ts'

/** Decoding stops above this; `MAX_IMAGE_PIXELS` refuses earlier at the door, this guards callers that have no door. */
const MAX_PIXELS = 100_000_000

/**
 * Decodes an image to `size` × `size` RGB bytes, row by row: turned upright, squashed to the square, see-through parts on white.
 * Rejects with IMAGE_TOO_LARGE or IMAGE_UNREADABLE.
 */
export async function decodePixels (image: Image, size: number): Promise<Uint8Array> {
  const count = image.width * image.height
  if (count > MAX_PIXELS) throw new ImageTooLargeError(count, MAX_PIXELS)
  try {
    // What holds more than its header told is refused. Cut-off files still decode to a usable picture in libvips; a wrong vector in an index would be worse than a refusal.
    return await inPhase('decode', async () => await sharp(image.bytes, { failOn: 'truncated', limitInputPixels: count })
      .autoOrient()
      .resize(size, size, { fit: 'fill' })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer())
  } catch (cause) {
    throw new ImageUnreadableError(reason(cause), { cause })
  }
}

function reason (cause: unknown): string {
  return cause instanceof Error ? cause.message.split('\n', 1)[0]! : String(cause)
}
