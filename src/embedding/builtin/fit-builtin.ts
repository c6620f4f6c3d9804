import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { colorEvidence } from '../../images/color/evidence.ts'
import type { Color } from '../../images/color/color-names.ts'
import type { Image } from '../../images/image.ts'
import { preparePhoto } from '../../images/prepared-photo.ts'
import { fitHead, type FitInput } from './fit-head.ts'
import { HEAD_FILE, readHead, writeHead } from './head.ts'
import { IMAGE_SIDE, ImageEncoder, mapWithin } from './image-encoder.ts'
import { TextEncoder } from './text-encoder.ts'

export interface FitOptions {
  readonly modelsDir: string
  /**
   * `colors` as they were named by eye, the main one first; absent where nobody did. What has no `label` teaches colors
   * only.
   */
  readonly photos: AsyncIterable<{
    readonly image: Image
    readonly label: string | undefined
    readonly colors: readonly Color[] | undefined
  }>
}

/** Sums of floats depend on how work is split: one number of threads for all machines. */
const THREADS = 2

/** Fits the head to labelled photos and writes it to `modelsDir`. The same photos give the same file. */
export async function fitBuiltin ({ modelsDir, photos }: FitOptions): Promise<{ file: string; revision: string }> {
  const texts = await TextEncoder.open(modelsDir, THREADS)
  try {
    const classes = JSON.parse(await readFile(join(modelsDir, 'imagenet-classes.json'), 'utf8')) as string[]
    const input = {
      photos: await readFeatures(modelsDir, photos),
      classes,
      encodeText: async (text: string) => await texts.encode(text)
    }
    const file = join(modelsDir, HEAD_FILE)
    await writeHead(file, await fitHead(input))
    return { file, revision: (await readHead(file)).revision }
  } finally {
    await texts.close()
  }
}

async function readFeatures (modelsDir: string, photos: FitOptions['photos']): Promise<FitInput['photos']> {
  const images = await ImageEncoder.open(modelsDir, THREADS)
  try {
    const read: Array<FitInput['photos'][number]> = []
    for await (const { image, label, colors } of photos) {
      const { padded, filled, within } = await preparePhoto(image, IMAGE_SIDE)
      const { features, activationMap } = await images.encode(padded)
      read.push({
        features,
        label,
        ...(colors && { colors, evidence: colorEvidence(filled, IMAGE_SIDE, mapWithin(activationMap, within)) })
      })
    }
    return read
  } finally {
    await images.close()
  }
}
