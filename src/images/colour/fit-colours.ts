import { fitLogistic, type LogisticModel } from '../../learning/logistic.ts'
import { COLOURS, type Colour } from './shades.ts'

export interface ColouredPhoto {
  /** Of its pixels, by `colourEvidence`. */
  readonly evidence: Float32Array
  /** Principal components of its features; of all photos or of none. */
  readonly components?: Float32Array | undefined
  /** What it was called by eye, the main colour first. */
  readonly colours: readonly Colour[]
}

/** Penalty on squared weights beside the sum of all losses, where the main colour of a photo counts once. Chosen by cross-validation. */
const PENALTY = 1
const ITERATIONS = 500
/** Root mean square of the components as the penalty sees them: there are two for each value of the evidence, which tells more. */
const COMPONENT_SIZE = 0.07

/** The classifier that tells how one who looks at a photo names the colours of its thing. A photo speaks for each of its colours, twice for the main one. */
export function fitColours (photos: readonly ColouredPhoto[]): LogisticModel {
  const components = photos.map((photo) => photo.components ?? new Float32Array(0))
  const scale = COMPONENT_SIZE / rootMeanSquare(components)
  const rows = photos.map(({ evidence }, i) => Float32Array.of(...evidence, ...components[i]!.map((value) => value * scale)))
  const labels = photos.map(({ colours: [main, ...others] }) => [main, main, ...others].map((colour) => COLOURS.indexOf(colour!)))
  const l2 = 2 * PENALTY / labels.flat().length
  const { weights, biases } = fitLogistic({ rows, labels, classes: COLOURS.length }, { l2, iterations: ITERATIONS })
  const [width, known] = [rows[0]!.length, photos[0]!.evidence.length]
  // The weights take the scale in, so that plain components are read.
  return { weights: weights.map((weight, i) => i % width < known ? weight : weight * scale), biases }
}

/** Of rows without values 1. */
function rootMeanSquare (rows: readonly Float32Array[]): number {
  const sum = rows.reduce((sum, row) => sum + row.reduce((of, value) => of + value * value, 0), 0)
  return Math.sqrt(sum / rows.length / rows[0]!.length) || 1
}
