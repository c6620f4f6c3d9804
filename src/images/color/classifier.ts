import { multiply } from '../../learning/linear-algebra.ts'
import { fitLogistic, type LogisticModel } from '../../learning/logistic.ts'
import { softmax } from '../../learning/softmax.ts'
import { type Color, COLORS } from './color-names.ts'

/**
 * Probability of each of `COLORS` to be what one who looks at a photo calls its thing; they add up to 1. From
 * `colorEvidence` of its pixels and, where the classifier was fitted with them, from `components` that tell what else
 * the photo shows.
 */
export function nameColors (
  { weights, biases }: LogisticModel,
  evidence: Float32Array,
  components: Float32Array = new Float32Array(0)
): Float32Array {
  const all = new Float32Array(evidence.length + components.length)
  all.set(evidence)
  all.set(components, evidence.length)
  return softmax(multiply(weights, all).map((logit, i) => logit + biases[i]!))
}

export interface ColoredPhoto {
  /** Of its pixels, by `colorEvidence`. */
  readonly evidence: Float32Array
  /** Principal components of its features; of all photos or of none. */
  readonly components?: Float32Array | undefined
  /** What it was called by eye, the main color first. */
  readonly colors: readonly Color[]
}

/**
 * Penalty on squared weights beside the sum of all losses, where the main color of a photo counts once. Chosen by
 * cross-validation.
 */
const PENALTY = 1
const ITERATIONS = 500
/**
 * Root mean square of the components as the penalty sees them: there are two for each value of the evidence, which
 * tells more.
 */
const COMPONENT_SIZE = 0.07

/**
 * The classifier that tells how one who looks at a photo names the colors of its thing. A photo speaks for each of its
 * colors, twice for the main one.
 */
export function fitColors (photos: readonly ColoredPhoto[]): LogisticModel {
  const components = photos.map((photo) => photo.components ?? new Float32Array(0))
  const scale = COMPONENT_SIZE / rootMeanSquare(components)
  const rows = photos.map(({ evidence }, i) =>
    Float32Array.of(...evidence, ...components[i]!.map((value) => value * scale))
  )
  const labels = photos.map(({ colors: [main, ...others] }) =>
    [main, main, ...others].map((color) => COLORS.indexOf(color!))
  )
  const l2 = (2 * PENALTY) / labels.flat().length
  const { weights, biases } = fitLogistic({ rows, labels, classes: COLORS.length }, { l2, iterations: ITERATIONS })
  const [width, known] = [rows[0]!.length, photos[0]!.evidence.length]
  // The weights take the scale in, so that plain components are read.
  return { weights: weights.map((weight, i) => (i % width < known ? weight : weight * scale)), biases }
}

/** Of rows without values 1. */
function rootMeanSquare (rows: readonly Float32Array[]): number {
  const sum = rows.reduce((sum, row) => sum + row.reduce((of, value) => of + value * value, 0), 0)
  return Math.sqrt(sum / rows.length / rows[0]!.length) || 1
}
