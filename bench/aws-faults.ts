// Searches while the services throttle and fail: how many are answered rightly, and how late. Over bare loopback, where an
// answer takes no time, and with services that take as long as those of AWS; the local AWS is a process of its own.
// Run: npx tsx bench/aws-faults.ts [--searches 4000] [--seed 7]
import assert from 'node:assert/strict'
import { parseArgs } from 'node:util'
import PQueue from 'p-queue'
import { backoffCeilingMs } from '../src/aws/retry.ts'
import { loadConfig } from '../src/config.ts'
import { openBedrockEmbedder } from '../src/embedding/bedrock/open-bedrock-embedder.ts'
import { truncate } from '../src/embedding/embedder.ts'
import { openS3VectorStore } from '../src/vectors/s3/open-s3-vector-store.ts'
import { ForkedLocalAws } from '../local-aws/fork-local-aws.ts'
import type { Fault } from '../local-aws/faults.ts'
import { machineLine, markdownTable, percentile } from './report.ts'

const CONCURRENCY = 8
/** Calm and storm take turns, so that a noisy minute of this machine meets both alike. */
const TURNS = 8
const RECORDS = 300
const DIMENSION = 256
/** Of each of the two calls of a search: none, and that of a warm query of S3 Vectors. */
const SERVICE_MS = [0, 60]
/** What two back-offs may take: the longest first and the longest second wait after throttling. */
const TWO_BACKOFFS_MS = backoffCeilingMs('throttling', 1) + backoffCeilingMs('throttling', 2)
const RIGHT_SHARE = 0.999
const QUESTIONS = ['blue linen sofa', 'oak table', 'red lamp', 'wool rug', 'garden chair', 'kitchen stool', 'brass mirror', 'bunk bed']
const STORM: readonly Fault[] = [{ kind: 'throttle', rate: 0.20 }, { kind: 'reset', rate: 0.05 }, { kind: { error: 'InternalServerException' }, rate: 0.02 }]

class Tally {
  right = 0
  readonly failures: Record<string, number> = {}
  readonly timesMs: number[] = []
}

const { values: { searches: count, seed } } = parseArgs({ options: { searches: { type: 'string', default: '4000' }, seed: { type: 'string', default: '7' } } })
const SEARCHES = Number(count)
const aws = await ForkedLocalAws.start({ limits: { vectorsPerSecond: Infinity }, seed: Number(seed) })
// The SDK reads the environment of this process.
Object.assign(process.env, aws.env)
const config = loadConfig({ EMBEDDER: 'bedrock', VECTOR_STORE: 's3', S3_VECTOR_BUCKET: 'bench-bucket' })
const embedder = openBedrockEmbedder(config)
const store = openS3VectorStore(config)
await store.createBucket()
const index = await store.createIndex({ name: 'products-256', dimension: DIMENSION, metric: 'cosine', nonFilterableKeys: [] })
await index.upsert(Array.from({ length: RECORDS }, (_, i) => ({
  key: `k${i}`, embedding: Float32Array.from({ length: DIMENSION }, (_, j) => Math.sin(i * 31 + j)), metadata: { brand: `b${i % 9}` }
})))
const expected = new Map<string, string>()
for (const question of QUESTIONS) expected.set(question, await search(question))
await run(new Tally())

const rows: Record<string, string>[] = []
for (const serviceMs of SERVICE_MS) {
  const latency: readonly Fault[] = serviceMs > 0 ? [{ kind: 'slow', delayMs: serviceMs, rate: 1 }] : []
  const [calm, stormy] = [new Tally(), new Tally()]
  for (let turn = 0; turn < TURNS; turn++) {
    await aws.weather(...latency)
    await run(calm)
    await aws.weather(...STORM, ...latency)
    await run(stormy)
  }
  rows.push(row(serviceMs, calm, stormy))
}
console.log(`${machineLine()}, ${SEARCHES} searches, ${CONCURRENCY} at a time, 20 % throttled, 5 % reset, 2 % status 500\n`)
console.log(markdownTable(rows))
console.log(`\np99 may be 5 x the calm p50 + two back-offs (${TWO_BACKOFFS_MS} ms). Faults met: ${JSON.stringify((await aws.stats()).byError)}`)
await embedder.close()
await store.close()
await aws.close()

async function search (text: string): Promise<string> {
  const embedding = await embedder.embed({ text }, { purpose: 'query' })
  const matches = await index.query(truncate(embedding, DIMENSION), { topK: 10 })
  return matches.map(({ key }) => key).join()
}

async function run (tally: Tally): Promise<void> {
  const queue = new PQueue({ concurrency: CONCURRENCY })
  const one = async (question: string) => {
    const start = performance.now()
    try {
      assert.equal(await search(question), expected.get(question))
      tally.right++
    } catch (error) {
      const name = error instanceof Error && 'code' in error ? String(error.code) : String(error)
      tally.failures[name] = (tally.failures[name] ?? 0) + 1
    }
    tally.timesMs.push(performance.now() - start)
  }
  await queue.addAll(Array.from({ length: SEARCHES / TURNS }, (_, i) => async () => await one(QUESTIONS[i % QUESTIONS.length]!)))
}

function row (serviceMs: number, calm: Tally, stormy: Tally): Record<string, string> {
  const limitMs = 5 * percentile(calm.timesMs, 0.5) + TWO_BACKOFFS_MS
  const isGood = stormy.right / SEARCHES >= RIGHT_SHARE && percentile(stormy.timesMs, 0.99) <= limitMs
  if (!isGood) process.exitCode = 1
  const ms = ({ timesMs }: Tally) => [0.5, 0.95, 0.99].map((share) => percentile(timesMs, share).toFixed(0)).join(' / ')
  return {
    'service takes': `${serviceMs} ms`,
    'calm p50 / p95 / p99, ms': ms(calm),
    'under faults': ms(stormy),
    'p99 may be': limitMs.toFixed(0),
    'answered rightly': `${(stormy.right / SEARCHES * 100).toFixed(2)} %`,
    failed: JSON.stringify(stormy.failures),
    'within both limits': isGood ? 'yes' : 'NO'
  }
}
