import type { Lab } from './lab.ts'

/** Lightness against chroma, and how fast differences of chroma count less the stronger the colour is: much as in CMC l:c (BS 6923). */
const LIGHTNESS_SHARE = 0.55
const CHROMA_PRESSURE = 0.06

/** A colour where distances are as differences look. */
export type Place = readonly [lightness: number, a: number, b: number]

/** The lightness of white as a `Place` has it. */
export const WHITE = 100 * LIGHTNESS_SHARE

export function placeOf ([lightness, a, b]: Lab): Place {
  const chroma = Math.hypot(a, b)
  const pressed = chroma === 0 ? 1 : Math.log(1 + CHROMA_PRESSURE * chroma) / (CHROMA_PRESSURE * chroma)
  return [lightness * LIGHTNESS_SHARE, a * pressed, b * pressed]
}
