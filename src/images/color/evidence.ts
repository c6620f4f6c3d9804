import { addVotes, COLORS } from './color-names.ts'
import { LIGHT, type Place, placeOf, WHITE } from './color-space.ts'
import type { Cells } from './cells.ts'
import { CELL, readScene, type Scene } from './foreground.ts'

/** Bins along each axis; the middle ones of a and b are grey. */
const BINS = 5
/** Distance of two bins along a and b. */
const STEP = 8

export const HISTOGRAM_SIZE = BINS ** 3

/**
 * Square roots of the share that each bin of colors has of the weights, whose squares add up to 1: distances between
 * such histograms are those of Hellinger. A place is divided among the eight bins around it, so that no small change
 * moves much.
 */
export function histogramOf (places: readonly Place[], weights: Float64Array): Float32Array {
  const bins = new Float64Array(HISTOGRAM_SIZE)
  let total = 0
  for (const [i, [lightness, a, b]] of places.entries()) {
    const weight = weights[i]!
    total += weight
    addDivided(bins, weight, [(lightness / WHITE) * (BINS - 1), a / STEP + (BINS - 1) / 2, b / STEP + (BINS - 1) / 2])
  }
  return Float32Array.from(bins, (sum) => Math.sqrt(sum / total))
}

/** `at` counts bins along each axis; what lies outside is taken for the last one. */
function addDivided (bins: Float64Array, weight: number, at: Place): void {
  const [x, y, z] = at.map((value) => Math.min(BINS - 1, Math.max(0, value))) as unknown as Place
  const [left, top, front] = [
    Math.min(BINS - 2, Math.floor(x)),
    Math.min(BINS - 2, Math.floor(y)),
    Math.min(BINS - 2, Math.floor(z))
  ]
  for (let corner = 0; corner < 8; corner++) {
    const [i, j, k] = [corner >> 2, (corner >> 1) & 1, corner & 1]
    const share = near(x - left, i) * near(y - top, j) * near(z - front, k)
    bins[((left + i) * BINS + top + j) * BINS + front + k]! += weight * share
  }
}

/** Of two bins the share of the one at 0 or 1, of what lies at `offset` between them. */
function near (offset: number, bin: number): number {
  return bin === 1 ? offset : 1 - offset
}

/** What each byte of red, green and blue becomes. */
export type Whitening = readonly [red: Uint8Array, green: Uint8Array, blue: Uint8Array]

const SAME = Uint8Array.from({ length: 256 }, (_, byte) => byte)
const AS_IT_IS: Whitening = [SAME, SAME, SAME]

/** Share of the light that white has in a photo that is exposed well. */
const WHITE_LIGHT = 0.85
/** What is brightest in a dark photo need not be white. */
const [LEAST_GAIN, MOST_GAIN] = [0.8, 8]
/**
 * How much of the light's color is taken out, as a power: what is brightest may have a color of its own. Chosen by
 * cross-validation.
 */
const COLOR_POWER = 0.5
/** Keeps a photo without light from being divided by nothing. */
const DARKEST = 1e-3

/**
 * A photo as it would be in white light of full strength, taking what is brightest for white (white patch: Land and
 * McCann 1971). `side` × `side` RGB bytes, row by row, and their brightest cells, which have 1 in `bright`.
 */
export function whiteningOf (pixels: Uint8Array, side: number, cells: Cells, bright: Float64Array): Whitening {
  const light = lightOf(pixels, side, cells, bright)
  const strength = (light[0] + light[1] + light[2]) / 3
  const gain = Math.min(MOST_GAIN, Math.max(LEAST_GAIN, WHITE_LIGHT / strength))
  const [red, green, blue] = light.map(
    (of) => gain * (strength / Math.max(of, DARKEST)) ** COLOR_POWER
  ) as unknown as typeof light
  return [tableOf(red), tableOf(green), tableOf(blue)]
}

/** Mean of red, green and blue in those cells, 0 to 1. */
function lightOf (
  pixels: Uint8Array,
  side: number,
  cells: Cells,
  bright: Float64Array
): readonly [number, number, number] {
  let [red, green, blue, count] = [0, 0, 0, 0]
  for (const [cell, weight] of bright.entries()) {
    if (weight === 0) continue
    const start = (Math.floor(cell / cells.side) * side + (cell % cells.side)) * CELL * 3
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

/** Every so many pixels one is named, along rows and columns; not whole cells, or fine stripes would mix. */
const STRIDE = 3

/**
 * How much of the thing that a photo shows has each color of `COLORS`, adding up to 1. `side` × `side` RGB bytes, row
 * by row, read as `whitening` has them unless that is left out.
 */
export function colorShares (
  pixels: Uint8Array,
  side: number,
  { cells, thing }: Scene = readScene(pixels, side),
  [reds, greens, blues]: Whitening = AS_IT_IS
): Float32Array {
  const shares = new Float64Array(COLORS.length)
  for (let y = 0; y < cells.side * CELL; y += STRIDE) {
    const row = Math.floor(y / CELL) * cells.side
    for (let x = 0; x < cells.side * CELL; x += STRIDE) {
      const start = (y * side + x) * 3
      addVotes(
        shares,
        thing[row + Math.floor(x / CELL)]!,
        reds[pixels[start]!]!,
        greens[pixels[start + 1]!]!,
        blues[pixels[start + 2]!]!
      )
    }
  }
  const total = shares.reduce((sum, share) => sum + share, 0)
  return Float32Array.from(shares, (share) => share / total)
}

/**
 * Added to a share before its logarithm is taken: a color that is absent is not infinitely far from one that is rare.
 */
const LEAST_SHARE = 0.02
/** About the mean of those logarithms, so that a classifier reads values around 0. */
const CENTRE = -3
const LOG_WEIGHT = 0.5
/**
 * How much the thing's histogram counts; the ground's counts once. Chosen by cross-validation, as what else is here.
 */
const THING_WEIGHT = 2
/** Distance of colors that counts as 1. */
const TONE_SCALE = 20
/** Share of the cells that are the brightest: they tell the color of the light. */
const BRIGHTEST = 0.05

const TONES = 3

/** Length of what `colorEvidence` returns. */
export const EVIDENCE_SIZE = 2 * COLORS.length + 2 * HISTOGRAM_SIZE + TONES * 3

/**
 * What the name of a photo's color depends on, for a classifier: how much of the thing looks like each of `COLORS`, as
 * it is and in white light, histograms of the thing and of its ground, and the tone of both and of what is brightest.
 * What it reads is what `readScene` reads.
 */
export function colorEvidence (pixels: Uint8Array, side: number, activationMap?: Float32Array): Float32Array {
  const scene = readScene(pixels, side, activationMap)
  const { cells, thing, ground } = scene
  const places = placesOf(cells)
  const bright = brightest(places)
  const whitened = colorShares(pixels, side, scene, whiteningOf(pixels, side, cells, bright))
  const evidence = new Float32Array(EVIDENCE_SIZE)
  evidence.set(logarithms(colorShares(pixels, side, scene)))
  evidence.set(
    histogramOf(places, thing).map((value) => THING_WEIGHT * value),
    COLORS.length
  )
  evidence.set(histogramOf(places, ground), COLORS.length + HISTOGRAM_SIZE)
  evidence.set(logarithms(whitened), COLORS.length + 2 * HISTOGRAM_SIZE)
  evidence.set(
    [thing, ground, bright].flatMap((weights) => toneOf(places, weights)),
    EVIDENCE_SIZE - TONES * 3
  )
  return evidence
}

function logarithms (shares: Float32Array): Float32Array {
  return shares.map((share) => LOG_WEIGHT * (Math.log(share + LEAST_SHARE) - CENTRE))
}

function placesOf ({ labs }: Cells): Place[] {
  return Array.from({ length: labs.length / 3 }, (_, i) =>
    placeOf([labs[i * 3]!, labs[i * 3 + 1]!, labs[i * 3 + 2]!])
  )
}

/** Mean of the cells by their weights. */
function toneOf (places: readonly Place[], weights: Float64Array): Place {
  let [lightness, a, b, total] = [0, 0, 0, 0]
  for (const [i, place] of places.entries()) {
    const weight = weights[i]!
    lightness += weight * place[0]
    a += weight * place[1]
    b += weight * place[2]
    total += weight
  }
  return [(lightness / total - WHITE / 2) / TONE_SCALE, a / total / TONE_SCALE, b / total / TONE_SCALE]
}

/** 1 for each of the brightest cells, of equals the last ones, else 0. */
function brightest (places: readonly Place[]): Float64Array {
  const weights = new Float64Array(places.length)
  const order = [...places.keys()].sort((a, b) => places[b]![0] - places[a]![0] || b - a)
  for (const i of order.slice(0, Math.ceil(BRIGHTEST * places.length))) weights[i] = 1
  return weights
}
