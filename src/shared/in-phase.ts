import { inSpan } from './in-span.ts'
import { tell, type Phase } from './observations.ts'

/** Milliseconds by phase, added up. */
export type PhaseTimes = Partial<Record<Phase, number>>

/** Runs one phase of a search, whose time is told, and added to `times`, whether it succeeds or fails. */
export async function inPhase<T> (phase: Phase, work: () => Promise<T>, times: PhaseTimes = {}): Promise<T> {
  const start = performance.now()
  try {
    return await inSpan(phase, {}, work)
  } finally {
    const ms = performance.now() - start
    times[phase] = (times[phase] ?? 0) + ms
    tell({ kind: 'phase', phase, seconds: ms / 1000 })
  }
}
