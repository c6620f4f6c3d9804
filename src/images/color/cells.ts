import { type Lab, labOfLinear, LIGHT } from './color-space.ts'

/** A photo as `side` × `side` cells, row by row; three values of CIELAB each, one cell after the other. */
export interface Cells {
  readonly side: number
  readonly labs: Float64Array
}

/**
 * Averages the light of squares of `size` pixels: weave and noise are no colors. What is left over at right and bottom
 * is not read.
 */
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

/** Lightness counts less than hue: a ground has shadows and gradients. */
export const LIGHTNESS_SHARE = 0.6

const ROUNDS = 6

/**
 * Which of `count` colors each cell has: k-means (Lloyd 1982), each centre begun at the cell that is farthest from
 * the ones before (Gonzalez 1985), the first in the middle. No randomness: equal photos have equal clusters.
 */
export function clusterCells ({ side, labs }: Cells, count: number): Int32Array {
  const points = labs.map((value, i) => i % 3 === 0 ? value * LIGHTNESS_SHARE : value)
  const centres = farApart(points, count, Math.floor(side / 2) * (side + 1))
  const nearestCentres = new Int32Array(side * side)
  for (let round = 0; round < ROUNDS; round++) {
    assign(nearestCentres, points, centres)
    moveToMeans(centres, nearestCentres, points)
  }
  return nearestCentres
}

function farApart (points: Float64Array, count: number, first: number): Float64Array {
  const centres = new Float64Array(count * 3)
  const distances = new Float64Array(points.length / 3).fill(Infinity)
  let farthest = first
  for (let k = 0; k < count; k++) {
    centres.set(points.subarray(farthest * 3, farthest * 3 + 3), k * 3)
    for (let i = 0; i < distances.length; i++) distances[i] = Math.min(distances[i]!, distance2(points, i, centres, k))
    farthest = indexOfLargest(distances)
  }
  return centres
}

function assign (nearestCentres: Int32Array, points: Float64Array, centres: Float64Array): void {
  for (let i = 0; i < nearestCentres.length; i++) {
    let least = Infinity
    for (let k = 0; k * 3 < centres.length; k++) {
      const distance = distance2(points, i, centres, k)
      if (distance < least) {
        least = distance
        nearestCentres[i] = k
      }
    }
  }
}

/** A centre that no cell is nearest to stays where it is. */
function moveToMeans (centres: Float64Array, nearestCentres: Int32Array, points: Float64Array): void {
  const sums = new Float64Array(centres.length)
  const counts = new Float64Array(centres.length / 3)
  for (let i = 0; i < nearestCentres.length; i++) {
    const k = nearestCentres[i]!
    counts[k]!++
    for (let axis = 0; axis < 3; axis++) sums[k * 3 + axis]! += points[i * 3 + axis]!
  }
  sums.forEach((sum, j) => {
    const count = counts[Math.floor(j / 3)]!
    if (count > 0) centres[j] = sum / count
  })
}

function distance2 (points: Float64Array, i: number, centres: Float64Array, k: number): number {
  const lightness = points[i * 3]! - centres[k * 3]!
  const a = points[i * 3 + 1]! - centres[k * 3 + 1]!
  const b = points[i * 3 + 2]! - centres[k * 3 + 2]!
  return lightness * lightness + a * a + b * b
}

function indexOfLargest (values: Float64Array): number {
  let largest = 0
  for (let i = 1; i < values.length; i++) if (values[i]! > values[largest]!) largest = i
  return largest
}
