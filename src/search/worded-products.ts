import type { OpenIndex } from '../catalogue/catalogue-service.ts'
import { imageKey, productIdOf, textKey } from '../catalogue/record-keys.ts'
import type { Embedding } from '../embedding/embedder.ts'
import type { Filter } from '../vectors/filter.ts'
import type { Candidate } from '../vectors/vector-store.ts'
import type { KnownWords } from './text/known-words.ts'
import type { Named, TextMatch, TextMatches } from '../vectors/text-index.ts'

/** Products taken in for their words alone; two records of each are one call of any store. */
export const MAX_WORDED = 50
/** Half of what is asked for, by its rare words. */
const LEAST_SHARE = 0.5

/** What a catalogue's words say of a query. */
export interface Worded extends Named {
  /** Undefined where they are not known. */
  readonly matches: TextMatches | undefined
}

const NOTHING: Worded = { isBrand: false, titled: [], matches: undefined }

export async function lookUp (
  text: string | undefined,
  words: KnownWords | undefined,
  signal: AbortSignal
): Promise<Worded> {
  if (text === undefined || !words) return NOTHING
  const [named, matches] = await Promise.all([words.index.named(text, { signal }), words.index.find(text, { signal })])
  return { matches, ...named }
}

/** Share of the text's words of products that were found. */
export async function sharesOf (
  { matches }: Worded,
  found: readonly Candidate[]
): Promise<ReadonlyMap<string, TextMatch>> {
  return matches ? await matches.of(idsOf(found)) : new Map()
}

/** Share of the words from which they are the product's name: all of them in its title, brand, category or tags. */
const NAMED_SHARE = 0.9

/** What products have in common with each of some texts. */
export async function lookUpAll (
  texts: readonly string[] = [],
  words: KnownWords | undefined,
  signal: AbortSignal
): Promise<TextMatches[]> {
  return words ? await Promise.all(texts.map(async (text) => await words.index.find(text, { signal }))) : []
}

/** Ids of the products that any of the texts names, of those that were found. */
export async function namedByAny (texts: readonly TextMatches[], found: readonly Candidate[]): Promise<Set<string>> {
  const shares = await Promise.all(texts.map(async (matches) => await matches.of(idsOf(found))))
  return new Set(shares.flatMap((one) => [...one].filter(([, { share }]) => share >= NAMED_SHARE).map(([id]) => id)))
}

function idsOf (found: readonly Candidate[]): string[] {
  return [...new Set(found.map(({ key }) => productIdOf(key)))]
}

/** Ids of the products that have the words, the best first, so many that some are left when as many are found. */
export async function bestWorded ({ titled, matches }: Worded, found: number): Promise<string[]> {
  const best = matches ? await matches.best(LEAST_SHARE, found + MAX_WORDED) : new Map<string, TextMatch>()
  return [...new Set([...titled, ...best.keys()])]
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
  worded: readonly string[],
  matches: readonly Candidate[],
  { index }: OpenIndex,
  { embedding, filter, signal }: Wanted
): Promise<Candidate[]> {
  const known = new Set(idsOf(matches))
  const missing = worded.filter((id) => !known.has(id)).slice(0, MAX_WORDED)
  if (missing.length === 0) return []
  const among = missing.flatMap((id) => [textKey(id), imageKey(id, 0)])
  return await index.candidates(embedding, { topK: among.length, among, filter, signal })
}
