import type { Product } from '../catalogue/product.ts'
import type { Observation } from '../tagging/observation.ts'
import { statedLabels } from '../tagging/observation.ts'
import type { ObservedProduct } from '../tagging/fit/labelled-photos.ts'
import type { Tagger } from '../tagging/tagger.ts'
import { isWithin, type Attribute } from '../taxonomy/taxonomy.ts'
import {
  expectedCalibrationError,
  reliability,
  riskCoverage,
  type Answer,
  type CoveragePoint,
  type ReliabilityBin
} from './calibration.ts'
import { mean } from './metrics.ts'

interface LabelFigures {
  readonly label: string
  readonly support: number
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** Products that state one value and were given another. */
export interface Confusion {
  readonly stated: string
  readonly given: string
  readonly count: number
  /** Some of them, the most confident first. */
  readonly examples: ReadonlyArray<{
    readonly productId: string
    readonly image: string
    readonly confidence: number
  }>
}

export interface AttributeFigures {
  readonly attribute: string
  /** Products that state a value. */
  readonly products: number
  /** Share whose best value is right. */
  readonly top1: number
  readonly macroF1: number
  readonly labels: readonly LabelFigures[]
  /** Of what its threshold lets through, the lowest of them; absent where none is known. */
  readonly assigned?:
    { readonly threshold: number; readonly coverage: number; readonly precision: number } | undefined
  readonly riskCoverage: readonly CoveragePoint[]
  readonly calibrationError: number
  readonly reliability: readonly ReliabilityBin[]
  /** The most frequent mistakes. */
  readonly confusions: readonly Confusion[]
  /** How often a stated value was given which; the right ones, too. */
  readonly cells: ReadonlyArray<Pick<Confusion, 'stated' | 'given' | 'count'>>
}

export interface EvaluateTaggingOptions {
  readonly tagger: Tagger
  readonly products: readonly ObservedProduct[]
  readonly observe: (product: ObservedProduct) => Observation
  /** Whether every label of the taxonomy may be given, or only those that the products state. */
  readonly open: boolean
}

interface Outcome extends Answer {
  readonly product: Product
  readonly stated: readonly string[]
  readonly given: string
  readonly threshold: number | undefined
}

const MAX_CONFUSIONS = 10
const MAX_EXAMPLES = 12

/**
 * Judges the tags of products whose tags are known, one attribute after the other, each as if the category were known.
 */
export function evaluateTagging (options: EvaluateTaggingOptions): AttributeFigures[] {
  const { taxonomy } = options.tagger
  return [taxonomy.category, ...taxonomy.attributes].flatMap((attribute) => {
    const outcomes = outcomesOf(attribute, options)
    return outcomes.length === 0 ? [] : [figuresOf(attribute, outcomes)]
  })
}

function outcomesOf (attribute: Attribute, { tagger, products, observe, open }: EvaluateTaggingOptions): Outcome[] {
  const known = products
    .map((product) => ({ product, stated: statedLabels(product.product, attribute.name, tagger.taxonomy) }))
    .filter(({ stated }) => stated.length > 0)
  const inFile = [...new Set(known.flatMap(({ stated }) => stated))]
  return known.map(({ product, stated }) => {
    const { candidates, threshold } = tagger.read(attribute, observe(product))
    const allowed = open
      ? candidates
      : candidates.filter(({ value }) => inFile.some((label) => isWithin(value, label)))
    const [best] = allowed as [(typeof allowed)[0], ...typeof allowed]
    // Probabilities of exclusive labels are those given that one of the allowed is right.
    const mass = attribute.type === 'ONE_OF' ? allowed.reduce((sum, { confidence }) => sum + confidence, 0) : 1
    const given =
      inFile.filter((label) => isWithin(best.value, label)).sort((a, b) => b.length - a.length)[0] ?? best.value
    return {
      product: product.product,
      stated,
      given,
      threshold,
      confidence: best.confidence / mass,
      isRight: stated.some((label) => isWithin(best.value, label))
    }
  })
}

function figuresOf (attribute: Attribute, outcomes: readonly Outcome[]): AttributeFigures {
  const labels = [...new Set(outcomes.flatMap(({ stated }) => stated))]
    .sort()
    .map((label) => labelFigures(label, outcomes))
  return {
    attribute: attribute.name,
    products: outcomes.length,
    top1: mean(outcomes.map(({ isRight }) => (isRight ? 1 : 0))),
    macroF1: mean(labels.map(({ f1 }) => f1)),
    labels,
    assigned: assignedFigures(outcomes),
    riskCoverage: riskCoverage(outcomes),
    calibrationError: expectedCalibrationError(outcomes),
    reliability: reliability(outcomes),
    confusions: confusionsOf(outcomes.filter(({ isRight }) => !isRight)),
    cells: grouped(outcomes).map(({ stated, given, outcomes }) => ({ stated, given, count: outcomes.length }))
  }
}

/** A product that states several values is a hit for each of them that was given, a miss for none. */
function labelFigures (label: string, outcomes: readonly Outcome[]): LabelFigures {
  const right = outcomes.filter(({ given, stated }) => given === label && stated.includes(label)).length
  const given = outcomes.filter((outcome) => outcome.given === label).length
  const missed = outcomes.filter(({ stated, isRight }) => stated.includes(label) && !isRight).length
  const precision = given === 0 ? 0 : right / given
  const recall = right + missed === 0 ? 0 : right / (right + missed)
  return {
    label,
    support: right + missed,
    precision,
    recall,
    f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
  }
}

function assignedFigures (outcomes: readonly Outcome[]): AttributeFigures['assigned'] {
  const thresholds = outcomes.flatMap(({ threshold }) => threshold ?? [])
  if (thresholds.length === 0) return undefined
  const assigned = outcomes.filter(({ confidence, threshold = Infinity }) => confidence >= threshold)
  const right = assigned.filter(({ isRight }) => isRight).length
  return {
    threshold: Math.min(...thresholds),
    coverage: assigned.length / outcomes.length,
    precision: assigned.length === 0 ? 1 : right / assigned.length
  }
}

function confusionsOf (mistakes: readonly Outcome[]): Confusion[] {
  return grouped(mistakes)
    .slice(0, MAX_CONFUSIONS)
    .map(({ stated, given, outcomes }) => {
      const surest = [...outcomes].sort((a, b) => b.confidence - a.confidence).slice(0, MAX_EXAMPLES)
      const examples = surest.map(({ product: { id, images }, confidence }) => ({
        productId: id,
        image: images[0]!,
        confidence
      }))
      return { stated, given, count: outcomes.length, examples }
    })
}

/**
 * By what was stated and given, the most frequent first; of several stated values the right one counts, else the first.
 */
function grouped (outcomes: readonly Outcome[]): Array<{ stated: string; given: string; outcomes: Outcome[] }> {
  const groups = new Map<string, { stated: string; given: string; outcomes: Outcome[] }>()
  for (const outcome of outcomes) {
    const { given, isRight } = outcome
    const stated = isRight && outcome.stated.includes(given) ? given : outcome.stated[0]!
    const key = JSON.stringify([stated, given])
    const group = groups.get(key) ?? { stated, given, outcomes: [] }
    group.outcomes.push(outcome)
    groups.set(key, group)
  }
  return [...groups.values()].sort((a, b) => b.outcomes.length - a.outcomes.length)
}
