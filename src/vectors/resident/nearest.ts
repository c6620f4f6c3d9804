import type { Embedding } from '../../embedding/embedder.ts'
import type { CodeRows } from './code-rows.ts'

export interface Scored {
  readonly slots: Int32Array
  readonly scores: Float64Array
}

export interface Wanted {
  readonly embedding: Embedding
  readonly count: number
}

/**
 * The nearest `count` of these rows and all that share the last place, in no order. The coarse scores of all rows tell
 * which cannot be among them, by the lengths that coding took (Cauchy-Schwarz); the rest are scored finely.
 */
export function nearest (rows: CodeRows, embedding: Embedding, slots: Int32Array, count: number): Scored {
  return nearestOfEach(rows, [{ embedding, count }], slots)[0]!
}

/** The same for several queries, MAX_QUERIES at most, in one pass over the rows. */
export function nearestOfEach (rows: CodeRows, wanted: readonly Wanted[], slots: Int32Array): Scored[] {
  const queries = wanted.map(({ embedding }, place) => rows.ask(embedding, place))
  const rough = rows.rough(slots, queries)
  return wanted.map(({ count }, i) => {
    const query = queries[i]!
    const possible = withinReach(rows, slots, rough[i]!, query.error, count)
    return best({ slots: possible, scores: rows.exact(possible, query) }, count)
  })
}

function best ({ slots, scores }: Scored, count: number): Scored {
  const largest = new LargestValues(count)
  for (let i = 0; i < scores.length; i++) largest.add(scores[i]!)
  const least = largest.smallest
  return { slots: slots.filter((_slot, i) => scores[i]! >= least), scores: scores.filter((score) => score >= least) }
}

function withinReach (
  rows: CodeRows,
  slots: Int32Array,
  rough: Float32Array,
  queryError: number,
  count: number
): Int32Array {
  // Both rows and query are of length 1, and a little more as they are coded.
  const slack = 1.1 * queryError + 1e-6
  const least = new LargestValues(count)
  // What is not above the least without its error is not with it: of most rows, the error need not be looked up.
  for (let i = 0; i < slots.length; i++) {
    if (rough[i]! > least.smallest) least.add(rough[i]! - rows.errorOf(slots[i]!))
  }
  const floor = least.smallest - 2 * slack
  const hopeless = floor - rows.largestError
  const possible: number[] = []
  for (let i = 0; i < slots.length; i++) {
    if (rough[i]! >= hopeless && rough[i]! + rows.errorOf(slots[i]!) >= floor) possible.push(slots[i]!)
  }
  return Int32Array.from(possible)
}

/** The largest of the values added, as a heap whose first is the smallest. */
class LargestValues {
  readonly #heap: Float64Array

  constructor (count: number) {
    this.#heap = new Float64Array(count).fill(-Infinity)
  }

  get smallest (): number {
    return this.#heap[0]!
  }

  add (value: number): void {
    const heap = this.#heap
    if (value <= heap[0]!) return
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      if (left >= heap.length) break
      const child = left + 1 < heap.length && heap[left + 1]! < heap[left]! ? left + 1 : left
      if (heap[child]! >= value) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = value
  }
}
