import { calibrate, combinedScores } from './combine.ts'
import { Head, type Example } from './head.ts'
import type { ObservedProduct } from './labelled-photos.ts'
import { LabelledNeighbours } from './nearest-labelled.ts'
import { statedLabels } from './observation.ts'
import { DEFAULT_PROFILE, type AttributeProfile, type TaggingProfile } from './profile.ts'
import type { LabelBank } from './label-bank.ts'
import type { Source } from './sources.ts'
import { Tagger } from './tagger.ts'
import type { EvidenceKind } from './tagging.ts'
import { isWithin, type Attribute, type Taxonomy } from './taxonomy.ts'

export interface FitOptions {
  readonly taxonomy: Taxonomy
  readonly bank: LabelBank
  readonly model: string
  /** What heads are learned from, and who the neighbours are. */
  readonly train: readonly ObservedProduct[]
  /** What weights, temperatures and thresholds are learned from; none of `train`. */
  readonly validation: readonly ObservedProduct[]
  /** Precision that assigned values should have, 0 to 1. */
  readonly precision: number
}

interface Sample { readonly sources: readonly Source[], readonly truth: readonly string[] }

const LEARNED: readonly EvidenceKind[] = ['PROMPT', 'NEIGHBOUR', 'HEAD']
const STEPS = [0, 0.1, 0.2, 0.35, 0.5, 0.7, 1, 1.4, 2]
/** Fewer answers above a threshold say too little about their precision. */
const MIN_SAMPLES = 20

/** Learns what one shop's labelled photos teach about tagging with one taxonomy and one model. */
export function fitProfile ({ taxonomy, bank, model, train, validation, precision }: FitOptions): TaggingProfile {
  const attributes = [taxonomy.category, ...taxonomy.attributes].filter(({ type }) => type === 'ONE_OF')
  const heads = new Map(attributes.flatMap((attribute) => {
    const head = Head.fit(attribute.name, examplesOf(attribute, train, taxonomy))
    return head ? [[attribute.name, head] as const] : []
  }))
  const tagger = new Tagger({ taxonomy, bank, heads })
  const neighbours = new LabelledNeighbours(train)
  const profiles = attributes.flatMap((attribute) => {
    const samples = samplesOf(attribute, validation, tagger, neighbours)
    return samples.length < MIN_SAMPLES ? [] : [[attribute.name, fitAttribute(attribute, samples, precision)] as const]
  })
  return { version: 1, model, taxonomy: taxonomy.name, precision, attributes: Object.fromEntries(profiles), heads: [...heads.values()].map((head) => head.toJson()) }
}

function examplesOf (attribute: Attribute, products: readonly ObservedProduct[], taxonomy: Taxonomy): Example[] {
  const values = new Set(attribute.labels.map(({ value }) => value))
  return products.flatMap(({ product, embedding }) => {
    const [value] = statedLabels(product, attribute.name, taxonomy)
    // A category that is a branch teaches nothing about its leaves.
    return value !== undefined && values.has(value) ? [{ embedding, value }] : []
  })
}

function samplesOf (attribute: Attribute, products: readonly ObservedProduct[], tagger: Tagger, neighbours: LabelledNeighbours): Sample[] {
  return products.flatMap((product) => {
    const truth = statedLabels(product.product, attribute.name, tagger.taxonomy)
    return truth.length === 0 ? [] : [{ truth, sources: tagger.read(attribute, neighbours.observe(product)).sources }]
  })
}

/** Weights one after the other by the likelihood of the truth until none moves; they calibrate, too, and the temperature finishes it. */
function fitAttribute (attribute: Attribute, samples: readonly Sample[], precision: number): AttributeProfile {
  const loss = (profile: AttributeProfile) => lossOf(attribute, samples, profile)
  let best = DEFAULT_PROFILE
  for (let round = 0; round < 4; round++) {
    const before = best
    for (const kind of LEARNED) best = lowest(STEPS.map((weight) => ({ ...best, weights: { ...best.weights, [kind]: weight } })), loss)
    if (before === best) break
  }
  const cooled = lowest(Array.from({ length: 41 }, (_, i) => ({ ...best, temperature: 0.5 * 1.05 ** i })), loss)
  const threshold = thresholdFor(attribute, samples, cooled, precision)
  return threshold === undefined ? cooled : { ...cooled, threshold }
}

function lossOf (attribute: Attribute, samples: readonly Sample[], profile: AttributeProfile): number {
  return samples.reduce((sum, { sources, truth }) => {
    const confidences = calibrate(attribute, combinedScores(attribute, sources, profile), profile.temperature)
    const right = confidences.reduce((mass, confidence, i) => isTrue(attribute.labels[i]!.value, truth) ? mass + confidence : mass, 0)
    return sum - Math.log(Math.max(right, 1e-9))
  }, 0) / samples.length
}

function thresholdFor (attribute: Attribute, samples: readonly Sample[], profile: AttributeProfile, precision: number): number | undefined {
  const answers = samples.map(({ sources, truth }) => {
    const confidences = calibrate(attribute, combinedScores(attribute, sources, profile), profile.temperature)
    const best = confidences.indexOf(Math.max(...confidences))
    return { confidence: confidences[best]!, isRight: isTrue(attribute.labels[best]!.value, truth) }
  }).sort((a, b) => b.confidence - a.confidence)
  let right = 0
  let threshold: number | undefined
  answers.forEach(({ confidence, isRight }, i) => {
    right += isRight ? 1 : 0
    if (i + 1 >= MIN_SAMPLES && right / (i + 1) >= precision) threshold = confidence
  })
  return threshold
}

function isTrue (value: string, truth: readonly string[]): boolean {
  return truth.some((stated) => isWithin(value, stated))
}

/** The first of the lowest, so that a tie keeps what was there first. */
function lowest<T> (candidates: readonly T[], loss: (candidate: T) => number): T {
  return candidates.map((candidate) => ({ candidate, loss: loss(candidate) })).reduce((a, b) => b.loss < a.loss ? b : a).candidate
}
