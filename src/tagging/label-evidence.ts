import type { EvidenceKind } from './tagging.ts'
import type { Comparison } from './label-embeddings.ts'
import type { Head } from './head.ts'
import { statedLabels, type Observation } from './observation.ts'
import { CATEGORY, isWithin, type Attribute, type Taxonomy } from '../taxonomy/taxonomy.ts'

/** What one source says: a probability for each label of the attribute, in its order. */
export interface LabelEvidence {
  readonly kind: EvidenceKind
  readonly probabilities: readonly number[]
  /** Of prompts: how near each label is, in deviations. Unlike probabilities, they stay low where no label fits. */
  readonly nearness?: Float32Array | undefined
}

/** How sharply similarities in deviations become probabilities. */
const SHARPNESS = 2
/** For several labels at once: deviations above the mean at which a label is as likely as not. */
const MANY_FROM = 1.8
/** Similarity at which a neighbour counts 1/e of the nearest: exponential as in Tip-Adapter (Zhang et al. 2022). */
const REACH = 0.06
/** Deviations above the similarity of different products at which a photo is as likely as not of the same kind. */
const LIKE_FROM = 1.5
/**
 * How far on the way from the mean similarity of different products to 1 a photo must be; those of a catalogue of other
 * things are not.
 */
const LIKE_ENOUGH = 0.5
/**
 * Share of the neighbours that must state something for their vote to count whole: a few among many speak for
 * themselves only.
 */
const SAY_FROM = 1 / 3
/** Share of the vote that goes to all labels alike: catalogues hold mistakes, too. */
const DOUBT = 0.1

export function promptEvidence (kind: 'PROMPT' | 'TITLE', { name, type }: Attribute, comparison: Comparison): LabelEvidence {
  const nearness = comparison.standardised(name)
  const scores = Array.from(nearness, (score) => score * SHARPNESS)
  return {
    kind,
    nearness,
    probabilities: type === 'ONE_OF' ? softmax(scores) : scores.map((score) => sigmoid(score - SHARPNESS * MANY_FROM))
  }
}

/**
 * The vote of the neighbours that say something about the attribute; undefined where none does or none is like the
 * photo.
 */
export function neighbourEvidence (
  attribute: Attribute,
  { neighbours, unlike }: Pick<Observation, 'neighbours' | 'unlike'>,
  taxonomy: Taxonomy,
  prior: LabelEvidence
): LabelEvidence | undefined {
  const bestScore = neighbours[0]?.score ?? 0
  if (unlike && bestScore - unlike.mean < LIKE_ENOUGH * (1 - unlike.mean)) return undefined
  const votes = new Float64Array(attribute.labels.length)
  let [total, silent] = [0, 0]
  for (const { product, score } of neighbours) {
    const stated = statedLabels(product, attribute.name, taxonomy)
    const weight = Math.exp((score - bestScore) / REACH)
    if (stated.length === 0) silent += weight
    else total += weight
    for (const value of stated) addVote(votes, weight, attribute, value, prior)
  }
  if (total === 0) return undefined
  const even = attribute.type === 'ONE_OF' ? 1 / votes.length : 0.5
  const trust = (1 - DOUBT) * likeness(bestScore, unlike)
  const say = Math.min(1, total / (total + silent) / SAY_FROM)
  return {
    kind: 'NEIGHBOUR',
    probabilities: Array.from(
      votes,
      (vote, i) =>
        say * (trust * Math.min(1, vote / total) + (1 - trust) * even) + (1 - say) * prior.probabilities[i]!
    )
  }
}

/**
 * 0 to 1: whether the nearest photo is nearer than any photo would be. A catalogue of lamps has nothing to say about a
 * shirt.
 */
function likeness (score: number, unlike: Observation['unlike']): number {
  return unlike ? sigmoid(2 * ((score - unlike.mean) / (unlike.deviation || 1) - LIKE_FROM)) : 1
}

/** A classifier knows some labels only: it shares out anew what the prompts give to those. */
export function headEvidence (
  { labels }: Attribute,
  known: ReadonlyMap<string, number>,
  prior: LabelEvidence
): LabelEvidence {
  const isKnown = labels.map(({ value }) => known.has(value))
  const mass = prior.probabilities.reduce((sum, probability, i) => sum + (isKnown[i] ? probability : 0), 0)
  return {
    kind: 'HEAD',
    probabilities: labels.map(({ value }, i) => (isKnown[i] ? known.get(value)! * mass : prior.probabilities[i]!))
  }
}

/** A color counts as there from a third of the probability on. */
export function colorEvidence (
  { name, labels }: Attribute,
  colors: ReadonlyMap<string, number>,
  taxonomy: Taxonomy
): LabelEvidence {
  const shares = new Map<string, number>()
  for (const [color, share] of colors) {
    const value = taxonomy.resolve(name, color)
    if (value !== undefined) shares.set(value, (shares.get(value) ?? 0) + share)
  }
  return { kind: 'COLOR', probabilities: labels.map(({ value }) => sigmoid(12 * ((shares.get(value) ?? 0) - 0.33))) }
}

export function predictKnown (head: Head, embedding: Float32Array, labels: ReadonlySet<string>): Map<string, number> {
  const known = new Map([...head.predict(embedding)].filter(([value]) => labels.has(value)))
  const total = [...known.values()].reduce((sum, probability) => sum + probability, 0)
  return new Map([...known].map(([value, probability]) => [value, probability / total]))
}

/** A vote for a branch goes to its leaves, by how well their prompts fit. */
function addVote (
  votes: Float64Array,
  weight: number,
  { name, labels }: Attribute,
  value: string,
  prior: LabelEvidence
): void {
  const shares = labels.map((label, i) =>
    (name === CATEGORY ? isWithin(label.value, value) : label.value === value) ? prior.probabilities[i]! : 0
  )
  const total = shares.reduce((sum, share) => sum + share, 0)
  if (total > 0) {
    shares.forEach((share, i) => {
      votes[i]! += (weight * share) / total
    })
  }
}

export function softmax (scores: readonly number[]): number[] {
  let [largest, total] = [-Infinity, 0]
  for (const score of scores) if (score > largest) largest = score
  const powers = scores.map((score) => {
    const power = Math.exp(score - largest)
    total += power
    return power
  })
  for (let i = 0; i < powers.length; i++) powers[i]! /= total
  return powers
}

export function sigmoid (score: number): number {
  return 1 / (1 + Math.exp(-score))
}
