import { clusterCells, LIGHTNESS_SHARE, toCells, type Cells } from './cells.ts'

/** Raster scans, there and back by turns; more change next to nothing. */
const SCANS = 4

/**
 * How high a step of color lies at least on any way from the photo's edge to each cell, summed over the axes of CIELAB:
 * the minimum barrier distance (Strand et al. 2013) by raster scans (Zhang et al. 2015). A gradient, however long, is
 * no barrier for long.
 */
export function barrierDistances ({ side, labs }: Cells): Float64Array {
  const total = new Float64Array(side * side)
  for (let axis = 0; axis < 3; axis++) {
    const share = axis === 0 ? LIGHTNESS_SHARE : 1
    const values = total.map((_, i) => labs[i * 3 + axis]! * share)
    distancesAlong(values, side).forEach((distance, i) => {
      total[i]! += distance
    })
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

/**
 * A class activation map (Zhou et al. 2016), row by row, as `side` × `side` values: where the things are that an image
 * encoder recognised, 0 where least and 1 where most. Between the middles of its places it changes evenly.
 */
export function spreadActivation (map: Float32Array, side: number): Float64Array {
  const width = Math.sqrt(map.length)
  const [least, most] = [Math.min(...map), Math.max(...map)]
  // Of a map without any difference every place is as good as another.
  const scale = most > least ? 1 / (most - least) : 0
  const values = map.map((value) => (value - least) * scale)
  return Float64Array.from({ length: side * side }, (_, i) =>
    valueAt(values, width, positionOf(i % side, side, width), positionOf(Math.floor(i / side), side, width))
  )
}

/** The middle of a cell, counted in places of the map from the middle of the first one. */
function positionOf (cell: number, side: number, width: number): number {
  return Math.min(width - 1, Math.max(0, ((cell + 0.5) / side) * width - 0.5))
}

function valueAt (values: Float32Array, width: number, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const [right, bottom] = [Math.min(width - 1, left + 1), Math.min(width - 1, top + 1)]
  const along = (row: number) =>
    values[row * width + left]! * (1 - x + left) + values[row * width + right]! * (x - left)
  return along(top) * (1 - y + top) + along(bottom) * (y - top)
}

/** Colors that a photo is divided into. */
const CLUSTERS = 12
const ROUNDS = 4
/**
 * Log odds before any color is looked at: of every cell, of the middle, of where something was recognised, of what lies
 * behind a barrier. Tuned on photos.
 */
const EVERYWHERE = -1.5
const MIDDLE = { weight: 0.5, variance: 0.06 }
const RECOGNISED = 2
const BARRIER = { weight: 1.5, scale: 12 }
/** Cells this near to the edge are ground so many times more than others. */
const FRAME = { width: 2, weight: 21 }
/** How much a color's odds count, and the share that every color has of both sides at least. */
const COLOR_WEIGHT = 2
const LEAST_SHARE = 0.1

/**
 * How likely each cell belongs to the thing and not to the ground it lies on, 0 to 1. Colors speak for the side on
 * which they are more frequent, and sides are counted anew from what the colors say, as in GrabCut (Rother et al. 2004)
 * but with the neighbourhood averaged in the place of a graph cut; it begins with barriers (`barrierDistances`) and
 * with an image encoder's class activation map or, without one, with the middle.
 */
export function foregroundOf (cells: Cells, activationMap?: Float32Array): Float64Array {
  const clusters = clusterCells(cells, CLUSTERS)
  const priors = priorsOf(cells, activationMap)
  let likely: Float64Array = priors.map(sigmoid)
  for (let round = 0; round < ROUNDS; round++) {
    const odds = oddsOfClusters(likely, clusters, cells.side)
    likely = blur(
      priors.map((prior, i) => sigmoid(prior + COLOR_WEIGHT * odds[clusters[i]!]!)),
      cells.side
    )
  }
  return likely
}

function priorsOf (cells: Cells, activationMap: Float32Array | undefined): Float64Array {
  const [place, weight] = activationMap
    ? [spreadActivation(activationMap, cells.side), RECOGNISED]
    : [middleOf(cells.side), MIDDLE.weight]
  return barrierDistances(cells).map((barrier, i) => {
    const behind = 1 - Math.exp(-barrier / BARRIER.scale)
    return EVERYWHERE + weight * (2 * place[i]! - 1) + BARRIER.weight * (2 * behind - 1)
  })
}

/** 1 in the middle of the photo, falling off to all sides. */
function middleOf (side: number): Float64Array {
  return Float64Array.from({ length: side * side }, (_, i) => {
    const x = ((i % side) + 0.5) / side - 0.5
    const y = (Math.floor(i / side) + 0.5) / side - 0.5
    return Math.exp(-(x * x + y * y) / (2 * MIDDLE.variance))
  })
}

/** Log odds of each color to be of the thing. */
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

/**
 * `side` × `side` RGB bytes, row by row, and where an image encoder saw what it recognised, if one did
 * (`spreadActivation`).
 */
export function readScene (pixels: Uint8Array, side: number, activationMap?: Float32Array): Scene {
  const cells = toCells(pixels, side, CELL)
  const likely = foregroundOf(cells, activationMap)
  return {
    cells,
    thing: likely.map((value) => value ** CERTAINTY + LEAST),
    ground: likely.map((value) => (1 - value) ** CERTAINTY + LEAST)
  }
}
