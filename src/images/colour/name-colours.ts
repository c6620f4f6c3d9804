import { multiply } from '../../learning/linear-algebra.ts'
import type { LogisticModel } from '../../learning/logistic.ts'
import { softmax } from '../../learning/softmax.ts'

/**
 * Probability of each of `COLOURS` to be what one who looks at a photo calls its thing; they add up to 1. From `colourEvidence`
 * of its pixels and, where the classifier was fitted with them, from `components` that tell what else the photo shows.
 */
export function nameColours ({ weights, biases }: LogisticModel, evidence: Float32Array, components: Float32Array = new Float32Array(0)): Float32Array {
  const all = new Float32Array(evidence.length + components.length)
  all.set(evidence)
  all.set(components, evidence.length)
  return softmax(multiply(weights, all).map((logit, i) => logit + biases[i]!))
}
