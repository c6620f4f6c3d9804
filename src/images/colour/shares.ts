import { toCells } from './cells.ts'
import { foregroundOf } from './foreground.ts'
import { addVotes } from './naming.ts'
import { COLOURS } from './shades.ts'

/** Pixels that are told apart from the ground together; colours are named pixel by pixel, or fine stripes would mix. */
const CELL = 10
/** Every so many pixels one is named, along rows and columns. */
const STRIDE = 3
/** Power of a cell's likelihood: what is half ground counts little. */
const CERTAINTY = 4
/** A photo of which nothing stands out is looked at as a whole. */
const LEAST = 1e-6

/** How much of the thing that a photo shows has each colour of `COLOURS`, adding up to 1. `side` × `side` RGB bytes, row by row. */
export function colourShares (pixels: Uint8Array, side: number): Float32Array {
  const cells = toCells(pixels, side, CELL)
  const weights = foregroundOf(cells).map((likely) => likely ** CERTAINTY + LEAST)
  const shares = new Float64Array(COLOURS.length)
  for (let y = 0; y < cells.side * CELL; y += STRIDE) {
    const row = Math.floor(y / CELL) * cells.side
    for (let x = 0; x < cells.side * CELL; x += STRIDE) {
      const start = (y * side + x) * 3
      const weight = weights[row + Math.floor(x / CELL)]!
      addVotes(shares, weight, pixels[start]!, pixels[start + 1]!, pixels[start + 2]!)
    }
  }
  const total = shares.reduce((sum, share) => sum + share, 0)
  return Float32Array.from(shares, (share) => share / total)
}
