import { dot, type Embedding } from '../embedding/embedder.ts'
import type { PartName, WeightedPart } from './query-part.ts'

/** A part of the query and its share of an item's score; shares add up to 1 unless the score is 0. */
export interface Share {
  readonly part: PartName
  readonly share: number
}

/** The fused score is the weighted sum of the parts' scores, so each part's term is its share. */
export function explain (parts: readonly WeightedPart[], record: Embedding): Share[] {
  const terms = new Map<PartName, number>()
  for (const { name, weight, embedding } of parts) {
    terms.set(name, (terms.get(name) ?? 0) + weight * dot(embedding, record))
  }
  const total = [...terms.values()].reduce((sum, term) => sum + term, 0)
  return [...terms].map(([part, term]) => ({ part, share: total === 0 ? 0 : term / total }))
}
