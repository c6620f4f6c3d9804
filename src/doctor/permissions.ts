import type { VectorIndex } from '../vectors/vector-store.ts'
import { Findings, type Finding } from './finding.ts'
import { axis, PROBE_KEY } from './probe.ts'
import { inMs, timed } from './timed.ts'

interface Trial {
  readonly actions: string
  /** Who cannot do without. */
  readonly neededBy: 'search' | 'ingest'
  readonly run: () => Promise<unknown>
}

const FILTER = { key: 'kind', op: 'eq', value: 'doctor' } as const

/**
 * Tries each right for real. All that is written is a record of a reserved key, and only once deleting it has worked.
 */
export async function checkPermissions (index: VectorIndex): Promise<readonly Finding[]> {
  const findings = new Findings('permissions')
  const embedding = axis(index.spec.dimension)
  await attempt(findings, {
    actions: 'QueryVectors',
    neededBy: 'search',
    run: async () => await index.query(embedding, { topK: 1, filter: FILTER })
  })
  await attempt(findings, {
    actions: 'GetVectors',
    neededBy: 'search',
    run: async () => await index.get([PROBE_KEY])
  })
  await attempt(findings, { actions: 'ListVectors', neededBy: 'ingest', run: async () => await first(index) })
  const mayDelete = await attempt(findings, {
    actions: 'DeleteVectors',
    neededBy: 'ingest',
    run: async () => await index.delete([PROBE_KEY])
  })
  if (!mayDelete) return findings.list
  await attempt(findings, { actions: 'PutVectors', neededBy: 'ingest', run: async () => await writeAndDelete(index) })
  return findings.list
}

async function attempt (findings: Findings, { actions, neededBy, run }: Trial): Promise<boolean> {
  const done = await findings.attempt(actions, async () => await timed(run), {
    level: neededBy === 'search' ? 'failed' : 'warning',
    advice:
      neededBy === 'search'
        ? 'Searching needs it: attach docker/iam/search.json, which has QueryVectors and, for filters and metadata, GetVectors.'
        : 'Searching does without, ingest needs it: attach docker/iam/ingest.json to the role that ingests.'
  })
  if (done) findings.ok(actions, `allowed, ${inMs(done.ms)}`)
  return done !== undefined
}

async function first (index: VectorIndex): Promise<void> {
  for await (const record of index.list()) if (record) return
}

async function writeAndDelete (index: VectorIndex): Promise<void> {
  try {
    await index.upsert([{ key: PROBE_KEY, embedding: axis(index.spec.dimension), metadata: { kind: 'doctor' } }])
  } finally {
    // Also after a failure: the answer to a write that was done may have been lost.
    await index.delete([PROBE_KEY])
  }
}
