import type { AttributeProfile } from './profile.ts'
import { sigmoid, softmax, type Source } from './sources.ts'
import type { Attribute } from './taxonomy.ts'

const LEAST = 1e-4

/**
 * One confidence for each label from what the sources say: a weighted product of their probabilities
 * (log-linear pool, Genest and Zidek 1986), for several labels at once of each label's odds; then the temperature.
 */
export function combine (attribute: Attribute, sources: readonly Source[], profile: AttributeProfile): number[] {
  return calibrate(attribute, combinedScores(attribute, sources, profile), profile.temperature)
}

/** Scores before the temperature. For MANY_OF the weights add up to 1, so that agreement is not counted twice. */
export function combinedScores ({ type, labels }: Attribute, sources: readonly Source[], { weights }: Pick<AttributeProfile, 'weights'>): number[] {
  const scores = labels.map((_, i) => sources.reduce((sum, { kind, probabilities }) => {
    const probability = Math.min(1 - LEAST, Math.max(LEAST, probabilities[i]!))
    return sum + weights[kind] * Math.log(type === 'ONE_OF' ? probability : probability / (1 - probability))
  }, 0))
  const total = sources.reduce((sum, { kind }) => sum + weights[kind], 0) || 1
  return type === 'ONE_OF' ? scores : scores.map((score) => score / total)
}

export function calibrate ({ type }: Pick<Attribute, 'type'>, scores: readonly number[], temperature: number): number[] {
  const cooled = scores.map((score) => score / temperature)
  return type === 'ONE_OF' ? softmax(cooled) : cooled.map(sigmoid)
}
