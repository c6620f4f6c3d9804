import { MAX_QUERIES } from './plane.ts'
import type { Question } from './messages.ts'

/** What may be answered in any order: whatever lies between two changes. */
const READS = new Set(['scan', 'metadata'])

/**
 * Takes those out that are answered next, all of one method. Of what lies before a change, metadata come first: they
 * cost nothing, and are asked for by searches that have waited for a pass already. Searches are answered together: a
 * pass over the rows costs little more for all of them.
 */
export function takeNext (waiting: Question[]): Question[] {
  const change = waiting.findIndex(({ method }) => !READS.has(method))
  if (change === 0) return waiting.splice(0, 1)
  const reads = change < 0 ? waiting : waiting.slice(0, change)
  const metadata = reads.filter(({ method }) => method === 'metadata')
  const next = metadata.length > 0 ? metadata : reads.slice(0, MAX_QUERIES)
  const taken = new Set(next)
  waiting.splice(0, waiting.length, ...waiting.filter((question) => !taken.has(question)))
  return next
}
