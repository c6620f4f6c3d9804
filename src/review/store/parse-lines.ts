import { ReviewLogDamagedError } from '../../errors.ts'
import { parseEntry, type ReviewEntry } from './review-entry.ts'

/** Entries that follow those before. Throws REVIEW_LOG_DAMAGED, which names the place. */
export function parseLines (text: string, before: readonly ReviewEntry[], file: string): ReviewEntry[] {
  let last = before.at(-1)?.seq ?? 0
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, i) => {
      try {
        const entry = parseEntry(line)
        if (entry.seq !== last + 1) throw new RangeError(`entry ${entry.seq} follows ${last}`)
        last = entry.seq
        return entry
      } catch (cause) {
        throw new ReviewLogDamagedError(
          file,
          `line ${before.length + i + 1}: ${cause instanceof Error ? cause.message : String(cause)}`,
          { cause }
        )
      }
    })
}
