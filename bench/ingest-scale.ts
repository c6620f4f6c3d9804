// Ingest at scale: a catalogue in the format of Amazon Berkeley Objects (training/abo-catalogue.ts) goes into a local
// AWS with the documented limits of S3 Vectors, is killed with SIGKILL in the middle and resumed. How near the limiting
// rate it comes, how much memory it takes and what the kill costs. The local AWS is a process of its own and answers
// vectors made of hashes. npx tsx bench/ingest-scale.ts <catalogue folder> [--vectors-per-second 2500]
// [--calls-per-minute <quota>] [--dimensions 256] [--kill-at 0.5] AWS publishes no quota of model calls; with one that
// is set here, the calls limit.
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { rowsOf } from '../src/catalogue/ingest/ingest-report.ts'
import { countLines } from '../src/catalogue/sources/read-catalogue.ts'
import { loadConfig } from '../src/config/config.ts'
import { openS3VectorStore } from '../src/vectors/s3/open-s3-vector-store.ts'
import { ForkedLocalAws } from '../local-aws/fork-local-aws.ts'
import { DEFAULT_LIMITS } from '../local-aws/limits.ts'
import { IngestProcess, type IngestEnd } from './ingest-process.ts'
import { machineLine, markdownTable } from './report.ts'

/** A run is warm, and its first burst spent, so long after its first batch. */
const WARM_UP_MS = 10_000
const SAMPLE_EVERY_MS = 1000
const SAMPLES_PER_REPORT = 10
/** A kill comes at any moment of the batch after a confirmed one, which the clock chooses. */
const MAX_KILL_DELAY_MS = 200
/** Where memory is read, to tell whether it grows with the catalogue. */
const EARLY_PRODUCTS = 10_000

interface Sample {
  readonly ms: number
  readonly products: number
  readonly vectors: number
  readonly calls: number
}
interface Run {
  readonly end: IngestEnd
  readonly samples: readonly Sample[]
  readonly latest: Pick<Sample, 'products' | 'vectors'>
}
/** A second, once a run was warm. */
interface Rates {
  readonly vectors: number
  readonly calls: number
}

const {
  values: { 'calls-per-minute': quota, 'vectors-per-second': vectorsPerSecond, dimensions, 'kill-at': killAt },
  positionals: [folder]
} = parseArgs({
  options: {
    'calls-per-minute': { type: 'string', default: '0' },
    'vectors-per-second': { type: 'string', default: String(DEFAULT_LIMITS.vectorsPerSecond) },
    dimensions: { type: 'string', default: '256' },
    'kill-at': { type: 'string', default: '0.5' }
  },
  allowPositionals: true
})
if (folder === undefined) throw new Error('which catalogue folder?')

const total = await countLines(folder, 'abo')
const dataDir = await mkdtemp(path.join(tmpdir(), 'ingest-scale-'))
const callsPerMinute = Number(quota) || Infinity
const aws = await ForkedLocalAws.start({
  limits: { invocationsPerMinute: callsPerMinute, vectorsPerSecond: Number(vectorsPerSecond) }
})
const env = {
  ...aws.env,
  DATA_DIR: dataDir,
  EMBEDDER: 'bedrock',
  VECTOR_STORE: 's3',
  S3_VECTOR_BUCKET: 'scale',
  BEDROCK_REQUESTS_PER_MINUTE: quota,
  // As who wants 2,500 vectors a second of a model that takes a tenth of a second would set it.
  BEDROCK_MAX_CONCURRENCY: '64',
  S3_VECTORS_PER_SECOND: vectorsPerSecond,
  DIMENSIONS: dimensions
}
Object.assign(process.env, env)
const memory = { early: 0, peak: 0 }
try {
  const store = openS3VectorStore(loadConfig(env))
  await store.createBucket()
  await store.close()
  const killed = await run(Math.floor(total * Number(killAt)))
  const resumed = await run()
  if (killed.end.signal !== 'SIGKILL' || resumed.end.code !== 0) {
    throw new Error(
      `ended with ${killed.end.code} and ${resumed.end.code}: ${killed.end.stderr}${resumed.end.stderr}`
    )
  }
  console.log(resumed.end.stdout)
  report(killed, resumed, await aws.stats())
} finally {
  await aws.close()
  await rm(dataDir, { recursive: true, force: true })
}

/** Until the end, or until that many products are confirmed. */
async function run (killAfter = Infinity): Promise<Run> {
  const samples: Sample[] = []
  const start = performance.now()
  const latest = { products: 0, vectors: 0 }
  const killing: { end?: Promise<IngestEnd> } = {}
  const ingest = new IngestProcess(['--format', 'abo', folder!], env, ({ counts }) => {
    Object.assign(latest, { products: rowsOf(counts), vectors: counts.views })
    watchMemory(ingest.pid, latest.products)
    if (latest.products >= killAfter) {
      killing.end ??= sleep(performance.now() % MAX_KILL_DELAY_MS).then(async () => await ingest.kill())
    }
  })
  const ended = ingest.ended.then(() => true)
  while (!(await Promise.race([ended, sleep(SAMPLE_EVERY_MS).then(() => false)]))) {
    samples.push({ ms: performance.now() - start, ...latest, calls: await answeredCalls() })
    if (samples.length % SAMPLES_PER_REPORT === 0) tell(samples)
  }
  return { end: await ingest.ended, samples, latest }
}

/** Of the model, by the service's own count. */
async function answeredCalls (): Promise<number> {
  const {
    byOperation: { InvokeModel = 0 },
    byError: { ThrottlingException = 0 }
  } = await aws.stats()
  return InvokeModel - ThrottlingException
}

function tell (samples: readonly Sample[]): void {
  const { products, vectors } = samples.at(-1)!
  const rates = ratesOf(samples)
  process.stderr.write(
    `${new Date().toISOString()} ${products} products, ${vectors} vectors, ${rates.vectors.toFixed(0)} vectors/s, ${rates.calls.toFixed(0)} calls/s, peak ${memory.peak.toFixed(0)} MB\n`
  )
}

function watchMemory (pid: number, products: number): void {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    memory.peak = Math.max(memory.peak, Number(kilobytes) / 1024)
    if (products <= EARLY_PRODUCTS) memory.early = memory.peak
  } catch (error) {
    // It has ended since it confirmed.
    if (!['ENOENT', 'ESRCH'].includes(String((error as NodeJS.ErrnoException).code))) throw error
  }
}

/** When the first batch was confirmed: a run that goes on reads what it has behind it first. */
function beginOf (samples: readonly Sample[]): number {
  return (samples.find(({ products }) => products > 0) ?? samples.at(-1)!).ms
}

/** From warm to the last batch; what is counted at the end comes after it. */
function ratesOf (samples: readonly Sample[]): Rates {
  const end = samples.at(-1)!.products
  const [first, last] = [
    samples.find(({ ms }) => ms >= beginOf(samples) + WARM_UP_MS) ?? samples[0]!,
    samples.find(({ products }) => products === end)!
  ]
  const rate = (key: 'vectors' | 'calls') => ((last[key] - first[key]) / (last.ms - first.ms)) * 1000
  return { vectors: rate('vectors'), calls: rate('calls') }
}

function report (
  killed: Run,
  resumed: Run,
  { byOperation, byError }: Awaited<ReturnType<ForkedLocalAws['stats']>>
): void {
  const rates = [killed, resumed].map(({ samples }) => ratesOf(samples))
  const { products, vectors } = resumed.latest
  const [, again = '?'] = /(\d+) unchanged/.exec(resumed.end.stdout) ?? []
  const seconds = ({ samples }: Run) => (beginOf(samples) / 1000).toFixed(0)
  const row = (what: string, key: keyof Rates, limit: number) => ({
    what,
    'limit, a second': limit === Infinity ? 'none' : limit.toFixed(0),
    'until the kill': rates[0]![key].toFixed(1),
    'after the restart': rates[1]![key].toFixed(1),
    ratio: limit === Infinity ? '' : (Math.min(...rates.map((rate) => rate[key])) / limit).toFixed(3)
  })
  console.log(`${machineLine()}, dimensions ${dimensions}\n`)
  console.log(
    markdownTable([
      row('model calls', 'calls', callsPerMinute / 60),
      row('vectors written, each index', 'vectors', Number(vectorsPerSecond))
    ])
  )
  console.log(
    `\n${products} products, ${vectors} vectors. The first batch was confirmed after ${seconds(killed)} s, and ${seconds(resumed)} s after the restart. Written twice by the kill: ${again} products. Peak RSS ${memory.peak.toFixed(0)} MB, to ${EARLY_PRODUCTS} products ${memory.early.toFixed(0)} MB.`
  )
  console.log(`Calls: ${JSON.stringify(byOperation)}. Errors: ${JSON.stringify(byError)}`)
}
