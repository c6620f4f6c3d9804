import { labOfLinear, LIGHT, type Lab } from './lab.ts'

/** A photo as `side` × `side` cells, row by row; three values of CIELAB each, one cell after the other. */
export interface Cells {
  readonly side: number
  readonly labs: Float64Array
}

/** Averages the light of squares of `size` pixels: weave and noise are no colours. What is left over at right and bottom is not read. */
export function toCells (pixels: Uint8Array, width: number, size: number): Cells {
  const side = Math.floor(width / size)
  const labs = new Float64Array(side * side * 3)
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      labs.set(labOfCell(pixels, width, size, (row * width + column) * size * 3), (row * side + column) * 3)
    }
  }
  return { side, labs }
}

function labOfCell (pixels: Uint8Array, width: number, size: number, start: number): Lab {
  // One by one: of sums that begin as a list V8 boxes each value, a megabyte a photo.
  let red = 0
  let green = 0
  let blue = 0
  for (let y = 0; y < size; y++) {
    for (let i = start + y * width * 3, end = i + size * 3; i < end; i += 3) {
      red += LIGHT[pixels[i]!]!
      green += LIGHT[pixels[i + 1]!]!
      blue += LIGHT[pixels[i + 2]!]!
    }
  }
  const area = size * size
  return labOfLinear(red / area, green / area, blue / area)
}
