import { addVotes } from './naming.ts'
import { CELL, readScene, type Scene } from './scene.ts'
import { COLOURS } from './shades.ts'
import { AS_IT_IS, type Whitening } from './whitening.ts'

/** Every so many pixels one is named, along rows and columns; not whole cells, or fine stripes would mix. */
const STRIDE = 3

/**
 * How much of the thing that a photo shows has each colour of `COLOURS`, adding up to 1. `side` × `side` RGB bytes, row by row,
 * read as `whitening` has them unless that is left out.
 */
export function colourShares (pixels: Uint8Array, side: number, { cells, thing }: Scene = readScene(pixels, side), [reds, greens, blues]: Whitening = AS_IT_IS): Float32Array {
  const shares = new Float64Array(COLOURS.length)
  for (let y = 0; y < cells.side * CELL; y += STRIDE) {
    const row = Math.floor(y / CELL) * cells.side
    for (let x = 0; x < cells.side * CELL; x += STRIDE) {
      const start = (y * side + x) * 3
      addVotes(shares, thing[row + Math.floor(x / CELL)]!, reds[pixels[start]!]!, greens[pixels[start + 1]!]!, blues[pixels[start + 2]!]!)
    }
  }
  const total = shares.reduce((sum, share) => sum + share, 0)
  return Float32Array.from(shares, (share) => share / total)
}
