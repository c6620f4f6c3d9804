import { WHITE, type Place } from './place.ts'

/** Bins along each axis; the middle ones of a and b are grey. */
const BINS = 5
/** Distance of two bins along a and b. */
const STEP = 8

export const HISTOGRAM_SIZE = BINS ** 3

/**
 * Square roots of the share that each bin of colours has of the weights, whose squares add up to 1: distances between such
 * histograms are those of Hellinger. A place is divided among the eight bins around it, so that no small change moves much.
 */
export function histogramOf (places: readonly Place[], weights: Float64Array): Float32Array {
  const bins = new Float64Array(HISTOGRAM_SIZE)
  let total = 0
  for (const [i, [lightness, a, b]] of places.entries()) {
    const weight = weights[i]!
    total += weight
    addDivided(bins, weight, [lightness / WHITE * (BINS - 1), a / STEP + (BINS - 1) / 2, b / STEP + (BINS - 1) / 2])
  }
  return Float32Array.from(bins, (sum) => Math.sqrt(sum / total))
}

/** `at` counts bins along each axis; what lies outside is taken for the last one. */
function addDivided (bins: Float64Array, weight: number, at: Place): void {
  const [x, y, z] = at.map((value) => Math.min(BINS - 1, Math.max(0, value))) as unknown as Place
  const [left, top, front] = [Math.min(BINS - 2, Math.floor(x)), Math.min(BINS - 2, Math.floor(y)), Math.min(BINS - 2, Math.floor(z))]
  for (let corner = 0; corner < 8; corner++) {
    const [i, j, k] = [corner >> 2, corner >> 1 & 1, corner & 1]
    const share = near(x - left, i) * near(y - top, j) * near(z - front, k)
    bins[((left + i) * BINS + top + j) * BINS + front + k]! += weight * share
  }
}

/** Of two bins the share of the one at 0 or 1, of what lies at `offset` between them. */
function near (offset: number, bin: number): number {
  return bin === 1 ? offset : 1 - offset
}
