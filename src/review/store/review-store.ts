import type { ReviewDraft, ReviewEntry } from './review-entry.ts'

/** Decisions in one order that only ever grows, for one catalogue: any number of processes read and write it. */
export interface ReviewStore {
  /** Where it is, for messages. */
  readonly place: string
  /**
   * Every entry, oldest first, those of other processes included; an array of its own only after something new.
   * With `maxAgeMs` what was read so long ago will do. Rejects with REVIEW_LOG_DAMAGED, or as the place does.
   */
  entries (maxAgeMs?: number): Promise<readonly ReviewEntry[]>
  /**
   * Appends what `draft` makes of the entries so far, all or nothing; it is durable when this resolves. Rejects as
   * `entries` does, as `draft` does, and with STORE_UNAVAILABLE where others do not let it write. `draft` cannot wait
   * for anything, and is asked again where others have written meanwhile.
   */
  append (draft: (entries: readonly ReviewEntry[]) => readonly ReviewDraft[]): Promise<ReviewEntry[]>
  /** Number of the last entry that is known to be in the index, with all before it; 0 for none. */
  appliedUpTo (): Promise<number>
  /** Notes it. A number that is lost costs looking at the same entries again. */
  noteAppliedUpTo (seq: number): Promise<void>
  close (): Promise<void>
}

/** Drafts as entries that follow those before. */
export function numbered (before: readonly ReviewEntry[], drafts: readonly ReviewDraft[]): ReviewEntry[] {
  const first = (before.at(-1)?.seq ?? 0) + 1
  const at = new Date().toISOString()
  return drafts.map((entry, i): ReviewEntry => ({ seq: first + i, at, ...entry }))
}

export function toLines (entries: readonly ReviewEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
}
