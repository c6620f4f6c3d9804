import type { Embedding } from '../../embedding/embedder.ts'
import type { CodeRows, Scored } from './code-rows.ts'

export interface Wanted {
  readonly embedding: Embedding
  readonly count: number
}

/** How far a score may be from what it is with all bytes. */
interface Doubt {
  /** Of each row, by slot; absent where one bound is as good. */
  readonly errors?: Float32Array
  readonly largestError: number
  /** Of all rows alike. */
  readonly slack: number
}

/**
 * The nearest `count` of these rows and all that share the last place, in no order. Coarse scores of all rows tell
 * which cannot be among them, by the lengths that coding took (Cauchy-Schwarz); those of two bytes tell it of most that
 * are left, and only the rest is scored by all bytes.
 */
export function scan (rows: CodeRows, embedding: Embedding, slots: Int32Array, count: number): Scored {
  return scanForEach(rows, [{ embedding, count }], slots)[0]!
}

/** The same for several queries, MAX_QUERIES at most, in one pass over the rows. */
export function scanForEach (rows: CodeRows, wanted: readonly Wanted[], slots: Int32Array): Scored[] {
  const queries = wanted.map(({ embedding }, place) => rows.ask(embedding, place))
  const rough = rows.rough(slots, queries)
  return wanted.map(({ count }, i) => {
    const query = queries[i]!
    // Both rows and query are of length 1, and a little more as they are coded.
    const slack = 2 * (1.1 * query.error + 1e-6)
    const coarse = withinReach({ slots, scores: rough[i]! }, count, {
      errors: rows.errors,
      largestError: rows.largestError,
      slack
    })
    const fine = withinReach(rows.fine(coarse, query), count, { largestError: rows.largestFineError, slack })
    return withinReach(rows.exact(fine, query), count, { largestError: 0, slack: 0 })
  })
}

/** Those that may be among the first `count`. */
function withinReach ({ slots, scores }: Scored, count: number, { errors, largestError, slack }: Doubt): Scored {
  const least = new LargestValues(count)
  let atLeast = -Infinity
  for (let i = 0; i < slots.length; i++) {
    const score = scores[i]!
    // What is not above the least without its error is not with it: of most rows, the error need not be looked up.
    if (score > atLeast) atLeast = least.add(score - (errors ? errors[slots[i]!]! : largestError))
  }
  const floor = atLeast - slack
  const hopeless = floor - largestError
  const possible: number[] = []
  for (let i = 0; i < slots.length; i++) {
    const score = scores[i]!
    if (score >= hopeless && score + (errors ? errors[slots[i]!]! : largestError) >= floor) possible.push(i)
  }
  return {
    slots: Int32Array.from(possible, (i) => slots[i]!),
    scores: Float64Array.from(possible, (i) => scores[i]!)
  }
}

/** The largest of the values added, as a heap whose first is the smallest. */
class LargestValues {
  readonly #heap: Float64Array

  constructor (count: number) {
    this.#heap = new Float64Array(count).fill(-Infinity)
  }

  /** Returns the smallest that is kept. */
  add (value: number): number {
    const heap = this.#heap
    if (value <= heap[0]!) return heap[0]!
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
    return heap[0]!
  }
}
