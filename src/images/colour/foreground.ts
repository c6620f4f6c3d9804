import { spreadActivation } from './activation.ts'
import { barrierDistances } from './barriers.ts'
import { clusterCells } from './clusters.ts'
import type { Cells } from './cells.ts'

/** Colours that a photo is divided into. */
const CLUSTERS = 12
const ROUNDS = 4
/** Log odds before any colour is looked at: of every cell, of the middle, of where something was recognised, of what lies behind a barrier. Tuned on photos. */
const EVERYWHERE = -1.5
const MIDDLE = { weight: 0.5, variance: 0.06 }
const RECOGNISED = 2
const BARRIER = { weight: 1.5, scale: 12 }
/** Cells this near to the edge are ground so many times more than others. */
const FRAME = { width: 2, weight: 21 }
/** How much a colour's odds count, and the share that every colour has of both sides at least. */
const COLOUR_WEIGHT = 2
const LEAST_SHARE = 0.1

/**
 * How likely each cell belongs to the thing and not to the ground it lies on, 0 to 1. Colours speak for the side on which
 * they are more frequent, and sides are counted anew from what the colours say, as in GrabCut (Rother et al. 2004) but with
 * the neighbourhood averaged in the place of a graph cut; it begins with barriers (`barrierDistances`) and with an image encoder's
 * class activation map or, without one, with the middle.
 */
export function foregroundOf (cells: Cells, activationMap?: Float32Array): Float64Array {
  const clusters = clusterCells(cells, CLUSTERS)
  const priors = priorsOf(cells, activationMap)
  let likely: Float64Array = priors.map(sigmoid)
  for (let round = 0; round < ROUNDS; round++) {
    const odds = oddsOfClusters(likely, clusters, cells.side)
    likely = blur(priors.map((prior, i) => sigmoid(prior + COLOUR_WEIGHT * odds[clusters[i]!]!)), cells.side)
  }
  return likely
}

function priorsOf (cells: Cells, activationMap: Float32Array | undefined): Float64Array {
  const [place, weight] = activationMap ? [spreadActivation(activationMap, cells.side), RECOGNISED] : [middleOf(cells.side), MIDDLE.weight]
  return barrierDistances(cells).map((barrier, i) => {
    const behind = 1 - Math.exp(-barrier / BARRIER.scale)
    return EVERYWHERE + weight * (2 * place[i]! - 1) + BARRIER.weight * (2 * behind - 1)
  })
}

/** 1 in the middle of the photo, falling off to all sides. */
function middleOf (side: number): Float64Array {
  return Float64Array.from({ length: side * side }, (_, i) => {
    const x = (i % side + 0.5) / side - 0.5
    const y = (Math.floor(i / side) + 0.5) / side - 0.5
    return Math.exp(-(x * x + y * y) / (2 * MIDDLE.variance))
  })
}

/** Log odds of each colour to be of the thing. */
function oddsOfClusters (likely: Float64Array, clusters: Int32Array, side: number): Float64Array {
  const [thing, ground] = [new Float64Array(CLUSTERS), new Float64Array(CLUSTERS)]
  let [things, grounds] = [0, 0]
  for (let i = 0; i < likely.length; i++) {
    const weight = (1 - likely[i]!) * (isFrame(i, side) ? FRAME.weight : 1)
    thing[clusters[i]!]! += likely[i]!
    ground[clusters[i]!]! += weight
    things += likely[i]!
    grounds += weight
  }
  return thing.map((value, k) => Math.log((value / things + LEAST_SHARE) / (ground[k]! / grounds + LEAST_SHARE)))
}

function isFrame (i: number, side: number): boolean {
  const column = i % side
  const row = Math.floor(i / side)
  return Math.min(column, row, side - 1 - column, side - 1 - row) < FRAME.width
}

/** Mean over a cell and those around it, first along rows and then along columns. */
function blur (values: Float64Array, side: number): Float64Array {
  return blurColumns(blurRows(values, side), side)
}

function blurRows (values: Float64Array, side: number): Float64Array {
  const blurred = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const column = i % side
    blurred[i] = (values[column > 0 ? i - 1 : i]! + values[i]! + values[column < side - 1 ? i + 1 : i]!) / 3
  }
  return blurred
}

function blurColumns (values: Float64Array, side: number): Float64Array {
  const blurred = new Float64Array(values.length)
  const last = values.length - side
  for (let i = 0; i < values.length; i++) {
    blurred[i] = (values[i >= side ? i - side : i]! + values[i]! + values[i < last ? i + side : i]!) / 3
  }
  return blurred
}

function sigmoid (score: number): number {
  return 1 / (1 + Math.exp(-score))
}
