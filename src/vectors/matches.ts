import type { Match } from './vector-store.ts'

/** Rounding can leave a cosine a little outside -1 to 1. */
export function toScore (cosine: number): number {
  return Math.min(1, Math.max(-1, cosine))
}

/** The order in which every store answers. */
export function byScoreThenKey (a: Match, b: Match): number {
  return b.score - a.score || (a.key < b.key ? -1 : 1)
}
