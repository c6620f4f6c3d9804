import { createHash } from 'node:crypto'
import sharp from 'sharp'
import type { Image } from './image.ts'

/** Pixels of four bytes each (red, green, blue, opacity) as a PNG. */
export async function encodePng (pixels: Uint8Array, width: number, height: number): Promise<Image> {
  const bytes = await sharp(pixels, { raw: { width, height, channels: 4 } })
    .flatten({ background: '#ffffff' })
    .png({ compressionLevel: 6 })
    .toBuffer()
  return { bytes, format: 'png', width, height, hash: createHash('sha256').update(bytes).digest('hex') }
}
