import type { Cells } from './cells.ts'
import { LIGHTNESS_SHARE } from './clusters.ts'

/** Raster scans, there and back by turns; more change next to nothing. */
const SCANS = 4

/**
 * How high a step of colour lies at least on any way from the photo's edge to each cell, summed over the axes of CIELAB:
 * the minimum barrier distance (Strand et al. 2013) by raster scans (Zhang et al. 2015). A gradient, however long, is no barrier for long.
 */
export function barrierDistances ({ side, labs }: Cells): Float64Array {
  const total = new Float64Array(side * side)
  for (let axis = 0; axis < 3; axis++) {
    const share = axis === 0 ? LIGHTNESS_SHARE : 1
    const values = total.map((_, i) => labs[i * 3 + axis]! * share)
    distancesAlong(values, side).forEach((distance, i) => { total[i]! += distance })
  }
  return total
}

function distancesAlong (values: Float64Array, side: number): Float64Array {
  const distances = new Float64Array(values.length).fill(Infinity)
  const highest = values.slice()
  const lowest = values.slice()
  for (let i = 0; i < values.length; i++) if (isEdge(i, side)) distances[i] = 0
  const relax = (i: number, from: number) => {
    const high = Math.max(highest[from]!, values[i]!)
    const low = Math.min(lowest[from]!, values[i]!)
    if (high - low >= distances[i]!) return
    distances[i] = high - low
    highest[i] = high
    lowest[i] = low
  }
  for (let scan = 0; scan < SCANS; scan++) {
    if (scan % 2 === 0) scanForwards(values.length, side, relax)
    else scanBackwards(values.length, side, relax)
  }
  return distances
}

function scanForwards (length: number, side: number, relax: (i: number, from: number) => void): void {
  for (let i = 0; i < length; i++) {
    if (i % side > 0) relax(i, i - 1)
    if (i >= side) relax(i, i - side)
  }
}

function scanBackwards (length: number, side: number, relax: (i: number, from: number) => void): void {
  for (let i = length - 1; i >= 0; i--) {
    if (i % side < side - 1) relax(i, i + 1)
    if (i < length - side) relax(i, i + side)
  }
}

function isEdge (i: number, side: number): boolean {
  const column = i % side
  return column === 0 || column === side - 1 || i < side || i >= side * (side - 1)
}
