import { addScaled, inner } from '../../learning/linear-algebra.ts'
import { seededRandom } from '../../shared/seeded-random.ts'

export interface Components {
  /** Mean of the rows, `width` values. */
  readonly mean: Float32Array
  /** `count` directions of `width` values, orthonormal, most variance first. */
  readonly directions: Float32Array
}

const ITERATIONS = 8

/**
 * Principal components by orthogonal iteration on the covariance (Golub & Van Loan, Matrix Computations, 8.2.4), from a
 * seeded start. The weak ones converge slowly and may be a rotation of the true ones, which keeps distances all the
 * same.
 */
export function principalComponents (rows: readonly Float32Array[], count: number): Components {
  const { mean, covariance } = covarianceOf(rows)
  const random = seededRandom(1)
  const start = Array.from({ length: count }, () => Float64Array.from(mean, () => random() - 0.5))
  let directions = orthonormalise(start)
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    directions = orthonormalise(
      directions.map((direction) => covariance[0]!.map((_, i) => inner(covariance[i]!, direction)))
    )
  }
  return { mean: Float32Array.from(mean), directions: concat(directions) }
}

function covarianceOf (rows: readonly Float32Array[]): { mean: Float64Array; covariance: Float64Array[] } {
  const mean = new Float64Array(rows[0]!.length)
  for (const row of rows) addScaled(mean, Float64Array.from(row), 1 / rows.length)
  const covariance = Array.from(mean, () => new Float64Array(mean.length))
  for (const row of rows) {
    const centred = mean.map((value, i) => row[i]! - value)
    covariance.forEach((line, i) => addScaled(line, centred, centred[i]! / rows.length))
  }
  return { mean, covariance }
}

/** Gram-Schmidt, modified, twice over: once leaves traces of the strong directions in the weak ones. */
function orthonormalise (vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = []
  for (const vector of vectors) {
    for (let pass = 0; pass < 2; pass++) {
      for (const other of done) addScaled(vector, other, -inner(vector, other))
      const norm = Math.sqrt(inner(vector, vector))
      for (let i = 0; i < vector.length; i++) vector[i]! /= norm
    }
    done.push(vector)
  }
  return done
}

function concat (vectors: readonly Float64Array[]): Float32Array {
  const width = vectors[0]!.length
  const all = new Float32Array(vectors.length * width)
  vectors.forEach((vector, i) => all.set(vector, i * width))
  return all
}
