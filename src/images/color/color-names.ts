import { type Lab, labOfBytes, type Place, placeOf } from './color-space.ts'

/** The colors that shoppers name; their order is the order of the values in an embedding. */
export const COLORS = [
  'black',
  'white',
  'grey',
  'red',
  'orange',
  'yellow',
  'green',
  'blue',
  'purple',
  'pink',
  'brown',
  'beige'
] as const

export type Color = (typeof COLORS)[number]

/**
 * How things of each color look in photos, sRGB: several shades, because one centre would make every dark blue black.
 */
export const SHADES: Readonly<Record<Color, readonly string[]>> = {
  black: ['121111', '212022', '322f2f', '3c3b3d'],
  white: ['a9a9a8', 'bbbbbd', 'd2d1cf', 'e8e8e8', 'ffffff', 'a4a7ae', 'babcc4', 'dad6cd', 'e8e2d5'],
  grey: ['4f4e4e', '5e5e5e', '727272', '878684', '979694', '625e5a', '817b75', '97928c'],
  red: ['702c2e', '933537', 'bf343d', 'df3440', 'a23950', '5c322e', 'e22f28', '86394a'],
  orange: ['dd5a38', 'ec742c', 'ce6636', 'f2953a', 'b95c33'],
  yellow: ['ffe238', 'e9c338', 'dfd47b', 'cba743', '9a9152', 'efebae', 'c4963e'],
  green: [
    '2d7a2c',
    '284a2a',
    '6aa54f',
    '6c7d4b',
    '52573e',
    '3b4031',
    '72ba98',
    '3d755c',
    '5a5b46',
    '5e6e63',
    '93c3af',
    '394a43',
    '8a966a'
  ],
  blue: [
    '161c29',
    '222530',
    '2e3448',
    '364366',
    '3f557e',
    '395baa',
    '2b3d9b',
    '3d86d7',
    '4970af',
    '4d6885',
    '576171',
    '677d88',
    '758ba3',
    '6e8eb5',
    '92a3af',
    '9eb8d2',
    '95c0ca',
    '347383',
    '3c9db0',
    '494e5b',
    '2d4b57',
    '7ccfcf'
  ],
  purple: [
    '7249aa',
    '584684',
    '49344e',
    '8c559d',
    '916999',
    '9e88b0',
    '685366',
    '432736',
    'b7a5c1',
    '9a397c',
    '906b88'
  ],
  pink: ['ba9fa2', 'd5b0b4', 'b98287', 'bc8e84', 'd35f88', 'eb36a0', 'df6e79', 'dc9a9e', 'ddc0bf', 'c54e6c'],
  brown: ['2d221f', '41312a', '584238', '685040', '856047', '997557', '704933', '7b665a', '824c31'],
  beige: ['94836d', 'b19a81', 'cdb59c', 'dcc9b8', 'ddc39e', 'a29486', 'bcae9f', 'ecdbc2', 'a98c6b', 'c49f78']
}

/**
 * Log odds by which a color is named sooner than its shades alone say. Both were begun by hand and fitted by gradient
 * descent on 340 photos of clothing of the split `train` whose colors were written down by eye
 * (training/clothing-colors.jsonl).
 */
export const LEANINGS: Readonly<Record<Color, number>> = {
  black: 1.34,
  white: 0.16,
  grey: 0.23,
  red: -0.05,
  orange: 0.06,
  yellow: 0.23,
  green: -0.33,
  blue: -0.31,
  purple: -0.38,
  pink: 0.01,
  brown: -0.68,
  beige: -0.28
}

/** Distance at which a shade still speaks. */
const SOFTNESS = 2.5
/** Bits of red, green and blue that are told apart. */
const BITS = 5
const LOST = 8 - BITS

/**
 * How much more a pixel of full color counts than a grey one, since whatever has a color has grey shadows and gleams,
 * too.
 */
const COLOR_GAIN = 2
const FULL_CHROMA = 15

const LEANING = COLORS.map((color) => LEANINGS[color])
const PLACES = COLORS.map((color) => SHADES[color].map(placeOfHex))

const isKnown = new Uint8Array(1 << (3 * BITS))
const votes = new Float32Array(isKnown.length * COLORS.length)

/** Adds the votes of a pixel for each of `COLORS`, `weight` times. Worked out once for pixels that look the same. */
export function addVotes (totals: Float64Array, weight: number, red: number, green: number, blue: number): void {
  const key = ((red >> LOST) << (2 * BITS)) | ((green >> LOST) << BITS) | (blue >> LOST)
  const start = key * COLORS.length
  if (isKnown[key] === 0) {
    votes.set(votesOf(labOfBytes(middle(red), middle(green), middle(blue))), start)
    isKnown[key] = 1
  }
  for (let i = 0; i < COLORS.length; i++) totals[i]! += weight * votes[start + i]!
}

/** How likely each color is the name of the pixel, times what the pixel counts. */
function votesOf (lab: Lab): number[] {
  const place = placeOf(lab)
  const weight = 1 + COLOR_GAIN * Math.min(1, Math.hypot(place[1], place[2]) / FULL_CHROMA)
  const scores = PLACES.map(
    (shades, i) => LEANING[i]! - Math.min(...shades.map((shade) => distance2(shade, place))) / (2 * SOFTNESS ** 2)
  )
  const best = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - best))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => (weight * power) / total)
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
  return ((byte >> LOST) << LOST) + (1 << (LOST - 1))
}
