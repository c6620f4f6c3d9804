import { dot, type Embedding } from '../embedding/embedder.ts'
import type { Calibration, ScoreStatistics } from './manifest.ts'
import type { ViewKind } from './records.ts'
import type { SampledProduct } from './view-sample.ts'

/** A product with what a shopper might type for it. */
export interface CalibrationProduct extends SampledProduct {
  /** Its title, embedded as a query. */
  readonly query?: Embedding | undefined
}

/** Products that each product is compared with: a hundred times fifty pairs say enough. */
const OTHERS = 50

/** Where there is nothing to measure: scores are taken as they are. */
const NEUTRAL: ScoreStatistics = { mean: 0, deviation: 1, matched: 1 }

/**
 * How scores of each kind of query against each kind of view are spread. Titles stand for the words that shoppers type:
 * stored texts are longer, score higher with each other and would make every short query look unrelated.
 * Photos stand for themselves.
 */
export function calibrate (products: readonly CalibrationProduct[]): Calibration {
  const words = products.map(({ query }) => query ? [query] : [])
  const photos = products.map((product) => embeddingsOf(product, 'image'))
  const row = (queries: readonly Embedding[][]) => ({ text: statistics(queries, products, 'text'), image: statistics(queries, products, 'image') })
  return { text: row(words), image: row(photos) }
}

function statistics (queries: readonly Embedding[][], products: readonly CalibrationProduct[], kind: ViewKind): ScoreStatistics {
  const views = products.map((product) => embeddingsOf(product, kind))
  const scores = unrelatedScores(queries, views)
  if (scores.length < 2) return NEUTRAL
  const mean = average(scores)
  const deviation = Math.sqrt(average(scores.map((score) => (score - mean) ** 2)))
  const matched = queries.flatMap((own, i) => own.flatMap((query) => views[i]!.flatMap((view) => view === query ? [] : [dot(query, view)])))
  // The same photo scores 1 with itself.
  return { mean, deviation, matched: matched.length > 0 ? average(matched) : 1 }
}

/** One query and one view stand for their product; each query meets the views of the next products in turn. */
function unrelatedScores (queries: readonly Embedding[][], views: readonly Embedding[][]): number[] {
  const others = Math.min(OTHERS, views.length - 1)
  return queries.flatMap(([query], i) => Array.from({ length: Math.max(0, others) }, (_, step) => views[(i + 1 + step) % views.length]![0])
    .flatMap((view) => query && view ? [dot(query, view)] : []))
}

function embeddingsOf ({ views }: CalibrationProduct, kind: ViewKind): Embedding[] {
  return views.filter((view) => view.kind === kind).map(({ embedding }) => embedding)
}

function average (values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
