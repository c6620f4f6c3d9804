import names from '../images/color/color-classifier.json' with { type: 'json' }
import { colorEvidence } from '../images/color/evidence.ts'
import { nameColors } from '../images/color/classifier.ts'
import { COLORS, type Color } from '../images/color/color-names.ts'
import { isColorless } from '../images/color/is-colorless.ts'
import { decodeBudget } from '../images/decode-budget.ts'
import type { Image } from '../images/image.ts'
import { decodePixels } from '../images/pixels.ts'

/** As the evidence was learned from. */
const SIDE = 260

/** Enough to see whether there is any color, and read in a few milliseconds. */
const SMALL = 64

/** Of a black-and-white photo, which tells no color of the thing: all alike. */
const UNTOLD: ReadonlyMap<Color, number> = new Map(COLORS.map((color) => [color, 1 / COLORS.length]))

const NAMES = { weights: Float32Array.from(names.weights.flat()), biases: Float32Array.from(names.biases) }

/**
 * How likely each color is the name of the thing that a photo shows, from its pixels alone; adds up to 1, and all are
 * alike where it is black and white. Rejects as `decodePixels` does.
 */
export async function readColors (image: Image, signal?: AbortSignal): Promise<ReadonlyMap<string, number>> {
  const pixels = await decodeBudget.run(image, signal, async () => await decodePixels(image, SIDE))
  if (isColorless(pixels)) return UNTOLD
  const probabilities = nameColors(NAMES, colorEvidence(pixels, SIDE))
  return new Map(COLORS.map((color, i) => [color, probabilities[i]!]))
}

/** The same of a photo that is black and white, and undefined of all others. */
export async function readUntold (
  image: Image,
  signal?: AbortSignal
): Promise<ReadonlyMap<string, number> | undefined> {
  const pixels = await decodeBudget.run(image, signal, async () => await decodePixels(image, SMALL))
  return isColorless(pixels) ? UNTOLD : undefined
}
