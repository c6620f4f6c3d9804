/**
 * Measures of one ranked answer, all from 0 to 1. `ranking` has the keys as answered, best first, each once;
 * `relevant` those judged right. See Manning, Raghavan and Schütze, Introduction to Information Retrieval, chapter 8.
 */

/** Share of right keys among the first k. An answer shorter than k is not forgiven. */
export function precisionAt<K> (k: number, ranking: readonly K[], relevant: ReadonlySet<K>): number {
  return countRight(k, ranking, relevant) / k
}

/** Share of the right keys that are among the first k; 1 if nothing is right. */
export function recallAt<K> (k: number, ranking: readonly K[], relevant: ReadonlySet<K>): number {
  return relevant.size === 0 ? 1 : countRight(k, ranking, relevant) / relevant.size
}

/**
 * Normalised discounted cumulative gain over the first k, of keys with graded gains: Järvelin and Kekäläinen 2002. 1 if
 * nothing has a gain.
 */
export function ndcgAt<K> (k: number, ranking: readonly K[], gains: ReadonlyMap<K, number>): number {
  const best = discounted([...gains.values()].sort((a, b) => b - a).slice(0, k))
  return best === 0 ? 1 : discounted(ranking.slice(0, k).map((key) => gains.get(key) ?? 0)) / best
}

/** One over the rank of the first right key, 0 if none is answered. Its mean over queries is MRR. */
export function reciprocalRank<K> (ranking: readonly K[], relevant: ReadonlySet<K>): number {
  const index = ranking.findIndex((key) => relevant.has(key))
  return index === -1 ? 0 : 1 / (index + 1)
}

export function mean (values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('nothing has no mean')
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function countRight<K> (k: number, ranking: readonly K[], relevant: ReadonlySet<K>): number {
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`k must be a whole number from 1, got ${k}`)
  return ranking.slice(0, k).filter((key) => relevant.has(key)).length
}

function discounted (gains: readonly number[]): number {
  return gains.reduce((sum, gain, i) => sum + gain / Math.log2(i + 2), 0)
}
