import { addScaled, inner } from './linear-algebra.ts'

export interface Samples {
  readonly rows: readonly Float32Array[]
  /** Classes of each row, 0 to `classes` - 1; one that is given twice counts twice. */
  readonly labels: ReadonlyArray<readonly number[]>
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
  const samples = rows.map((row, n): Sample => ({
    values: Float64Array.of(...row, 1),
    counts: countsOf(labels[n]!, classes),
    total: labels[n]!.length
  }))
  const step = 1 / (0.5 * largestEigenvalue(samples) + l2)
  let weights = Array.from({ length: classes }, () => new Float64Array(samples[0]!.values.length))
  let ahead = weights.map((row) => row.slice())
  for (let iteration = 0; iteration < iterations; iteration++) {
    const gradient = gradientAt(ahead, samples, l2)
    const momentum = iteration / (iteration + 3)
    const next = ahead.map((row, c) => row.map((value, i) => value - step * gradient[c]![i]!))
    ahead = next.map((row, c) => row.map((value, i) => value + momentum * (value - weights[c]![i]!)))
    weights = next
  }
  return toModel(weights)
}

interface Sample {
  readonly values: Float64Array
  /** How often each class is its class, and how often any is. */
  readonly counts: Float64Array
  readonly total: number
}

function countsOf (labels: readonly number[], classes: number): Float64Array {
  const counts = new Float64Array(classes)
  for (const label of labels) counts[label]!++
  return counts
}

function gradientAt (weights: readonly Float64Array[], samples: readonly Sample[], l2: number): Float64Array[] {
  const gradient = weights.map((row) => row.map((weight, i) => (i === row.length - 1 ? 0 : l2 * weight)))
  const count = samples.reduce((sum, { total }) => sum + total, 0)
  for (const { values, counts, total: of } of samples) {
    const logits = weights.map((row) => inner(row, values))
    const largest = Math.max(...logits)
    const powers = logits.map((logit) => Math.exp(logit - largest))
    const total = powers.reduce((sum, power) => sum + power, 0)
    powers.forEach((power, c) => addScaled(gradient[c]!, values, ((of * power) / total - counts[c]!) / count))
  }
  return gradient
}

/**
 * Of the mean outer product of the samples, which bounds the curvature: power iteration, with a tenth on top for its
 * shortfall.
 */
function largestEigenvalue (samples: readonly Sample[]): number {
  const count = samples.reduce((sum, { total }) => sum + total, 0)
  let direction = samples[0]!.values.map((_, __, { length }) => 1 / Math.sqrt(length))
  let eigenvalue = 0
  for (let iteration = 0; iteration < 20; iteration++) {
    const next = new Float64Array(direction.length)
    for (const { values, total } of samples) addScaled(next, values, (total * inner(values, direction)) / count)
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
