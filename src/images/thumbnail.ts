import sharp from 'sharp'
import { ImageUnreadableError } from '../errors.ts'
import type { Image } from './image.ts'

const QUALITY = 72

/** A small JPEG as a data URI, at most `side` wide and high, upright, see-through parts on white. Rejects with IMAGE_UNREADABLE. */
export async function toThumbnail ({ bytes, width, height }: Image, side: number): Promise<string> {
  try {
    const jpeg = await sharp(bytes, { limitInputPixels: width * height })
      .autoOrient()
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .jpeg({ quality: QUALITY, mozjpeg: true })
      .toBuffer()
    return `data:image/jpeg;base64,${jpeg.toString('base64')}`
  } catch (cause) {
    throw new ImageUnreadableError(cause instanceof Error ? cause.message.split('\n', 1)[0]! : String(cause), { cause })
  }
}
