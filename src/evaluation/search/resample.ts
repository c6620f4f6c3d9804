import { seededRandom } from '../../shared/seeded-random.ts'
import { mean } from '../metrics.ts'

/** A mean with the interval that holds 95 % of the means of samples drawn again. */
export interface Estimate {
  readonly mean: number
  readonly low: number
  readonly high: number
  readonly count: number
}

/** Of two runs over the same queries: mean difference, its interval, and how often chance alone gives as much. */
export interface Difference extends Estimate {
  /** Two-sided, of a paired randomization test. */
  readonly p: number
}

const SAMPLES = 1000
const ROUNDS = 10_000
const TAIL = 0.025

/** Percentile bootstrap over queries (Efron 1979; Sakai 2006 for search); the same for equal values. */
export function estimate (values: readonly number[]): Estimate {
  const random = seededRandom(values.length)
  const means = Array.from({ length: SAMPLES }, () =>
    mean(values.map(() => values[Math.floor(random() * values.length)]!))
  ).sort((a, b) => a - b)
  return {
    mean: mean(values),
    low: means[Math.floor(TAIL * SAMPLES)]!,
    high: means[Math.ceil((1 - TAIL) * SAMPLES) - 1]!,
    count: values.length
  }
}

/**
 * Paired: the differences keep their size, and chance decides their signs (Smucker, Allan and Carterette 2007). The
 * observed one is among the rounds, so that p is never 0.
 */
export function compare (before: readonly number[], after: readonly number[]): Difference {
  if (before.length !== after.length) throw new RangeError('pairs are needed')
  const differences = after.map((value, i) => value - before[i]!)
  const observed = Math.abs(mean(differences))
  const changed = differences.filter((difference) => difference !== 0)
  const random = seededRandom(differences.length)
  let extreme = 1
  for (let round = 0; round < ROUNDS; round++) {
    const sum = changed.reduce((total, difference) => total + (random() < 0.5 ? difference : -difference), 0)
    if (Math.abs(sum) / differences.length >= observed - 1e-12) extreme++
  }
  return { ...estimate(differences), p: extreme / (ROUNDS + 1) }
}
