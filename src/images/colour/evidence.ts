import type { Cells } from './cells.ts'
import { HISTOGRAM_SIZE, histogramOf } from './histogram.ts'
import { placeOf, WHITE, type Place } from './place.ts'
import { readScene } from './scene.ts'
import { COLOURS } from './shades.ts'
import { colourShares } from './shares.ts'
import { whiteningOf } from './whitening.ts'

/** Added to a share before its logarithm is taken: a colour that is absent is not infinitely far from one that is rare. */
const LEAST_SHARE = 0.02
/** About the mean of those logarithms, so that a classifier reads values around 0. */
const CENTRE = -3
const LOG_WEIGHT = 0.5
/** How much the thing's histogram counts; the ground's counts once. Chosen by cross-validation, as what else is here. */
const THING_WEIGHT = 2
/** Distance of colours that counts as 1. */
const TONE_SCALE = 20
/** Share of the cells that are the brightest: they tell the colour of the light. */
const BRIGHTEST = 0.05

const TONES = 3

/** Length of what `colourEvidence` returns. */
export const EVIDENCE_SIZE = 2 * COLOURS.length + 2 * HISTOGRAM_SIZE + TONES * 3

/**
 * What the name of a photo's colour depends on, for a classifier: how much of the thing looks like each of `COLOURS`, as it is
 * and in white light, histograms of the thing and of its ground, and the tone of both and of what is brightest. What it reads is what `readScene` reads.
 */
export function colourEvidence (pixels: Uint8Array, side: number, activationMap?: Float32Array): Float32Array {
  const scene = readScene(pixels, side, activationMap)
  const { cells, thing, ground } = scene
  const places = placesOf(cells)
  const bright = brightest(places)
  const whitened = colourShares(pixels, side, scene, whiteningOf(pixels, side, cells, bright))
  const evidence = new Float32Array(EVIDENCE_SIZE)
  evidence.set(logarithms(colourShares(pixels, side, scene)))
  evidence.set(histogramOf(places, thing).map((value) => THING_WEIGHT * value), COLOURS.length)
  evidence.set(histogramOf(places, ground), COLOURS.length + HISTOGRAM_SIZE)
  evidence.set(logarithms(whitened), COLOURS.length + 2 * HISTOGRAM_SIZE)
  evidence.set([thing, ground, bright].flatMap((weights) => toneOf(places, weights)), EVIDENCE_SIZE - TONES * 3)
  return evidence
}

function logarithms (shares: Float32Array): Float32Array {
  return shares.map((share) => LOG_WEIGHT * (Math.log(share + LEAST_SHARE) - CENTRE))
}

function placesOf ({ labs }: Cells): Place[] {
  return Array.from({ length: labs.length / 3 }, (_, i) => placeOf([labs[i * 3]!, labs[i * 3 + 1]!, labs[i * 3 + 2]!]))
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
