import type { Metadata } from '../vectors/vector-store.ts'
import { isLikely, type Ranked } from './ranking.ts'
import { sortProducts, type Sort } from './sort.ts'

/** Share of the words from which a product is of the kind that they name. */
const OF_THE_KIND = 0.5

/**
 * Ranked products as they are to be sorted. Where the words ask for the order (`cheap shoes`), only what is meant is
 * sorted, and comes first: what has the words, else what is likely right. The cheapest thing that is a little like
 * shoes is not asked for.
 */
export function inOrder<T extends Ranked & { readonly metadata: Metadata }> (
  ranked: readonly T[],
  sort: readonly Sort[],
  asked: { readonly byWords: boolean; readonly shares: ReadonlyMap<string, { readonly share: number }> }
): T[] {
  if (sort.length === 0) return [...ranked]
  const first = asked.byWords ? meant(ranked, asked.shares) : ranked
  const sorted = sortProducts(first, sort, ({ metadata }) => metadata)
  const firsts = new Set(sorted)
  return [...sorted, ...ranked.filter((item) => !firsts.has(item))]
}

function meant<T extends Ranked> (
  ranked: readonly T[],
  shares: ReadonlyMap<string, { readonly share: number }>
): readonly T[] {
  const likely = ranked.filter(isLikely)
  const worded = likely.filter(({ productId }) => (shares.get(productId)?.share ?? 0) >= OF_THE_KIND)
  return worded.length > 0 ? worded : likely
}
