import { kindOfKey, productIdOf, RESERVED_KEY_PREFIX } from '../catalogue/record-keys.ts'
import type { Candidate } from '../vectors/vector-store.ts'
import type { RelevanceOf } from './relevance.ts'

export interface Ranked {
  /** Key of the record that matched best. */
  readonly key: string
  readonly productId: string
  readonly score: number
  readonly relevance: number
  /** That record as it was found; its metadata are looked at only where they are needed. */
  readonly match: Pick<Candidate, 'metadata'>
  readonly isNamed: boolean
  /** Whether the query is its whole title. */
  readonly isTitled: boolean
}

/** What is known of products by the words of the query. */
export interface WordsFound {
  /** Named by identifier or brand. */
  readonly named: ReadonlySet<string>
  readonly titled: ReadonlySet<string>
  /** Share of the query's words, by product id. */
  readonly shares: ReadonlyMap<string, { readonly share: number }>
  /** Deviations that what a record's product states adds to its score. */
  readonly stated?: ((match: Candidate) => number) | undefined
  /** Products that have photos, where a photo is searched by: they are found by these alone. */
  readonly pictured?: ReadonlySet<string> | undefined
}

export const NO_WORDS: WordsFound = { named: new Set(), titled: new Set(), shares: new Map() }

/** Below this a record is hardly nearer than unrelated ones are. */
const UNRELATED = 0.28
/**
 * Where none comes that far, so few are still shown as the nearest, from this relevance: on the tuning half of the
 * judged queries a right product came to 0.15 there, those of words without sense to 0.10 at most.
 */
const LEFT = { count: 5, from: 0.12 }
/** More likely relevant than not: such products stay, and where the query names products, no others do. */
const LIKELY = 0.5
/** A fall of relevance from one product to the next that counts as clear, where it ends below likely. */
const CLEAR_DROP = 0.2

/** Groups records by product, best record first; equal relevance in the order of score, then of id. */
export function rank (
  matches: readonly Candidate[],
  relevanceOf: RelevanceOf,
  { named, titled, shares, stated, pictured }: WordsFound = NO_WORDS
): Ranked[] {
  const best = new Map<string, Ranked>()
  for (const match of matches) {
    const { key, score } = match
    if (key.startsWith(RESERVED_KEY_PREFIX)) continue
    const productId = productIdOf(key)
    const kind = kindOfKey(key)
    // How words score with a photo says little, and would outrank the very photo.
    if (kind === 'text' && pictured?.has(productId) && !named.has(productId)) continue
    const relevance = relevanceOf(score, kind, shares.get(productId)?.share, stated?.(match))
    const known = best.get(productId)
    if (known && known.relevance >= relevance) continue
    best.set(productId, {
      key,
      productId,
      score,
      relevance,
      match,
      isNamed: named.has(productId),
      isTitled: titled.has(productId)
    })
  }
  return [...best.values()].sort(byRelevance)
}

/** Whether all of a list, however sorted, are more likely wrong than right. */
export function isOnlyNearest (list: readonly Ranked[]): boolean {
  return list.length > 0 && !list.some(isLikely)
}

/** Whether it is more likely right than wrong. */
export function isLikely ({ isNamed, isTitled, relevance }: Ranked): boolean {
  return isNamed || isTitled || relevance >= LIKELY
}

/** The list up to the first clear drop, or a few where nothing is related; products named by the query stay. */
export function cutOff (ranked: readonly Ranked[]): Ranked[] {
  const floor = ranked[0]?.isNamed ? LIKELY : UNRELATED
  const end = ranked.findIndex(
    (item, i) => !item.isNamed && !item.isTitled && (item.relevance < floor || isClearDrop(ranked[i - 1], item))
  )
  return end === 0 ? leftOf(ranked) : ranked.slice(0, end === -1 ? undefined : end)
}

function leftOf (ranked: readonly Ranked[]): Ranked[] {
  return ranked.slice(0, LEFT.count).filter(({ relevance }) => relevance >= LEFT.from)
}

function isClearDrop (previous: Ranked | undefined, item: Ranked): boolean {
  return previous !== undefined && item.relevance < LIKELY && previous.relevance - item.relevance > CLEAR_DROP
}

function byRelevance (a: Ranked, b: Ranked): number {
  return (
    Number(b.isNamed) - Number(a.isNamed) ||
    Number(b.isTitled) - Number(a.isTitled) ||
    b.relevance - a.relevance ||
    b.score - a.score ||
    (a.productId < b.productId ? -1 : 1)
  )
}
