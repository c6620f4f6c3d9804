import { labOfBytes, type Lab } from './lab.ts'
import { placeOf, type Place } from './place.ts'
import { COLOURS, LEANINGS, SHADES } from './shades.ts'

/** Distance at which a shade still speaks. */
const SOFTNESS = 2.5
/** Bits of red, green and blue that are told apart. */
const BITS = 5
const LOST = 8 - BITS

/** How much more a pixel of full colour counts than a grey one, since whatever has a colour has grey shadows and gleams, too. */
const COLOUR_GAIN = 2
const FULL_CHROMA = 15

const LEANING = COLOURS.map((colour) => LEANINGS[colour])
const PLACES = COLOURS.map((colour) => SHADES[colour].map(placeOfHex))

const isKnown = new Uint8Array(1 << 3 * BITS)
const votes = new Float32Array(isKnown.length * COLOURS.length)

/** Adds the votes of a pixel for each of `COLOURS`, `weight` times. Worked out once for pixels that look the same. */
export function addVotes (totals: Float64Array, weight: number, red: number, green: number, blue: number): void {
  const key = (red >> LOST << 2 * BITS) | (green >> LOST << BITS) | blue >> LOST
  const start = key * COLOURS.length
  if (isKnown[key] === 0) {
    votes.set(votesOf(labOfBytes(middle(red), middle(green), middle(blue))), start)
    isKnown[key] = 1
  }
  for (let i = 0; i < COLOURS.length; i++) totals[i]! += weight * votes[start + i]!
}

/** How likely each colour is the name of the pixel, times what the pixel counts. */
function votesOf (lab: Lab): number[] {
  const place = placeOf(lab)
  const weight = 1 + COLOUR_GAIN * Math.min(1, Math.hypot(place[1], place[2]) / FULL_CHROMA)
  const scores = PLACES.map((shades, i) => LEANING[i]! - Math.min(...shades.map((shade) => distance2(shade, place))) / (2 * SOFTNESS ** 2))
  const best = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - best))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => weight * power / total)
}

function placeOfHex (hex: string): Place {
  const [red, green, blue] = Buffer.from(hex, 'hex')
  return placeOf(labOfBytes(red!, green!, blue!))
}

function distance2 (a: Place, b: Place): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2
}

/** The value in the middle of those that lose the same bits. */
function middle (byte: number): number {
  return (byte >> LOST << LOST) + (1 << LOST - 1)
}
