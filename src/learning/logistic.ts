import { addScaled, inner } from './linear-algebra.ts'

export interface Samples {
  readonly rows: readonly Float32Array[]
  /** Class of each row, 0 to `classes` - 1. */
  readonly labels: readonly number[]
  readonly classes: number
}

export interface LogisticOptions {
  /** Strength of the penalty on squared weights. */
  readonly l2: number
  readonly iterations: number
}

/** One row of weights for each class, one after the other, and one bias each. */
export interface LogisticModel {
  readonly weights: Float32Array
  readonly biases: Float32Array
}

/**
 * Multinomial logistic regression with an L2 penalty, fitted on all samples at once by Nesterov's
 * accelerated gradient (Nesterov 1983). No randomness: equal samples give equal weights.
 */
export function fitLogistic ({ rows, labels, classes }: Samples, { l2, iterations }: LogisticOptions): LogisticModel {
  // The bias is the weight of a value that is always 1, at the end.
  const samples = rows.map((row) => Float64Array.of(...row, 1))
  const step = 1 / (0.5 * largestEigenvalue(samples) + l2)
  let weights = Array.from({ length: classes }, () => new Float64Array(samples[0]!.length))
  let ahead = weights.map((row) => row.slice())
  for (let iteration = 0; iteration < iterations; iteration++) {
    const gradient = gradientAt(ahead, samples, labels, l2)
    const momentum = iteration / (iteration + 3)
    const next = ahead.map((row, c) => row.map((value, i) => value - step * gradient[c]![i]!))
    ahead = next.map((row, c) => row.map((value, i) => value + momentum * (value - weights[c]![i]!)))
    weights = next
  }
  return toModel(weights)
}

function gradientAt (weights: readonly Float64Array[], samples: readonly Float64Array[], labels: readonly number[], l2: number): Float64Array[] {
  const gradient = weights.map((row) => row.map((weight, i) => i === row.length - 1 ? 0 : l2 * weight))
  samples.forEach((sample, n) => {
    const logits = weights.map((row) => inner(row, sample))
    const largest = Math.max(...logits)
    const powers = logits.map((logit) => Math.exp(logit - largest))
    const total = powers.reduce((sum, power) => sum + power, 0)
    powers.forEach((power, c) => {
      const error = power / total - (c === labels[n] ? 1 : 0)
      addScaled(gradient[c]!, sample, error / samples.length)
    })
  })
  return gradient
}

/** Of the mean outer product of the samples, which bounds the curvature: power iteration, with a tenth on top for its shortfall. */
function largestEigenvalue (samples: readonly Float64Array[]): number {
  let direction = samples[0]!.map((_, __, { length }) => 1 / Math.sqrt(length))
  let eigenvalue = 0
  for (let iteration = 0; iteration < 20; iteration++) {
    const next = new Float64Array(direction.length)
    for (const sample of samples) addScaled(next, sample, inner(sample, direction) / samples.length)
    eigenvalue = Math.sqrt(inner(next, next))
    direction = next.map((value) => value / eigenvalue)
  }
  return 1.1 * eigenvalue
}

function toModel (rows: readonly Float64Array[]): LogisticModel {
  const width = rows[0]!.length - 1
  const weights = new Float32Array(rows.length * width)
  rows.forEach((row, c) => weights.set(row.subarray(0, width), c * width))
  return { weights, biases: Float32Array.from(rows, (row) => row[width]!) }
}
