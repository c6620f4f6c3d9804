import { colourHistogram } from '../embedding/builtin/colour-histogram.ts'
import { COLOURS } from '../embedding/builtin/colour-names.ts'
import type { Image } from '../images/image.ts'
import { decodePixels } from '../images/pixels.ts'

/** As the measure was tuned. */
const SIDE = 260

/** Share of each colour in what a photo shows, measured in CIELAB; adds up to 1. Rejects as `decodePixels` does. */
export async function readColors (image: Image): Promise<Map<string, number>> {
  const histogram = colourHistogram(await decodePixels(image, SIDE), SIDE)
  const total = histogram.reduce((sum, value) => sum + value, 0)
  return new Map(COLOURS.map((color, i) => [color, histogram[i]! / total]))
}
