// Searches while the services throttle and fail: how many are answered rightly, and how late.
// Run: npx tsx bench/aws-faults.ts
import assert from 'node:assert/strict'
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { S3VectorsClient } from '@aws-sdk/client-s3vectors'
import PQueue from 'p-queue'
import { clientSettings } from '../src/aws/client-settings.ts'
import { loadConfig } from '../src/config.ts'
import { BedrockEmbedder } from '../src/embedding/bedrock/bedrock-embedder.ts'
import { truncate } from '../src/embedding/embedder.ts'
import { S3VectorStore } from '../src/vectors/s3/s3-vector-store.ts'
import { startLocalAws } from '../test/fixtures/aws/local-aws.ts'
import { machineLine, markdownTable, percentile } from './report.ts'

const SEARCHES = 2000
const CONCURRENCY = 8
const RECORDS = 300
/** Waited before each answer: warm queries of S3 Vectors take about as long; loopback alone would take no time. */
const SERVICE_MS = 60
const DIMENSION = 256
/** Ceilings of the first two back-offs after throttling. */
const TWO_BACKOFFS_MS = 100 + 200
const QUESTIONS = ['blue linen sofa', 'oak table', 'red lamp', 'wool rug', 'garden chair', 'kitchen stool', 'brass mirror', 'bunk bed']

const { AWS_MAX_ATTEMPTS: maxAttempts, AWS_CONNECT_TIMEOUT_MS: connectTimeoutMs, AWS_REQUEST_TIMEOUT_MS: requestTimeoutMs, AWS_CALL_TIMEOUT_MS: callTimeoutMs } = loadConfig({})
const aws = await startLocalAws({ limits: { vectorsPerSecond: Infinity }, seed: 7 })
const settings = () => ({
  ...clientSettings({ region: 'us-east-1', maxAttempts, connectTimeoutMs, requestTimeoutMs, callTimeoutMs, maxSockets: 16 }),
  endpoint: aws.url,
  credentials: aws.credentials
})
const embedder = new BedrockEmbedder({
  client: new BedrockRuntimeClient(settings()),
  queryPurpose: 'GENERIC_RETRIEVAL',
  prices: { usdPerMillionTokens: 0, usdPerImage: 0 },
  maxConcurrency: 16,
  callTimeoutMs
})
const store = new S3VectorStore({ client: new S3VectorsClient(settings()), bucket: 'bench-bucket', callTimeoutMs })
await store.createBucket()
const index = await store.createIndex({ name: 'products-256', dimension: DIMENSION, metric: 'cosine', nonFilterableKeys: [] })
await index.upsert(Array.from({ length: RECORDS }, (_, i) => ({
  key: `k${i}`, embedding: Float32Array.from({ length: DIMENSION }, (_, j) => Math.sin(i * 31 + j)), metadata: { brand: `b${i % 9}` }
})))

async function search (text: string): Promise<string> {
  const embedding = await embedder.embed({ text }, { purpose: 'query' })
  const matches = await index.query(truncate(embedding, DIMENSION), { topK: 10 })
  return matches.map(({ key }) => key).join()
}

const expected = new Map<string, string>()
for (const question of QUESTIONS) expected.set(question, await search(question))

interface Run { readonly right: number, readonly failures: Map<string, number>, readonly timesMs: readonly number[] }

async function run (): Promise<Run> {
  const queue = new PQueue({ concurrency: CONCURRENCY })
  const timesMs: number[] = []
  const failures = new Map<string, number>()
  let right = 0
  const one = async (question: string) => {
    const start = performance.now()
    try {
      assert.equal(await search(question), expected.get(question))
      right++
    } catch (error) {
      const name = error instanceof Error && 'code' in error ? String(error.code) : String(error)
      failures.set(name, (failures.get(name) ?? 0) + 1)
    }
    timesMs.push(performance.now() - start)
  }
  await queue.addAll(Array.from({ length: SEARCHES }, (_, i) => async () => await one(QUESTIONS[i % QUESTIONS.length]!)))
  return { right, failures, timesMs }
}

const latency = { kind: 'slow', delayMs: SERVICE_MS, rate: 1 } as const
aws.faults.inject(latency)
const calm = await run()
aws.faults.clear()
aws.faults.inject({ kind: 'throttle', rate: 0.20 }, { kind: 'reset', rate: 0.05 }, { kind: { error: 'InternalServerException' }, rate: 0.02 }, latency)
const stormy = await run()

const limitMs = 5 * percentile(calm.timesMs, 0.5) + TWO_BACKOFFS_MS
console.log(`${machineLine()}, ${SEARCHES} searches, ${CONCURRENCY} at a time, the services take ${SERVICE_MS} ms\n`)
console.log(markdownTable([row('calm', calm), row('20 % throttled, 5 % reset, 2 % status 500', stormy)]))
console.log(`\np99 may be 5 x calm p50 + two back-offs = ${limitMs.toFixed(0)} ms. Searches that failed: ${JSON.stringify(Object.fromEntries(stormy.failures))}. Faults met: ${JSON.stringify(aws.stats().byError)}`)

await embedder.close()
await store.close()
await aws.close()
const isGood = stormy.right / SEARCHES >= 0.999 && percentile(stormy.timesMs, 0.99) <= limitMs
process.exitCode = isGood ? 0 : 1

function row (weather: string, { right, timesMs }: Run): Record<string, string> {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => `${percentile(timesMs, share).toFixed(0)} ms`)
  return { services: weather, 'answered rightly': `${(right / SEARCHES * 100).toFixed(2)} %`, p50: p50!, p95: p95!, p99: p99! }
}
