import { dot } from '../embedding/embedder.ts'
import type { Calibration, ScoreStatistics } from './manifest.ts'
import type { ViewKind } from './records.ts'
import type { SampledView } from './view-sample.ts'

/** Where there is nothing to measure: scores are taken as they are. */
const NEUTRAL: ScoreStatistics = { mean: 0, deviation: 1, matched: 1 }

/** How scores of each kind of query against each kind of view are spread, measured with the views as the queries. */
export function calibrate (products: readonly SampledView[][]): Calibration {
  const pair = (query: ViewKind, view: ViewKind) => statistics(products, query, view)
  const cross = pair('text', 'image')
  return { text: { text: pair('text', 'text'), image: cross }, image: { text: cross, image: pair('image', 'image') } }
}

function statistics (products: readonly SampledView[][], query: ViewKind, view: ViewKind): ScoreStatistics {
  const scores = unrelatedScores(products, query, view)
  if (scores.length < 2) return NEUTRAL
  const mean = average(scores)
  const deviation = Math.sqrt(average(scores.map((score) => (score - mean) ** 2)))
  const matched = matchedScores(products, query, view)
  // The same words score 1 with themselves, and so does the same photo.
  return { mean, deviation, matched: matched.length > 0 ? average(matched) : 1 }
}

/** One view of each kind stands for its product: a quarter of a million pairs say enough. */
function unrelatedScores (products: readonly SampledView[][], query: ViewKind, view: ViewKind): number[] {
  const queries = products.map((views) => views.find(({ kind }) => kind === query))
  const targets = products.map((views) => views.find(({ kind }) => kind === view))
  return queries.flatMap((a, i) => targets.flatMap((b, j) => a && b && i !== j ? [dot(a.embedding, b.embedding)] : []))
}

function matchedScores (products: readonly SampledView[][], query: ViewKind, view: ViewKind): number[] {
  return products.flatMap((views) => {
    const queries = views.filter(({ kind }) => kind === query)
    const targets = views.filter(({ kind }) => kind === view)
    return queries.flatMap((a) => targets.flatMap((b) => a === b ? [] : [dot(a.embedding, b.embedding)]))
  })
}

function average (values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
