import type { Observation } from '../tagging/observation.ts'
import { statedLabels } from '../tagging/observation.ts'
import type { ObservedProduct } from '../tagging/labelled-photos.ts'
import type { Tagger } from '../tagging/tagger.ts'
import { isWithin, type Attribute } from '../tagging/taxonomy.ts'
import { expectedCalibrationError, reliability, riskCoverage, type Answer, type CoveragePoint, type ReliabilityBin } from './calibration.ts'
import { mean } from './metrics.ts'

export interface LabelFigures {
  readonly label: string
  readonly support: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

export interface AttributeFigures {
  readonly attribute: string
  /** Products that state a value. */
  readonly products: number
  /** Share whose best value is right. */
  readonly top1: number
  readonly macroF1: number
  readonly labels: readonly LabelFigures[]
  /** Of what the threshold lets through; absent where no threshold is known. */
  readonly assigned?: { readonly threshold: number, readonly coverage: number, readonly precision: number } | undefined
  readonly riskCoverage: readonly CoveragePoint[]
  readonly calibrationError: number
  readonly reliability: readonly ReliabilityBin[]
  readonly confusions: ReadonlyArray<{ readonly stated: string, readonly given: string, readonly count: number }>
}

export interface EvaluateTaggingOptions {
  readonly tagger: Tagger
  readonly products: readonly ObservedProduct[]
  readonly observe: (product: ObservedProduct) => Observation
  /** Whether every label of the taxonomy may be given, or only those that the products state. */
  readonly open: boolean
}

interface Outcome extends Answer {
  readonly stated: readonly string[]
  readonly given: string
}

const MAX_CONFUSIONS = 10

/** Judges the tags of products whose tags are known, one attribute after the other, each as if the category were known. */
export function evaluateTagging (options: EvaluateTaggingOptions): AttributeFigures[] {
  const { taxonomy } = options.tagger
  return [taxonomy.category, ...taxonomy.attributes].flatMap((attribute) => {
    const outcomes = outcomesOf(attribute, options)
    return outcomes.length === 0 ? [] : [figuresOf(attribute, outcomes, options.tagger)]
  })
}

function outcomesOf (attribute: Attribute, { tagger, products, observe, open }: EvaluateTaggingOptions): Outcome[] {
  const known = products.map((product) => ({ product, stated: statedLabels(product.product, attribute.name, tagger.taxonomy) })).filter(({ stated }) => stated.length > 0)
  const inFile = [...new Set(known.flatMap(({ stated }) => stated))]
  return known.map(({ product, stated }) => {
    const { candidates } = tagger.read(attribute, observe(product))
    const allowed = open ? candidates : candidates.filter(({ value }) => inFile.some((label) => isWithin(value, label)))
    const [best] = allowed as [typeof allowed[0], ...typeof allowed]
    // Probabilities of exclusive labels are those given that one of the allowed is right.
    const mass = attribute.type === 'ONE_OF' ? allowed.reduce((sum, { confidence }) => sum + confidence, 0) : 1
    const given = inFile.filter((label) => isWithin(best.value, label)).sort((a, b) => b.length - a.length)[0] ?? best.value
    return { stated, given, confidence: best.confidence / mass, isRight: stated.some((label) => isWithin(best.value, label)) }
  })
}

function figuresOf (attribute: Attribute, outcomes: readonly Outcome[], tagger: Tagger): AttributeFigures {
  const labels = [...new Set(outcomes.flatMap(({ stated }) => stated))].sort().map((label) => labelFigures(label, outcomes))
  const threshold = attribute.threshold ?? tagger.profileOf(attribute).threshold
  return {
    attribute: attribute.name,
    products: outcomes.length,
    top1: mean(outcomes.map(({ isRight }) => isRight ? 1 : 0)),
    macroF1: mean(labels.map(({ f1 }) => f1)),
    labels,
    assigned: threshold === undefined ? undefined : assignedFigures(threshold, outcomes),
    riskCoverage: riskCoverage(outcomes),
    calibrationError: expectedCalibrationError(outcomes),
    reliability: reliability(outcomes),
    confusions: confusionsOf(outcomes)
  }
}

/** A product that states several values is a hit for each of them that was given, a miss for none. */
function labelFigures (label: string, outcomes: readonly Outcome[]): LabelFigures {
  const right = outcomes.filter(({ given, stated }) => given === label && stated.includes(label)).length
  const given = outcomes.filter((outcome) => outcome.given === label).length
  const missed = outcomes.filter(({ stated, isRight }) => stated.includes(label) && !isRight).length
  const precision = given === 0 ? 0 : right / given
  const recall = right + missed === 0 ? 0 : right / (right + missed)
  return { label, support: right + missed, precision, recall, f1: precision + recall === 0 ? 0 : 2 * precision * recall / (precision + recall) }
}

function assignedFigures (threshold: number, outcomes: readonly Outcome[]): NonNullable<AttributeFigures['assigned']> {
  const assigned = outcomes.filter(({ confidence }) => confidence >= threshold)
  const right = assigned.filter(({ isRight }) => isRight).length
  return { threshold, coverage: assigned.length / outcomes.length, precision: assigned.length === 0 ? 1 : right / assigned.length }
}

function confusionsOf (outcomes: readonly Outcome[]): AttributeFigures['confusions'] {
  const counts = new Map<string, { stated: string, given: string, count: number }>()
  for (const { stated, given, isRight } of outcomes) {
    if (isRight) continue
    const key = JSON.stringify([stated[0], given])
    counts.set(key, { stated: stated[0]!, given, count: (counts.get(key)?.count ?? 0) + 1 })
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).slice(0, MAX_CONFUSIONS)
}
