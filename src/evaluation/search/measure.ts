import { ndcgAt, recallAt, reciprocalRank } from '../metrics.ts'
import type { JudgedQuery } from './judged-query.ts'

/** What a query was answered with. */
export interface AnsweredQuery {
  readonly query: JudgedQuery
  /** Ids or titles, as the query is judged by, best first, each once. */
  readonly found: readonly string[]
  /** Whether the answer says that the shop does not have it. */
  readonly nearest: boolean
}

/** Measures of one query, each 0 to 1; higher is better, but for `nothing`. */
interface Measures {
  readonly rightFirst: number
  readonly recall1: number
  readonly recall3: number
  readonly recall10: number
  readonly mrr: number
  readonly ndcg10: number
  /** Answered by nothing though there is something right. */
  readonly nothing: number
}

export type MeasureName = keyof Measures | 'honest'

/** Measures of a query that something is right for. */
function measure ({ query: { right }, found }: AnsweredQuery): Measures {
  const relevant = new Set(right.keys())
  return {
    rightFirst: found[0] !== undefined && relevant.has(found[0]) ? 1 : 0,
    recall1: recallAt(1, found, relevant),
    recall3: recallAt(3, found, relevant),
    recall10: recallAt(10, found, relevant),
    mrr: reciprocalRank(found.slice(0, 10), relevant),
    ndcg10: ndcgAt(10, found, right),
    nothing: found.length === 0 ? 1 : 0
  }
}

/** Whether what the shop does not have is answered by nothing, or by what is said to be only nearest. */
function isHonest ({ found, nearest }: AnsweredQuery): boolean {
  return found.length === 0 || nearest
}

/** Every measure that the query has: of an absent thing its honesty. */
export function measuresOf (answered: AnsweredQuery): Partial<Record<MeasureName, number>> {
  return answered.query.right.size === 0 ? { honest: isHonest(answered) ? 1 : 0 } : { ...measure(answered) }
}
