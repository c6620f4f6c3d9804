import type { EnsembleWeights } from './profile.ts'
import { sigmoid, softmax, type LabelEvidence } from './label-evidence.ts'
import type { EvidenceKind } from './tagging.ts'
import type { Attribute } from '../taxonomy/taxonomy.ts'

const LEAST = 1e-4

type Type = Pick<Attribute, 'type'>

/**
 * What a source says on the scale on which sources add up: log probabilities, or log odds where a product can have
 * several labels.
 */
export interface Opinion {
  readonly kind: EvidenceKind
  readonly values: Float64Array
}

/**
 * One confidence for each label from what the sources say: a weighted product of their probabilities
 * (log-linear pool, Genest and Zidek 1986), for several labels at once of each label's odds; then calibrated.
 */
export function combine (attribute: Type, sources: readonly LabelEvidence[], weighing: EnsembleWeights): number[] {
  return calibrate(
    attribute,
    pool(
      attribute,
      sources.map((one) => opinionOf(attribute, one)),
      weighing
    ),
    weighing
  )
}

export function opinionOf ({ type }: Type, { kind, probabilities }: LabelEvidence): Opinion {
  const values = Float64Array.from(probabilities).map((value) => {
    const probability = Math.min(1 - LEAST, Math.max(LEAST, value))
    return Math.log(type === 'ONE_OF' ? probability : probability / (1 - probability))
  })
  return { kind, values }
}

/** Scores before calibration. For MANY_OF the weights add up to 1, so that agreement is not counted twice. */
export function pool (
  { type }: Type,
  opinions: readonly Opinion[],
  { weights }: Pick<EnsembleWeights, 'weights'>
): Float64Array {
  const scores = new Float64Array(opinions[0]!.values.length)
  let total = 0
  for (const { kind, values } of opinions) {
    const weight = weights[kind] ?? 0
    total += weight
    for (let i = 0; i < scores.length; i++) scores[i]! += weight * values[i]!
  }
  return type === 'ONE_OF' || total === 0 ? scores : scores.map((score) => score / total)
}

export function calibrate (
  { type }: Type,
  scores: Float64Array,
  { temperature, offset }: Pick<EnsembleWeights, 'temperature' | 'offset'>
): number[] {
  if (type === 'ONE_OF') return softmax(Array.from(scores.map((score) => score / temperature)))
  return Array.from(scores.map((score) => sigmoid(score / temperature + offset)))
}
