import sharp from 'sharp'
import { generator } from '../bench/report.ts'

type Change = (photo: Uint8Array, random: () => number) => Promise<Uint8Array>

/** What shoppers' photos differ by from those of a shop; the first seven are the figure, the others bars and frames. */
export const CHANGES: Readonly<Record<string, Change>> = {
  'crop 70 %': async (photo, random) => {
    const { width, height } = await sizeOf(photo)
    const size = { width: Math.round(width * 0.7), height: Math.round(height * 0.7) }
    const left = Math.floor(random() * (width - size.width))
    const top = Math.floor(random() * (height - size.height))
    return await sharp(photo).extract({ left, top, ...size }).jpeg().toBuffer()
  },
  mirror: async (photo) => await sharp(photo).flop().jpeg().toBuffer(),
  dim: async (photo) => await sharp(photo).modulate({ brightness: 0.6 }).jpeg().toBuffer(),
  'JPEG q40': async (photo) => await sharp(photo).jpeg({ quality: 40 }).toBuffer(),
  'rotated 15°': async (photo) => await sharp(photo).rotate(15, { background: '#ffffff' }).jpeg().toBuffer(),
  blur: async (photo) => {
    const { width } = await sizeOf(photo)
    return await sharp(photo)
      .blur(Math.max(1, width / 200))
      .jpeg()
      .toBuffer()
  },
  grey: async (photo) => await sharp(photo).greyscale().jpeg().toBuffer(),
  'bars to 16:9': async (photo) => {
    const { width, height } = await sizeOf(photo)
    const wide = Math.max(width, Math.round((height * 16) / 9))
    const high = Math.max(height, Math.round((width * 9) / 16))
    return await sharp(photo).resize(wide, high, { fit: 'contain', background: '#000000' }).jpeg().toBuffer()
  },
  'white frame': async (photo) => {
    const { width, height } = await sizeOf(photo)
    const edge = Math.round(Math.max(width, height) / 4)
    const frame = { top: edge, bottom: edge, left: edge, right: edge, background: '#ffffff' }
    return await sharp(photo).extend(frame).jpeg().toBuffer()
  }
}

/** Changes that count for the figure over all. */
export const COUNTED = 7

/** The photo upright, at most 800 pixels on a side, and its changes; the same each time. */
export async function changed (file: string | Uint8Array, seed: number): Promise<Map<string, Uint8Array>> {
  const random = generator(seed)
  const photo = await sharp(file)
    .autoOrient()
    .resize(800, 800, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 92 })
    .toBuffer()
  const made = new Map<string, Uint8Array>()
  for (const [name, change] of Object.entries(CHANGES)) made.set(name, await change(photo, random))
  return made
}

async function sizeOf (photo: Uint8Array): Promise<{ width: number; height: number }> {
  const { width, height } = await sharp(photo).metadata()
  return { width, height }
}
