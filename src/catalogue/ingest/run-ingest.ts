import { randomUUID } from 'node:crypto'
import type { Progress } from './checkpoint.ts'
import { FIRST, markBuilding, switchTo } from '../generations.ts'
import { forgetWritten } from '../write-journal.ts'
import { WrittenMeanwhile } from './written-meanwhile.ts'
import { MAX_ROWS } from './ingest-batch.ts'
import { NO_COUNTS, rejectsOf, rowsOf, type IngestReport } from './ingest-report.ts'
import { type IngestSession, openRun, deleteAbsent } from './ingest-session.ts'

/** Brings the file in, from where a run before was killed. */
export async function runIngest (session: IngestSession): Promise<IngestReport> {
  const { options, embedder, rejects, resumed, target, imageRoot } = session
  const begun = performance.now()
  const start = resumed ?? (await begin(session))
  const compareRows = rowsToCompare(start.isFresh === true, resumed)
  const ingest = openRun(session, { embedder, start, compareRows })
  const { counts, isInterrupted } = await ingest.run()
  const deletion = await deleteAbsent(session, ingest, isInterrupted)
  const isMeasured = start.isMeasured === true && counts.views === 0 && deletion.deleted === 0
  const decided = isInterrupted ? 0 : await finish(session, start.run, isMeasured)
  const seconds = (performance.now() - begun) / 1000
  return {
    ...counts,
    ...deletion,
    decided: counts.decided + decided,
    isInterrupted,
    seconds,
    rate: (rowsOf(counts) - rowsOf(start.counts)) / seconds,
    imageRoot,
    file: options.file,
    resumedAt: resumed?.line,
    switchedTo: target.isBeside && !isInterrupted ? target.generation : undefined,
    ...(await rejectsOf(rejects))
  }
}

/** Signs the indexes with a run of its own. */
async function begin (session: IngestSession): Promise<Progress> {
  const { checkpoint, indexes, fingerprint, target, store, catalogue } = session
  const { generation, isBeside } = target
  const runId = randomUUID()
  await checkpoint.remove()
  await indexes.begin(runId)
  if (isBeside) {
    await forgetWritten(store, catalogue)
    await markBuilding(store, catalogue, generation)
  }
  return {
    fingerprint,
    run: runId,
    ...(generation !== FIRST.live && { generation }),
    line: 0,
    counts: NO_COUNTS,
    isFresh: indexes.areNew,
    isMeasured: indexes.areMeasured,
    rejectsBytes: 0
  }
}

/**
 * Counts what is there and makes it what searches use. Answers how many products people's decisions changed. Decisions
 * are written to the generation that is searched: to a new one only after the switch.
 */
async function finish (session: IngestSession, runId: string, isMeasured: boolean): Promise<number> {
  const { store, catalogue, indexes, fingerprint, target, decisions, checkpoint, memory } = session
  let decided = target.isBeside ? 0 : await decisions.reapplyAll()
  // Writes of others go to the old generation until the switch: most are taken over before the count, so that few are
  // left for the moments around it.
  const meanwhile = target.isBeside ? new WrittenMeanwhile(session) : undefined
  await meanwhile?.takeAll()
  await indexes.finish(runId, fingerprint, { isMeasured, firstAttributes: session.options.filterableAttributes })
  if (target.isBeside) {
    await meanwhile?.takeAll()
    await switchTo(store, catalogue, target.generation)
    await meanwhile?.take()
    decided = await decisions.reapplyAll()
  }
  await checkpoint.remove()
  await memory.write()
  return decided
}

/**
 * How many rows are compared with what is stored: all, or none where the index began empty; after a kill the one batch
 * that may have been written without being confirmed.
 */
function rowsToCompare (beganEmpty: boolean, resumed: Progress | undefined): number {
  if (!beganEmpty) return Infinity
  return resumed ? MAX_ROWS : 0
}
