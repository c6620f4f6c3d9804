import type { OpenIndex } from '../catalogue/catalogue-service.ts'
import { imageKey, productIdOf, textKey } from '../catalogue/record-keys.ts'
import { dot, type Embedding } from '../embedding/embedder.ts'
import type { Filter } from '../vectors/filter.ts'
import { matchesFilter } from '../vectors/match-filter.ts'
import type { Candidate, Match } from '../vectors/vector-store.ts'
import type { KnownWords } from './text/catalogue-words.ts'
import type { Named, TextMatch } from './text/text-index.ts'

/** Products taken in for their words alone; two records of each are one call of any store. */
export const MAX_WORDED = 50
/** Half of what is asked for, by its rare words. */
const LEAST_SHARE = 0.5

/** What a catalogue's words say of a query. */
export interface Worded extends Named {
  readonly shares: ReadonlyMap<string, TextMatch>
}

const NOTHING: Worded = { isBrand: false, titled: [], shares: new Map() }

export async function lookUp (text: string | undefined, words: KnownWords | undefined): Promise<Worded> {
  if (text === undefined || !words) return NOTHING
  const [named, shares] = await Promise.all([words.index.named(text), words.index.find(text)])
  return { ...named, shares }
}

/** Share of the words from which they are the product's name: all of them in its title, brand, category or tags. */
const NAMED_SHARE = 0.9

/** Ids of the products that any of the texts names. */
export async function namedByAny (texts: readonly string[] = [], words: KnownWords | undefined): Promise<Set<string>> {
  const found = words ? await Promise.all(texts.map(async (text) => await words.index.find(text))) : []
  return new Set(
    found.flatMap((shares) => [...shares].filter(([, { share }]) => share >= NAMED_SHARE).map(([id]) => id))
  )
}

interface Wanted {
  readonly embedding: Embedding
  readonly filter: Filter | undefined
  readonly signal: AbortSignal
}

/**
 * Views of products that the vectors alone left out, though they have the words of the query. Costs a call of the store
 * only where there are such, which takes more products than are fetched for one search.
 */
export async function findWorded (
  { titled, shares }: Worded,
  matches: readonly Candidate[],
  { index }: OpenIndex,
  wanted: Wanted
): Promise<Match[]> {
  const { embedding, filter, signal } = wanted
  const known = new Set(matches.map(({ key }) => productIdOf(key)))
  const worded = [...shares]
    .filter(([id, { share }]) => share >= LEAST_SHARE && !known.has(id))
    .sort(([a, left], [b, right]) => right.share - left.share || (a < b ? -1 : 1))
    .map(([id]) => id)
  const missing = [...new Set([...titled.filter((id) => !known.has(id)), ...worded])].slice(0, MAX_WORDED)
  if (missing.length === 0) return []
  const records = await index.get(
    missing.flatMap((id) => [textKey(id), imageKey(id, 0)]),
    { signal }
  )
  return [...records.values()]
    .filter(({ metadata }) => !filter || matchesFilter(filter, metadata))
    .map(({ key, metadata, embedding: own }) => ({ key, metadata, score: dot(embedding, own) }))
}
