import { COLOURS } from '../images/colour/shades.ts'
import { colourShares } from '../images/colour/shares.ts'
import type { Image } from '../images/image.ts'
import { decodePixels } from '../images/pixels.ts'

/** As the measure was tuned. */
const SIDE = 260

/** Share of each colour in the thing that a photo shows; adds up to 1. Rejects as `decodePixels` does. */
export async function readColors (image: Image): Promise<Map<string, number>> {
  const shares = colourShares(await decodePixels(image, SIDE), SIDE)
  return new Map(COLOURS.map((color, i) => [color, shares[i]!]))
}
