import type { Cells } from './cells.ts'
import { LIGHT } from './lab.ts'
import { CELL } from './scene.ts'

/** What each byte of red, green and blue becomes. */
export type Whitening = readonly [red: Uint8Array, green: Uint8Array, blue: Uint8Array]

const SAME = Uint8Array.from({ length: 256 }, (_, byte) => byte)
export const AS_IT_IS: Whitening = [SAME, SAME, SAME]

/** Share of the light that white has in a photo that is exposed well. */
const WHITE_LIGHT = 0.85
/** What is brightest in a dark photo need not be white. */
const [LEAST_GAIN, MOST_GAIN] = [0.8, 8]
/** How much of the light's colour is taken out, as a power: what is brightest may have a colour of its own. Chosen by cross-validation. */
const COLOUR_POWER = 0.5
/** Keeps a photo without light from being divided by nothing. */
const DARKEST = 1e-3

/**
 * A photo as it would be in white light of full strength, taking what is brightest for white (white patch: Land and McCann 1971).
 * `side` × `side` RGB bytes, row by row, and their brightest cells, which have 1 in `bright`.
 */
export function whiteningOf (pixels: Uint8Array, side: number, cells: Cells, bright: Float64Array): Whitening {
  const light = lightOf(pixels, side, cells, bright)
  const strength = (light[0] + light[1] + light[2]) / 3
  const gain = Math.min(MOST_GAIN, Math.max(LEAST_GAIN, WHITE_LIGHT / strength))
  const [red, green, blue] = light.map((of) => gain * (strength / Math.max(of, DARKEST)) ** COLOUR_POWER) as unknown as typeof light
  return [tableOf(red), tableOf(green), tableOf(blue)]
}

/** Mean of red, green and blue in those cells, 0 to 1. */
function lightOf (pixels: Uint8Array, side: number, cells: Cells, bright: Float64Array): readonly [number, number, number] {
  let [red, green, blue, count] = [0, 0, 0, 0]
  for (const [cell, weight] of bright.entries()) {
    if (weight === 0) continue
    const start = (Math.floor(cell / cells.side) * side + cell % cells.side) * CELL * 3
    for (let y = 0; y < CELL; y++) {
      for (let i = start + y * side * 3, end = i + CELL * 3; i < end; i += 3) {
        red += LIGHT[pixels[i]!]!
        green += LIGHT[pixels[i + 1]!]!
        blue += LIGHT[pixels[i + 2]!]!
        count++
      }
    }
  }
  return [red / count, green / count, blue / count]
}

function tableOf (gain: number): Uint8Array {
  return Uint8Array.from(LIGHT, (light) => byteOf(Math.min(1, light * gain)))
}

/** The byte of sRGB that stands for a share of the light: IEC 61966-2-1. */
function byteOf (light: number): number {
  return Math.round(255 * (light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055))
}
