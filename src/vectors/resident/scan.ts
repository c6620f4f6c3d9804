import type { Embedding } from '../../embedding/embedder.ts'
import type { CodeRows, Scored } from './code-rows.ts'

/** No score is above it, nor below its negative, whatever coding took from row and query. */
const LARGEST = 1.5
const STEPS = 6144
const STEPS_PER_VALUE = STEPS / (2 * LARGEST)

export interface Wanted {
  readonly embedding: Embedding
  readonly count: number
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
    const coarse = possibleByCoarse(rows, { slots, scores: rough[i]! }, count, slack)
    const fine = withinReach(rows.fine(coarse, query), count, 2 * rows.largestFineError + slack)
    return withinReach(rows.exact(fine, query), count, 0)
  })
}

/** Those that may be among the first `count`, and a few more: by steps, the last of them is known only nearly. */
function possibleByCoarse (rows: CodeRows, { slots, scores }: Scored, count: number, slack: number): Scored {
  const { errors, largestError } = rows
  const steps = new ValuesByStep()
  for (let i = 0; i < slots.length; i++) steps.add(scores[i]! - errors[slots[i]!]!)
  const floor = steps.below(count) - slack
  const hopeless = floor - largestError
  const possible = new Int32Array(slots.length)
  let found = 0
  for (let i = 0; i < slots.length; i++) {
    const score = scores[i]!
    if (score >= hopeless && score + errors[slots[i]!]! >= floor) possible[found++] = i
  }
  return picked({ slots, scores }, possible.subarray(0, found))
}

/** Those that are at most `doubt` below the first `count`. */
function withinReach ({ slots, scores }: Scored, count: number, doubt: number): Scored {
  if (slots.length <= count) return { slots, scores }
  const sorted = Float64Array.from(scores).sort()
  const floor = sorted[sorted.length - count]! - doubt
  const possible = new Int32Array(slots.length)
  let found = 0
  for (let i = 0; i < slots.length; i++) if (scores[i]! >= floor) possible[found++] = i
  return picked({ slots, scores }, possible.subarray(0, found))
}

function picked ({ slots, scores }: Scored, positions: Int32Array): Scored {
  const [some, theirs] = [new Int32Array(positions.length), new Float64Array(positions.length)]
  for (let k = 0; k < positions.length; k++) {
    const i = positions[k]!
    some[k] = slots[i]!
    theirs[k] = scores[i]!
  }
  return { slots: some, scores: theirs }
}

/** How many of the values added, of -1.5 to 1.5, lie in each of many steps: the largest of them without any order. */
class ValuesByStep {
  readonly #counts = new Uint32Array(STEPS)

  add (value: number): void {
    this.#counts[((value + LARGEST) * STEPS_PER_VALUE) | 0]!++
  }

  /** A value that `count` of those added are not below; one below all where there are fewer. */
  below (count: number): number {
    let above = 0
    for (let step = STEPS - 1; step >= 0; step--) {
      above += this.#counts[step]!
      if (above >= count) return step / STEPS_PER_VALUE - LARGEST
    }
    return -LARGEST
  }
}
