// Kills an ingest with SIGKILL at random moments, resumes it, and compares what is stored in the end with an
// undisturbed run. With --aws the ingest speaks to a local AWS that throttles 20 % of the calls, cuts the connection on
// 5 % (half of them after the work was done) and answers 2 % with status 500; the undisturbed run has none of that. npx
// tsx bench/kill-ingest.ts <catalogue file> [--aws] [--kills 20] [--seed 1]
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { loadConfig } from '../src/config/config.ts'
import { openS3VectorStore } from '../src/vectors/s3/open-s3-vector-store.ts'
import type { Fault } from '../local-aws/faults.ts'
import { ForkedLocalAws } from '../local-aws/fork-local-aws.ts'
import { seededRandom } from '../test/fixtures/random.ts'
import { IngestProcess } from './ingest-process.ts'
import { compare, contentsOf, type Difference } from './kill-ingest-contents.ts'
import { machineLine, markdownTable } from './report.ts'

const STORM: readonly Fault[] = [
  { kind: 'throttle', rate: 0.2 },
  { kind: 'reset', rate: 0.025 },
  { kind: 'lost-answer', rate: 0.025 },
  { kind: { error: 'InternalServerException' }, rate: 0.02 }
]
/** Kills of one catalogue before it is finished, compared and begun anew. */
const KILLS_A_PASS = 5
/** Batches that a killed run may confirm itself. */
const MAX_BATCHES = 3
/** Ends of an ingest: everything in, or all but what the rejects file lists. */
const FINISHED = new Set<number | null>([0, 2])

const {
  values: { aws: isOnAws, kills: wanted, seed },
  positionals: [file]
} = parseArgs({
  options: {
    aws: { type: 'boolean', default: false },
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' }
  },
  allowPositionals: true
})
if (file === undefined) throw new Error('which catalogue file?')

type Place = Readonly<Record<string, string>> & { readonly DATA_DIR: string }

const random = seededRandom(Number(seed))
const folder = await mkdtemp(path.join(tmpdir(), 'kill-ingest-'))
const aws = isOnAws ? await ForkedLocalAws.start({ model: 'builtin', seed: Number(seed) }) : undefined
// The SDK reads the environment of this process.
Object.assign(process.env, aws?.env)
const tally = { passes: 0, rounds: 0, hits: 0, continued: 0, resumed: 0, gaveUp: 0 }
const sum: Record<keyof Difference, number> = { records: 0, lost: 0, doubled: 0, different: 0 }
try {
  const undisturbed = await makePlace('undisturbed')
  const { batchMs } = await measure(undisturbed)
  const expected = await contentsOf(loadConfig({ ...process.env, ...undisturbed }))
  while (tally.hits < Number(wanted)) {
    const place = await makePlace(`killed-${++tally.passes}`)
    await aws?.weather(...STORM)
    const isFinished = await killSome(place, Math.min(KILLS_A_PASS, Number(wanted) - tally.hits), batchMs)
    if (!isFinished) await finish(place)
    await aws?.weather()
    const found = compare(expected, await contentsOf(loadConfig({ ...process.env, ...place })))
    console.error(`pass ${tally.passes}: ${tally.hits} kills so far, ${JSON.stringify(found)}`)
    for (const key of Object.keys(sum) as (keyof Difference)[]) sum[key] += found[key]
    if ((await readdir(path.join(place.DATA_DIR, 'checkpoints'))).some((name) => name.endsWith('.json'))) {
      throw new Error('a checkpoint is left after a finished run')
    }
  }
  const faults = JSON.stringify((await aws?.stats())?.byError ?? {})
  const isEqual = sum.lost + sum.doubled + sum.different === 0 && sum.records === expected.records.size * tally.passes
  console.log(
    `${machineLine()}, ${aws ? 'local AWS with faults' : 'built-in model and embedded store'}, seed ${seed}\n`
  )
  console.log(
    markdownTable([
      {
        'kills of a running ingest': `${tally.hits} of ${wanted}`,
        rounds: tally.rounds,
        resumed: `${tally.resumed} of ${tally.continued}`,
        'catalogues finished': tally.passes,
        'records compared': sum.records,
        lost: sum.lost,
        doubled: sum.doubled,
        different: sum.different,
        'equal to an undisturbed run': isEqual ? 'yes' : 'NO'
      }
    ])
  )
  if (aws) {
    console.log(
      `\nFaults met: ${faults}. Runs that gave up after all tries of a call and were run again: ${tally.gaveUp}.`
    )
  }
  process.exitCode = isEqual ? 0 : 1
} finally {
  await aws?.close()
  await rm(folder, { recursive: true, force: true })
}

/** A data folder of its own, and on AWS a bucket. */
async function makePlace (name: string): Promise<Place> {
  const place = { DATA_DIR: path.join(folder, name) }
  if (!aws) return place
  const env = { ...place, EMBEDDER: 'bedrock', VECTOR_STORE: 's3', S3_VECTOR_BUCKET: name }
  const store = openS3VectorStore(loadConfig({ ...process.env, ...env }))
  await store.createBucket()
  await store.close()
  return env
}

/** An undisturbed run, timed from batch to batch. */
async function measure (place: Place): Promise<{ batchMs: number }> {
  const times: number[] = []
  const ingest = new IngestProcess([file!], place, () => times.push(performance.now()))
  const { code, stderr } = await ingest.ended
  if (!FINISHED.has(code)) throw new Error(`the undisturbed ingest ended with ${code}: ${stderr}`)
  if (times.length < 2 * MAX_BATCHES) throw new Error(`the catalogue is too small: ${times.length} batches`)
  return { batchMs: (times.at(-1)! - times[0]!) / (times.length - 1) }
}

/** Resolves to whether the catalogue was finished before all kills hit. */
async function killSome (place: Place, kills: number, batchMs: number): Promise<boolean> {
  for (let hit = 0; hit < kills;) {
    tally.rounds++
    const ingest = new IngestProcess([file!], place)
    await ingest.confirmed(1 + Math.floor(random() * MAX_BATCHES))
    await sleep(batchMs * random())
    const { code, signal, stderr } = await ingest.kill()
    countResumed(ingest)
    if (signal === 'SIGKILL' && ingest.batches > 0) {
      hit++
      tally.hits++
    } else if (FINISHED.has(code)) return true
    else gaveUp(code, stderr)
  }
  return false
}

async function finish (place: Place): Promise<void> {
  for (;;) {
    const ingest = new IngestProcess([file!], place)
    const { code, stderr } = await ingest.ended
    countResumed(ingest)
    if (FINISHED.has(code)) return
    gaveUp(code, stderr)
  }
}

/** Of the runs that found a checkpoint, those that went on in the run that had left it, not back behind its line. */
function countResumed ({ before, latest }: IngestProcess): void {
  if (before === undefined || latest === undefined) return
  tally.continued++
  if (latest.run === before.run && latest.line >= before.line) tally.resumed++
}

/** Under faults a run may end with a coded error; anything else is a fault of the ingest. */
function gaveUp (code: number | null, stderr: string): void {
  if (!aws || code !== 1 || !/(THROTTLED|TIMEOUT|UNAVAILABLE)/.test(stderr)) {
    throw new Error(`ingest ended with ${code}: ${stderr}`)
  }
  tally.gaveUp++
  console.error(stderr.trim().split('\n').at(-1))
}
