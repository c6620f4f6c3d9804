import { dot, type Embedding } from '../embedding/embedder.ts'
import type { Calibration, ScoreStatistics } from './manifest.ts'
import { isMediaKind, MEDIA_RECORD_KINDS, type RecordKind } from './record-keys.ts'

interface CalibrationRecord {
  readonly kind: RecordKind
  readonly embedding: Embedding
}

/** A product with what a shopper might type for it. */
export interface CalibrationProduct {
  readonly records: readonly CalibrationRecord[]
  /** Its title, embedded as a query. */
  readonly query?: Embedding | undefined
  /** Its photos, in the order of `views`, as questions; absent where they are asked as they are stored. */
  readonly questions?: readonly Embedding[] | undefined
}

/** Products that each product is compared with: a hundred times fifty pairs say enough. */
const OTHERS = 50

/** Without measurements: what unit vectors of a few hundred values with something in common tend to. */
export const NEUTRAL: ScoreStatistics = { mean: 0, deviation: 0.2, matched: 1 }

/**
 * What is known before any pair is seen, and how many pairs that knowledge is worth: the deviation is about a quarter
 * of the way from unrelated to matched scores. Two products alone would have no deviation, and everything would be
 * relevant.
 */
const PRIOR = { share: 0.25, pairs: 20 }

/** Where a kind was not measured, a photo's scores are the nearest known: all but words are compared by their looks. */
export function scoresOf (
  calibration: Calibration | undefined,
  query: RecordKind,
  kind: RecordKind
): ScoreStatistics | undefined {
  const row = calibration?.[query] ?? calibration?.image
  return row?.[kind] ?? row?.image
}

/**
 * How scores of each kind of query against each kind of record are spread. Titles stand for the words that shoppers
 * type: stored texts are longer, score higher with each other and would make every short query look unrelated. Photos
 * stand for themselves, as they are stored and as questions.
 */
export function calibrate (products: readonly CalibrationProduct[]): Calibration {
  const words = products.map(({ query }) => (query ? [query] : []))
  const held = new Set(products.flatMap(({ records }) => records.map(({ kind }) => kind)))
  const others = MEDIA_RECORD_KINDS.filter((kind) => held.has(kind))
  const row = (queries: readonly Embedding[][], of: RecordKind) => ({
    text: statistics(queries, products, { of, kind: 'text' }),
    image: statistics(queries, products, { of, kind: 'image' }),
    ...Object.fromEntries(others.map((kind) => [kind, statistics(queries, products, { of, kind })]))
  })
  const own = (kind: RecordKind) => row(products.map((product) => embeddingsOf(product, kind)), kind)
  const question = products.map((product) => [...(product.questions ?? embeddingsOf(product, 'image'))])
  return {
    text: row(words, 'text'),
    image: own('image'),
    question: row(question, 'image'),
    ...Object.fromEntries(others.map((kind) => [kind, own(kind)]))
  }
}

function statistics (
  queries: readonly Embedding[][],
  products: readonly CalibrationProduct[],
  { of, kind }: { readonly of: RecordKind, readonly kind: RecordKind }
): ScoreStatistics {
  const records = products.map((product) => embeddingsOf(product, kind))
  // How a photo scores with itself says nothing of others of its product.
  const isItself = (nth: number, at: number) => of === 'image' && kind === 'image' && nth === at
  const scores = unrelatedScores(queries, records, kind)
  if (scores.length === 0) return NEUTRAL
  const mean = average(scores)
  const own = queries.flatMap((own, i) =>
    own.flatMap((query, nth) => records[i]!.flatMap((record, at) => (isItself(nth, at) ? [] : [dot(query, record)])))
  )
  // The same photo scores 1 with itself.
  const matched = own.length > 0 ? average(own) : 1
  const prior = matched > mean ? PRIOR.share * (matched - mean) : NEUTRAL.deviation
  return { mean, deviation: deviationOf(scores, mean, prior), matched }
}

function deviationOf (scores: readonly number[], mean: number, prior: number): number {
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0)
  return Math.sqrt((squares + PRIOR.pairs * prior ** 2) / (scores.length + PRIOR.pairs))
}

/**
 * One query stands for its product, and each meets one record of the next products in turn: the main photo, or another
 * stretch or page each time, since those of one file differ more than photos do.
 */
function unrelatedScores (
  queries: readonly Embedding[][],
  products: readonly Embedding[][],
  kind: RecordKind
): number[] {
  const others = Math.max(0, Math.min(OTHERS, products.length - 1))
  const isMedia = isMediaKind(kind)
  return queries.flatMap(([query], i) =>
    Array.from({ length: others }, (_, step) => {
      const records = products[(i + 1 + step) % products.length]!
      return records[isMedia ? (i + step) % records.length : 0]
    }).flatMap((record) => (query && record ? [dot(query, record)] : []))
  )
}

function embeddingsOf ({ records }: CalibrationProduct, kind: RecordKind): Embedding[] {
  return records.filter((record) => record.kind === kind).map(({ embedding }) => embedding)
}

function average (values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
