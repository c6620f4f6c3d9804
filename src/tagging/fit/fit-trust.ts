import { branchesOf } from '../category.ts'
import { calibrate, pool } from '../combine.ts'
import type { EnsembleWeights, Trust } from '../profile.ts'
import { isWithin, type Attribute } from '../../taxonomy/taxonomy.ts'
import type { Sample } from './fit-ensemble.ts'

/** What was said of a product: a label with its confidence, and whether it was right. */
interface Answer {
  readonly value: string
  readonly confidence: number
  readonly isRight: boolean
  readonly nearness?: number | undefined
}

/** Products that must have a label before it is assigned at all. */
const LEAST_EXAMPLES = 15
/** How many answers of a label what is known of all labels is worth. */
const PRIOR = 10
/** Share of the right answers that are farther from the label's words; photos farther still are unlike all seen. */
const FARTHEST = 0.03
/** More than any confidence. */
const NEVER = 2
/** Labels that are nearly always right let others be wrong more often: by so much, looked for in such steps. */
const [LENIENCE, STEP] = [0.05, 0.005]
/** What is assigned must be likelier than not, however rarely the examples were wrong. */
const LEAST_CONFIDENCE = 0.5

/**
 * From where on each label, and each branch where its best label is not sure enough, counts: all labels together are
 * right as often as `precision`, none much more seldom, each branch as often. Few answers of a label are
 * counted together with those of all labels (an empirical Bayes estimate).
 * Samples must have an opinion of each source that `weighing` is for.
 */
export function fitTrust (
  attribute: Pick<Attribute, 'type' | 'labels'>,
  samples: readonly Sample[],
  weighing: EnsembleWeights,
  precision: number
): Record<string, Trust> {
  const read = samples.map((sample) => ({
    sample,
    confidences: calibrate(attribute, pool(attribute, sample.opinions, weighing), weighing)
  }))
  const answers = read.flatMap(({ sample, confidences }) => answersOf(attribute, sample, confidences))
  const examples = examplesOf(attribute, samples)
  const trusted = trustsTogether(answers, examples, precision)
  if (attribute.type !== 'ONE_OF') return trusted
  const doubtful = read.filter(({ sample, confidences }) => {
    const [{ value, confidence }] = answersOf(attribute, sample, confidences) as [Answer]
    return confidence < (trusted[value]?.confidence ?? Infinity)
  })
  const above = doubtful.flatMap(({ sample, confidences }) => branchAnswers(attribute, sample, confidences))
  // Examples that are all of one branch never show what is taken for it wrongly: what holds for all is the least.
  const branches = Object.entries(trustsOf(above, examples, precision)).map(([value, trust]) => [
    value,
    { ...trust, confidence: Math.max(trust.confidence, weighing.threshold ?? NEVER) }
  ])
  return { ...Object.fromEntries(branches), ...trusted }
}

/** The best of exclusive labels, else each label. */
function answersOf (
  { type, labels }: Pick<Attribute, 'type' | 'labels'>,
  { isTrue, nearness }: Sample,
  confidences: readonly number[]
): Answer[] {
  const all = labels.map(({ value }, i) => ({
    value,
    confidence: confidences[i]!,
    isRight: isTrue[i]!,
    nearness: type === 'ONE_OF' ? nearness?.[i] : undefined
  }))
  return type === 'ONE_OF' ? [all.reduce((a, b) => (b.confidence > a.confidence ? b : a))] : all
}

/** The branches above the best label, by the confidence of all that is in them. */
function branchAnswers (
  attribute: Pick<Attribute, 'type' | 'labels'>,
  sample: Sample,
  confidences: readonly number[]
): Answer[] {
  const [best] = answersOf(attribute, sample, confidences) as [Answer]
  return branchesOf(best.value)
    .slice(1)
    .map((value) => {
      const rows = [...attribute.labels.keys()].filter((i) => isWithin(attribute.labels[i]!.value, value))
      const confidence = Math.min(1, rows.reduce((sum, i) => sum + confidences[i]!, 0))
      return { ...best, value, confidence, isRight: rows.some((i) => sample.isTrue[i]) }
    })
}

/** Products by label and by branch. */
function examplesOf ({ labels }: Pick<Attribute, 'labels'>, samples: readonly Sample[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { isTrue } of samples) {
    const its = new Set(labels.flatMap(({ value }, i) => (isTrue[i] ? branchesOf(value) : [])))
    for (const value of its) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return counts
}

/** The most lenient aim for single labels by which all that is assigned is still right often enough. */
function trustsTogether (
  answers: readonly Answer[],
  examples: ReadonlyMap<string, number>,
  precision: number
): Record<string, Trust> {
  const aims = Array.from({ length: Math.round(LENIENCE / STEP) }, (_, i) => precision - (i + 1) * STEP)
  const lenient = aims
    .map((aim) => trustsOf(answers, examples, aim))
    .findLast((trusts) => shareRight(answers, trusts) >= precision)
  return lenient ?? trustsOf(answers, examples, precision)
}

function shareRight (answers: readonly Answer[], trusts: Readonly<Record<string, Trust>>): number {
  const assigned = answers.filter(({ value, confidence, nearness = Infinity }) => {
    const trust = trusts[value]
    return trust !== undefined && confidence >= trust.confidence && nearness >= (trust.nearness ?? -Infinity)
  })
  return assigned.filter(({ isRight }) => isRight).length / assigned.length
}

function trustsOf (
  answers: readonly Answer[],
  examples: ReadonlyMap<string, number>,
  precision: number
): Record<string, Trust> {
  const sorted = answers.toSorted((a, b) => b.confidence - a.confidence)
  let right = 0
  const overall = new Map(sorted.map((answer, i) => [answer, (right += Number(answer.isRight)) / (i + 1)]))
  const known = [...examples].flatMap(([value, count]) => (count < LEAST_EXAMPLES ? [] : [value]))
  return Object.fromEntries(
    known.flatMap((value) => {
      const its = sorted.filter((answer) => answer.value === value)
      if (its.length === 0) return []
      const confidence = Math.max(LEAST_CONFIDENCE, thresholdOf(its, overall, precision) ?? NEVER)
      return [[value, { confidence, nearness: farthest(its) }] as const]
    })
  )
}

/** Best first. The lowest confidence down to which the label's answers are right often enough. */
function thresholdOf (
  answers: readonly Answer[],
  overall: ReadonlyMap<Answer, number>,
  precision: number
): number | undefined {
  let right = 0
  let threshold: number | undefined
  answers.forEach((answer, i) => {
    right += Number(answer.isRight)
    // All of one confidence are assigned, or none.
    if (answers[i + 1]?.confidence === answer.confidence) return
    if ((right + PRIOR * overall.get(answer)!) / (i + 1 + PRIOR) >= precision) threshold = answer.confidence
  })
  return threshold
}

function farthest (answers: readonly Answer[]): number | undefined {
  const near = answers.flatMap(({ isRight, nearness }) => (isRight && nearness !== undefined ? [nearness] : []))
  return near.sort((a, b) => a - b)[Math.floor(near.length * FARTHEST)]
}
