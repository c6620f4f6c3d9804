import type { Calibration, ScoreStatistics } from '../catalogue/manifest.ts'
import type { ViewKind } from '../catalogue/records.ts'
import { fusedLength } from './fusion.ts'
import type { WeightedPart } from './query-part.ts'

/** Maps the score of a view of some kind to its relevance, 0 to 1. */
export type RelevanceOf = (score: number, kind: ViewKind) => number

const NEUTRAL: ScoreStatistics = { mean: 0, deviation: 1, matched: 1 }

/**
 * Words and photos do not score on one scale, so each kind of view is put on its own: relevance 0.5 lies half way
 * between the scores of unrelated and of matching views, as measured on the catalogue, along a logistic curve.
 * Means are linear in the weights, hence known for any mix of parts.
 */
export function relevanceScale (parts: readonly WeightedPart[], calibration: Calibration | undefined): RelevanceOf {
  const length = fusedLength(parts)
  const expected = (kind: ViewKind, statistic: keyof ScoreStatistics) =>
    parts.reduce((sum, { modality, weight }) => sum + weight * (calibration?.[modality][kind] ?? NEUTRAL)[statistic], 0) / length
  const scales = { text: scaleOf('text'), image: scaleOf('image') }

  function scaleOf (kind: ViewKind): { middle: number, width: number } {
    const [unrelated, matched] = [expected(kind, 'mean'), expected(kind, 'matched')]
    const width = Math.max(matched - unrelated, Math.abs(expected(kind, 'deviation')), 1e-3)
    return { middle: unrelated + width / 2, width }
  }

  return (score, kind) => 1 / (1 + Math.exp(-4 * (score - scales[kind].middle) / scales[kind].width))
}
