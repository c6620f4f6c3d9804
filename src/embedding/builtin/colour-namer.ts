import { multiply } from '../../learning/linear-algebra.ts'
import type { Head } from './head.ts'
import { softmax } from './softmax.ts'

/** Added to a share before its logarithm is taken: a colour that is absent is not infinitely far from one that is rare. */
const LEAST_SHARE = 0.02
/** About the mean of those logarithms, so that the classifier reads values around 0. */
const CENTRE = -3
const LOG_WEIGHT = 0.5

/** What the name of a colour depends on: how much of the thing looks like each of `COLOURS`, and what the photo shows, as components of its features. */
export function colourEvidence (shares: Float32Array, components: Float32Array): Float32Array {
  const evidence = new Float32Array(shares.length + components.length)
  evidence.set(shares.map((share) => LOG_WEIGHT * (Math.log(share + LEAST_SHARE) - CENTRE)))
  evidence.set(components, shares.length)
  return evidence
}

/** Probability of each of `COLOURS` to be what one who looks at it calls the thing; they add up to 1. */
export function nameColours ({ colourWeights, colourBiases }: Pick<Head, 'colourWeights' | 'colourBiases'>, evidence: Float32Array): Float32Array {
  return softmax(multiply(colourWeights, evidence).map((logit, i) => logit + colourBiases[i]!))
}
