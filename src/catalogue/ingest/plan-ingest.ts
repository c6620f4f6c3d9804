import type { Progress } from './checkpoint.ts'
import { NO_COUNTS, rejectsOf, rowsOf, type IngestReport } from './ingest-report.ts'
import { PlannedEmbedder } from './planned-embedder.ts'
import { type IngestSession, openRun, deleteAbsent } from './ingest-session.ts'

/** What a run would do: the same way through, with nothing written at its end but the rejects. */
export async function planIngest (session: IngestSession): Promise<IngestReport> {
  const { options, fingerprint, indexes, rejects, imageRoot } = session
  const begun = performance.now()
  const embedder = new PlannedEmbedder(session.embedder)
  const start: Progress = { fingerprint, run: '', line: 0, counts: NO_COUNTS, rejectsBytes: 0 }
  const ingest = openRun(session, { embedder, start, compareRows: indexes.areNew ? 0 : Infinity, isDry: true })
  const { counts, isInterrupted } = await ingest.run()
  const deletion = await deleteAbsent(session, ingest, isInterrupted)
  const seconds = (performance.now() - begun) / 1000
  return {
    ...counts,
    ...deletion,
    isInterrupted,
    seconds,
    rate: rowsOf(counts) / seconds,
    usage: embedder.usage,
    imageRoot,
    file: options.file,
    ...(await rejectsOf(rejects))
  }
}
