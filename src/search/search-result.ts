import type { FacetCounts } from '../catalogue/manifest.ts'
import type { ModelCost } from '../embedding/metered-embedder.ts'
import type { FacetGroup } from './facet-group.ts'
import type { Phrase } from './interpret/phrase.ts'
import type { PartName, WeightedPart } from './query-part.ts'
import type { SearchItem } from './search-item.ts'
import type { Suggestion } from './suggestions.ts'

/** Milliseconds spent in each phase of a search. */
export interface Timings {
  readonly embedMs: number
  readonly queryMs: number
  /** Within `queryMs`: waiting for the store. */
  readonly storeMs?: number
  /** Within `queryMs`: grouping and cutting. */
  readonly rankMs?: number
  readonly totalMs: number
}

/**
 * What a total counts: products among the candidates of a search, all that meet the filter, or those of a list that is
 * cut.
 */
export type TotalScope = 'CANDIDATES' | 'CATALOGUE' | 'LISTED'

/** A page, and what is known of all pages. */
export interface Page {
  readonly items: readonly SearchItem[]
  readonly hasNextPage: boolean
  /** Cursor of the next page, made when it is asked for; undefined on the last. */
  readonly endCursor: () => string | undefined
  readonly total: () => Promise<number>
  readonly totalScope: TotalScope
  readonly facets: () => Promise<FacetCounts>
  readonly facetGroups: () => Promise<readonly FacetGroup[]>
  /** The shop seems not to have what was asked for: the items are what comes nearest. */
  readonly nearest: boolean
  /** Ways on, where there is nothing or only what is nearest. */
  readonly suggestions: () => Promise<readonly Suggestion[]>
}

export interface SearchResult extends Page {
  /** Handle of the photo that was searched by. */
  readonly photo: () => Promise<string | undefined>
  /** The text with its spelling put right, where it was not. */
  readonly correctedText?: string | undefined
  /** False for a text in a language that the model does not read. */
  readonly languageSupported: boolean
  /** Phrases of the text that became conditions, in their order. */
  readonly understood: readonly Phrase[]
  readonly model: string
  readonly dimension: number
  readonly weights: ReadonlyArray<{ readonly part: PartName, readonly weight: number }>
  readonly cached: readonly PartName[]
  readonly timings: Timings
  /** Of the model; absent where it bills nobody. */
  readonly cost?: ModelCost | undefined
}

/** Of the parts of a query; two records of one product are one part. */
export function weightsOf (parts: readonly WeightedPart[]): SearchResult['weights'] {
  const weights = new Map<PartName, number>()
  for (const { name, weight } of parts) weights.set(name, (weights.get(name) ?? 0) + weight)
  return [...weights].map(([part, weight]) => ({ part, weight }))
}
