import type { Sharp } from 'sharp'
import type { Image } from './image.ts'
import { decoded, openDecoder } from './open-decoder.ts'

/** What shoppers' photos differ in from those of a shop. */
const CHANGES = {
  crop: async (photo: Sharp, { width, height }: Image) => {
    const [w, h] = [Math.max(1, Math.round(width * 0.7)), Math.max(1, Math.round(height * 0.7))]
    return photo.extract({ left: (width - w) >> 1, top: (height - h) >> 1, width: w, height: h })
  },
  mirror: async (photo: Sharp) => photo.flop(),
  dim: async (photo: Sharp) => photo.linear(0.55),
  jpeg40: async (photo: Sharp) => photo,
  rotate15: async (photo: Sharp) => photo.rotate(15, { background: '#ffffff' }),
  blur: async (photo: Sharp) => photo.blur(3),
  grey: async (photo: Sharp) => photo.greyscale()
} as const

export type Change = keyof typeof CHANGES

export const PHOTO_CHANGES = Object.keys(CHANGES) as readonly Change[]

/** A JPEG of the photo, upright and changed. Rejects with IMAGE_TOO_LARGE or IMAGE_UNREADABLE. */
export async function changedPhoto (image: Image, change: Change): Promise<Buffer> {
  return await decoded(async () => {
    // Upright first: what is cut out or turned is what a person sees.
    const upright = await openDecoder(image).autoOrient().flatten({ background: '#ffffff' }).png().toBuffer()
    const photo = openDecoder({ ...image, bytes: upright, format: 'png' })
    const changed = await CHANGES[change](photo, image)
    return await changed.jpeg({ quality: change === 'jpeg40' ? 40 : 90 }).toBuffer()
  })
}
