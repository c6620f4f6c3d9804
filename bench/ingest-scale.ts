// Ingest at scale: a catalogue in the format of Amazon Berkeley Objects (bench/abo-catalogue.ts) goes into a local AWS that
// throttles above its rate, is killed with SIGKILL in the middle and resumed. How near the limiting rate it comes, how much
// memory it takes and what the kill costs. The local AWS is a process of its own and answers vectors made of hashes.
// npx tsx bench/ingest-scale.ts <catalogue folder> [--rate 2500] [--dimensions 256] [--kill-at 0.5]
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { rowsOf } from '../src/catalogue/ingest-report.ts'
import { countLines } from '../src/catalogue/read-catalogue.ts'
import { loadConfig } from '../src/config.ts'
import { openS3VectorStore } from '../src/vectors/s3/open-s3-vector-store.ts'
import { ForkedLocalAws } from '../test/fixtures/aws/fork-local-aws.ts'
import { IngestProcess, type IngestEnd } from './ingest-process.ts'
import { machineLine, markdownTable } from './report.ts'

/** A run is warm, and its first burst spent, after this many products. */
const WARM_UP_PRODUCTS = 500
const REPORT_EVERY_MS = 10_000
/** A kill comes at any moment of the batch after a confirmed one, which the clock chooses. */
const MAX_KILL_DELAY_MS = 200
/** Where memory is read, to tell whether it grows with the catalogue. */
const EARLY_PRODUCTS = 10_000

interface Sample { readonly ms: number, readonly products: number, readonly views: number }
interface Run { readonly end: IngestEnd, readonly samples: readonly Sample[] }

const { values: { rate, dimensions, 'kill-at': killAt }, positionals: [folder] } = parseArgs({
  options: { rate: { type: 'string', default: '2500' }, dimensions: { type: 'string', default: '256' }, 'kill-at': { type: 'string', default: '0.5' } },
  allowPositionals: true
})
if (folder === undefined) throw new Error('which catalogue folder?')

const total = await countLines(folder, 'abo')
const dataDir = await mkdtemp(path.join(tmpdir(), 'ingest-scale-'))
const aws = await ForkedLocalAws.start({ limits: { vectorsPerSecond: Number(rate) } })
const env = { ...aws.env, DATA_DIR: dataDir, EMBEDDER: 'bedrock', VECTOR_STORE: 's3', S3_VECTOR_BUCKET: 'scale', S3_VECTORS_PER_SECOND: rate, DIMENSIONS: dimensions }
Object.assign(process.env, env)
const memory = { early: 0, peak: 0 }
try {
  const store = openS3VectorStore(loadConfig(env))
  await store.createBucket()
  await store.close()
  const killed = await run(Math.floor(total * Number(killAt)))
  const resumed = await run()
  if (killed.end.signal !== 'SIGKILL' || resumed.end.code !== 0) throw new Error(`ended with ${killed.end.code} and ${resumed.end.code}: ${killed.end.stderr}${resumed.end.stderr}`)
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
  const killing: { end?: Promise<IngestEnd> } = {}
  const ingest = new IngestProcess(['--format', 'abo', folder!], env, ({ counts }) => {
    const products = rowsOf(counts)
    samples.push({ ms: performance.now() - start, products, views: counts.views })
    watchMemory(ingest.pid, products)
    if (products >= killAfter) killing.end ??= sleep(performance.now() % MAX_KILL_DELAY_MS).then(async () => await ingest.kill())
  })
  const reporting = setInterval(() => {
    const last = samples.at(-1)
    if (last) process.stderr.write(`${new Date().toISOString()} ${last.products} products, ${last.views} views, ${rateOf(samples).toFixed(0)} vectors/s, peak ${memory.peak.toFixed(0)} MB\n`)
  }, REPORT_EVERY_MS)
  try {
    return { end: await ingest.ended, samples }
  } finally {
    clearInterval(reporting)
  }
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

/** Vectors a second that were confirmed once a run was warm. */
function rateOf (samples: readonly Sample[]): number {
  const [first, last] = [samples.find(({ products }) => products >= samples[0]!.products + WARM_UP_PRODUCTS) ?? samples[0]!, samples.at(-1)!]
  return (last.views - first.views) / (last.ms - first.ms) * 1000
}

function report (killed: Run, resumed: Run, { byOperation, byError }: Awaited<ReturnType<ForkedLocalAws['stats']>>): void {
  const rates = [killed, resumed].map(({ samples }) => rateOf(samples))
  const last = resumed.samples.at(-1)!
  const [, again = '?'] = /(\d+) unchanged/.exec(resumed.end.stdout) ?? []
  console.log(`${machineLine()}, dimensions ${dimensions}\n`)
  console.log(markdownTable([{
    products: last.products,
    vectors: last.views,
    'limit, vectors/s': rate!,
    'until the kill': rates[0]!.toFixed(0),
    'after the restart': rates[1]!.toFixed(0),
    ratio: (Math.min(...rates) / Number(rate)).toFixed(3),
    'written twice by the kill': `${again} products`,
    'peak RSS to 10,000': `${memory.early.toFixed(0)} MB`,
    'peak RSS': `${memory.peak.toFixed(0)} MB`
  }]))
  console.log(`\nCalls: ${JSON.stringify(byOperation)}. Errors: ${JSON.stringify(byError)}`)
}
