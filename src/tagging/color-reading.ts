import names from '../images/color/color-classifier.json' with { type: 'json' }
import { colorEvidence } from '../images/color/evidence.ts'
import { nameColors } from '../images/color/classifier.ts'
import { COLORS } from '../images/color/color-names.ts'
import { isColorless } from '../images/color/is-colorless.ts'
import { decodeBudget } from '../images/decode-budget.ts'
import type { Image } from '../images/image.ts'
import { decodePixels } from '../images/pixels.ts'

/** As the evidence was learned from. */
const SIDE = 260

const NAMES = { weights: Float32Array.from(names.weights.flat()), biases: Float32Array.from(names.biases) }

/**
 * How likely each color is the name of the thing that a photo shows, from its pixels alone; adds up to 1, and all are
 * alike where it is black and white. Rejects as `decodePixels` does.
 */
export async function readColors (image: Image, signal?: AbortSignal): Promise<Map<string, number>> {
  const pixels = await decodeBudget.run(image, signal, async () => await decodePixels(image, SIDE))
  if (isColorless(pixels)) return new Map(COLORS.map((color) => [color, 1 / COLORS.length]))
  const probabilities = nameColors(NAMES, colorEvidence(pixels, SIDE))
  return new Map(COLORS.map((color, i) => [color, probabilities[i]!]))
}
