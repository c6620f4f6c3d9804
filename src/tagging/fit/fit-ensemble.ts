import { calibrate, pool, type Opinion } from '../combine.ts'
import { DEFAULT_ENSEMBLE, type EnsembleWeights } from '../profile.ts'
import type { EvidenceKind } from '../tagging.ts'
import type { Attribute } from '../../taxonomy/taxonomy.ts'

/** What the sources say about one product, and which labels are true of it. */
export interface Sample {
  readonly opinions: readonly Opinion[]
  readonly isTrue: readonly boolean[]
  /** How near the photo is to each label's words, in deviations. */
  readonly nearness?: ArrayLike<number> | undefined
  /** Whether its labels are sure enough to set a threshold by. Default: they are. */
  readonly isSure?: boolean | undefined
}

type Type = Pick<Attribute, 'type'>

const STEPS = [0, 0.1, 0.2, 0.35, 0.5, 0.7, 1, 1.4, 2, 3]
const MAX_ROUNDS = 4
/** One-sided 95 %. */
const Z = 1.645

/**
 * Weights one after the other by the likelihood of the truth until none moves; they calibrate, too, and temperature and
 * offset finish it. All samples must have an opinion of each of `kinds`, and no other is looked at.
 */
export function fitEnsemble (
  attribute: Type,
  kinds: readonly EvidenceKind[],
  samples: readonly Sample[],
  precision: number
): EnsembleWeights {
  const used = samples.map(({ opinions, ...known }) => ({
    ...known,
    opinions: opinions.filter(({ kind }) => kinds.includes(kind))
  }))
  const loss = (weighing: EnsembleWeights) => lossOf(attribute, used, weighing)
  const even: EnsembleWeights = {
    ...DEFAULT_ENSEMBLE,
    weights: Object.fromEntries(kinds.map((kind) => [kind, DEFAULT_ENSEMBLE.weights[kind]]))
  }
  let best = fitCalibration(attribute, used, even)
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = best
    for (const kind of kinds) {
      best = lowest(
        best,
        STEPS.map((weight) => ({ ...best, weights: { ...best.weights, [kind]: weight } })),
        loss
      )
    }
    best = fitCalibration(attribute, used, best)
    if (before === best) break
  }
  const threshold = thresholdFor(
    attribute,
    used.filter(({ isSure = true }) => isSure),
    best,
    precision
  )
  return threshold === undefined ? best : { ...best, threshold }
}

/** The weights stay, so that the scores need to be pooled only once. */
function fitCalibration (attribute: Type, samples: readonly Sample[], start: EnsembleWeights): EnsembleWeights {
  const pooled = samples.map(({ opinions, isTrue }) => ({ isTrue, scores: pool(attribute, opinions, start) }))
  const loss = (weighing: EnsembleWeights) =>
    meanOf(pooled, ({ scores, isTrue }) => lossOfOne(attribute, calibrate(attribute, scores, weighing), isTrue))
  const temperatures = Array.from({ length: 46 }, (_, i) => ({ ...start, temperature: 0.1 * 1.09 ** i }))
  const cooled = lowest(start, temperatures, loss)
  if (attribute.type === 'ONE_OF') return cooled
  return lowest(
    cooled,
    Array.from({ length: 41 }, (_, i) => ({ ...cooled, offset: (i - 20) / 5 })),
    loss
  )
}

function lossOf (attribute: Type, samples: readonly Sample[], weighing: EnsembleWeights): number {
  return meanOf(samples, ({ opinions, isTrue }) =>
    lossOfOne(attribute, calibrate(attribute, pool(attribute, opinions, weighing), weighing), isTrue)
  )
}

/** Negative log likelihood: of any of the true labels, or of each label being what it is. */
function lossOfOne ({ type }: Type, confidences: readonly number[], isTrue: readonly boolean[]): number {
  if (type === 'ONE_OF') {
    return -Math.log(
      Math.max(
        1e-9,
        confidences.reduce((sum, confidence, i) => (isTrue[i] ? sum + confidence : sum), 0)
      )
    )
  }
  return meanOf(
    confidences.map((confidence, i) => (isTrue[i] ? confidence : 1 - confidence)),
    (likelihood) => -Math.log(Math.max(1e-9, likelihood))
  )
}

/**
 * The lowest confidence above which answers are so precise that chance alone hardly explains it:
 * the lower end of Wilson's interval (1927) reaches the precision.
 */
function thresholdFor (
  attribute: Type,
  samples: readonly Sample[],
  weighing: EnsembleWeights,
  precision: number
): number | undefined {
  const answers = samples
    .flatMap(({ opinions, isTrue }) => {
      const confidences = calibrate(attribute, pool(attribute, opinions, weighing), weighing)
      const all = confidences.map((confidence, i) => ({ confidence, isRight: isTrue[i]! }))
      return attribute.type === 'ONE_OF' ? [all.reduce((a, b) => (b.confidence > a.confidence ? b : a))] : all
    })
    .sort((a, b) => b.confidence - a.confidence)
  let right = 0
  let threshold: number | undefined
  answers.forEach(({ confidence, isRight }, i) => {
    right += isRight ? 1 : 0
    if (lowerBound(right, i + 1) >= precision) threshold = confidence
  })
  return threshold
}

function lowerBound (right: number, count: number): number {
  const share = right / count
  const spread = Z * Math.sqrt((share * (1 - share)) / count + (Z * Z) / (4 * count * count))
  return (share + (Z * Z) / (2 * count) - spread) / (1 + (Z * Z) / count)
}

function meanOf<T> (items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0) / items.length
}

/** The first of the lowest, so that a tie keeps what was there first. */
function lowest<T> (start: T, candidates: readonly T[], loss: (candidate: T) => number): T {
  return candidates.reduce(
    (best, candidate) => {
      const its = loss(candidate)
      return its < best.loss - 1e-9 ? { candidate, loss: its } : best
    },
    { candidate: start, loss: loss(start) }
  ).candidate
}
