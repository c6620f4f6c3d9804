import { toCells, type Cells } from './cells.ts'
import { foregroundOf } from './foreground.ts'

/** Pixels that are told apart from the ground together. */
export const CELL = 10
/** Power of a cell's likelihood: what is half ground counts little on either side. */
const CERTAINTY = 4
/** A photo of which nothing stands out is looked at as a whole. */
const LEAST = 1e-6

/** A photo told apart: what each cell counts for the thing that is shown and for the ground it lies on. */
export interface Scene {
  readonly cells: Cells
  readonly thing: Float64Array
  readonly ground: Float64Array
}

/** `side` × `side` RGB bytes, row by row, and where an image encoder saw what it recognised, if one did (`spreadActivation`). */
export function readScene (pixels: Uint8Array, side: number, activationMap?: Float32Array): Scene {
  const cells = toCells(pixels, side, CELL)
  const likely = foregroundOf(cells, activationMap)
  return {
    cells,
    thing: likely.map((value) => value ** CERTAINTY + LEAST),
    ground: likely.map((value) => (1 - value) ** CERTAINTY + LEAST)
  }
}
