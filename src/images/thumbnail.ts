import type { Image } from './image.ts'
import { decoded, openDecoder } from './open-decoder.ts'

const QUALITY = 72

/**
 * A small JPEG as a data URI, at most `side` wide and high, upright, see-through parts on white. Rejects with
 * IMAGE_TOO_LARGE or IMAGE_UNREADABLE.
 */
export async function toThumbnail (image: Image, side: number): Promise<string> {
  const jpeg = await decoded(async () => await openDecoder(image)
    .autoOrient()
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .jpeg({ quality: QUALITY, mozjpeg: true })
    .toBuffer())
  return `data:image/jpeg;base64,${jpeg.toString('base64')}`
}
