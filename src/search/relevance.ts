import { NEUTRAL, scoresOf } from '../catalogue/calibrate.ts'
import type { Calibration } from '../catalogue/manifest.ts'
import { isMediaKind, type RecordKind } from '../catalogue/record-keys.ts'
import { fusedLength } from './fusion.ts'
import type { WeightedPart } from './query-part.ts'

/**
 * Relevance, 0 to 1, of a record of that kind with that score. `share`: of the query's words that its product has.
 * `stated`: deviations that are added for what the product says of itself, e.g. its color.
 */
export type RelevanceOf = (score: number, kind: RecordKind, share?: number, stated?: number) => number

interface Scale { readonly mean: number, readonly deviation: number }

/** Deviations above unrelated records at which a record is as likely relevant as not, and how steeply that changes. */
const MIDDLE = 2
const STEEPNESS = 1.2
/**
 * The same for photos asked with a photo alone: where, on the tuning half of bench/absent-photos.ts, goods that the
 * catalogue lacks (6 of 225 came farther) and those that it has (3 of 133 less far) are told apart best.
 */
const MIDDLE_OF_PHOTOS = 1.85

/**
 * With the words of the catalogue at hand: deviations that all words of a query are worth, and how many more than
 * MIDDLE make a product as likely relevant as not. Fitted on the tuning half of the judged queries, for the built-in
 * model; see training/fit-words.ts. No other model was measured.
 */
const WORDS = 4
const MORE_WITH_WORDS = 1.3

/**
 * Words and photos do not score on one scale, so scores are standardised by kind of record (arXiv 2511.22141):
 * relevance is a logistic curve over the deviations by which a score lies above those of unrelated records, as measured
 * on the catalogue. Means are linear in the weights and variances add up, hence both are known for any mix of parts.
 * Chosen by measurement against raw scores and mean removal: see training/calibration.ts.
 */
export function relevanceScale (
  parts: readonly WeightedPart[],
  calibration: Calibration | undefined,
  hasWords = false
): RelevanceOf {
  const wordsWeight = hasWords ? textShare(parts) : 0
  const middle = MIDDLE + wordsWeight * MORE_WITH_WORDS
  const isPhotoAlone = parts.every(({ isQuestion }) => isQuestion)
  const looksOnly = parts.every(({ modality }) => modality === 'image')
  const length = fusedLength(parts)
  const scales = new Map<RecordKind, Scale>()

  function scaleOf (kind: RecordKind): Scale {
    const known = scales.get(kind) ?? measured(kind)
    scales.set(kind, known)
    return known
  }

  function measured (kind: RecordKind): Scale {
    const statistics = parts.map(({ modality, weight, isQuestion }) => ({
      weight: weight / length,
      ...((isQuestion && calibration?.question?.[kind]) || (scoresOf(calibration, modality, kind) ?? NEUTRAL))
    }))
    const mean = statistics.reduce((sum, { weight, mean }) => sum + weight * mean, 0)
    const variance = statistics.reduce((sum, { weight, deviation }) => sum + (weight * deviation) ** 2, 0)
    return { mean, deviation: Math.max(Math.sqrt(variance), 1e-3) }
  }

  /**
   * To a photo, clips and pages are pictures: those of a catalogue are few and alike, so that on a scale of their own
   * one that shows the same would outrank the very photo.
   */
  function deviationsOf (score: number, kind: RecordKind): number {
    const { mean, deviation } = scaleOf(kind)
    const own = (score - mean) / deviation
    return looksOnly && isMediaKind(kind) ? Math.min(own, deviationsOf(score, 'image')) : own
  }

  return (score, kind, share = 0, stated = 0) => {
    const deviations = deviationsOf(score, kind) + stated
    const half = isPhotoAlone && kind === 'image' ? MIDDLE_OF_PHOTOS : middle
    return 1 / (1 + Math.exp(STEEPNESS * (half - deviations - wordsWeight * WORDS * share)))
  }
}

/** How much of the query its words are. */
function textShare (parts: readonly WeightedPart[]): number {
  return parts.reduce((sum, { name, weight }) => (name === 'TEXT' ? sum + Math.abs(weight) : sum), 0)
}
