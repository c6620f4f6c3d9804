// Searches through the whole service while AWS throttles and fails: how many are answered rightly, and how late. First
// by chance, over bare loopback and with services that take as long as those of AWS; then throttled altogether for a
// while, with many callers: what they are told, and how soon all are answered again. The local AWS is a process of its
// own. Run: npx tsx bench/aws-faults.ts [--searches 2000] [--seed 7] [--storm-s 30] [--callers 100] [--retries own|sdk]
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { S3VectorsClient } from '@aws-sdk/client-s3vectors'
import PQueue from 'p-queue'
import { ForkedLocalAws } from '../local-aws/fork-local-aws.ts'
import type { Fault } from '../local-aws/faults.ts'
import { AdaptiveRate } from '../src/aws/adaptive-rate.ts'
import { clientSettings, patienceSettings, unlogged } from '../src/aws/client-settings.ts'
import { paced } from '../src/aws/paced.ts'
import { backoffCeilingMs } from '../src/aws/retry.ts'
import { indexName } from '../src/catalogue/generations.ts'
import { writeManifest } from '../src/catalogue/manifest.ts'
import { NON_FILTERABLE_KEYS, toRecord } from '../src/catalogue/records.ts'
import { loadConfig } from '../src/config/config.ts'
import { BedrockEmbedder } from '../src/embedding/bedrock/bedrock-embedder.ts'
import { composeServices } from '../src/services.ts'
import { S3VectorStore } from '../src/vectors/s3/s3-vector-store.ts'
import { machineLine, markdownTable, percentile } from './report.ts'
import { SdkAdaptive } from './sdk-adaptive.ts'

const CONCURRENCY = 8
/** Calm and storm take turns, so that a noisy minute of this machine meets both alike. */
const TURNS = 8
const PRODUCTS = 300
const DIMENSION = 256
/** Of each of the two calls of a search: none, and that of a warm query of S3 Vectors. */
const SERVICE_MS = [0, 60]
/** What two back-offs may take: the longest first and the longest second wait after throttling. */
const TWO_BACKOFFS_MS = backoffCeilingMs('throttling', 1) + backoffCeilingMs('throttling', 2)
const RIGHT_SHARE = 0.999
/** Of the first answer that each caller gets, from the end of the throttling on. */
const RECOVERED_WITHIN_MS = 2000
/** A caller that was told to retry waits a little. */
const CALLER_PAUSE_MS = 250
const QUESTIONS = Array.from({ length: 200 }, (_, i) => `product ${i} of wool`)
const STORM: readonly Fault[] = [
  { kind: 'throttle', rate: 0.2 },
  { kind: 'reset', rate: 0.05 },
  { kind: { error: 'InternalServerException' }, rate: 0.02 }
]
const ALL_THROTTLED: readonly Fault[] = [{ kind: 'throttle', rate: 1 }]

class Tally {
  right = 0
  readonly failures: Record<string, number> = {}
  readonly timesMs: number[] = []
}

const { values } = parseArgs({
  options: {
    searches: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '7' },
    'storm-s': { type: 'string', default: '30' },
    callers: { type: 'string', default: '100' },
    retries: { type: 'string', default: 'own' }
  }
})
const SEARCHES = Number(values.searches)
const isOwn = values.retries === 'own'
const aws = await ForkedLocalAws.start({ limits: { vectorsPerSecond: Infinity }, seed: Number(values.seed) })
// The SDK reads the environment of this process.
Object.assign(process.env, aws.env)
// A cache of one embedding: every search asks the model.
const config = loadConfig({
  EMBEDDER: 'bedrock',
  VECTOR_STORE: 's3',
  S3_VECTOR_BUCKET: 'bench-bucket',
  DIMENSIONS: String(DIMENSION),
  CACHE_MAX_ENTRIES: '1'
})
const settings = { ...patienceSettings(config, 'search'), region: '' }
const { embedder, store } = open()
const services = composeServices(config, { embedder, store })
await fill()
const expected = new Map<string, string>()
for (const question of QUESTIONS) expected.set(question, await search(question))
await run(new Tally())

const rows: Record<string, string>[] = []
for (const serviceMs of SERVICE_MS) rows.push(await byChance(serviceMs))
console.log(
  `${machineLine()}, retries: ${values.retries}, ${SEARCHES} searches, ${CONCURRENCY} at a time, 20 % throttled, 5 % reset, 2 % status 500\n`
)
console.log(markdownTable(rows))
console.log(
  `\np99 may be 5 x the calm p50 + two back-offs (${TWO_BACKOFFS_MS} ms). Faults met: ${JSON.stringify((await aws.stats()).byError)}\n`
)
console.log(markdownTable([await throttledAltogether(Number(values['storm-s']), Number(values.callers))]))
await services.close()
await aws.close()

function open () {
  const [modelRate, storeRate] = [new AdaptiveRate(), new AdaptiveRate()]
  const client = (maxSockets: number) => {
    const own = clientSettings({ ...settings, maxSockets })
    return isOwn ? own : { ...own, retryStrategy: new SdkAdaptive(settings.maxAttempts) }
  }
  const bedrock = unlogged(new BedrockRuntimeClient(client(config.BEDROCK_MAX_CONCURRENCY)))
  const s3 = unlogged(new S3VectorsClient(client(64)))
  return {
    embedder: new BedrockEmbedder({
      ...settings,
      client: isOwn ? paced(bedrock, modelRate) : bedrock,
      isRefusing: () => isOwn && modelRate.isRefusing,
      largestDimension: DIMENSION,
      prices: { usdPerMillionTokens: 0.135, usdPerImage: 0.00006 },
      maxConcurrency: config.BEDROCK_MAX_CONCURRENCY
    }),
    store: new S3VectorStore({
      ...settings,
      client: isOwn ? paced(s3, storeRate) : s3,
      isRefusing: () => isOwn && storeRate.isRefusing,
      bucket: 'bench-bucket'
    })
  }
}

async function fill (): Promise<void> {
  await store.createBucket()
  const index = await store.createIndex({
    name: indexName('products', DIMENSION),
    dimension: DIMENSION,
    metric: 'cosine',
    nonFilterableKeys: NON_FILTERABLE_KEYS
  })
  await index.upsert(
    Array.from({ length: PRODUCTS }, (_, i) => {
      const id = `k${i}`
      const embedding = Float32Array.from({ length: DIMENSION }, (_, j) => Math.sin(i * 31 + j))
      return toRecord(
        { id, title: id, images: [], tags: [], identifiers: [], colors: [], variants: [], attributes: {} },
        { key: `${id}/text`, kind: 'text', imageUrl: undefined },
        embedding,
        'hash'
      )
    })
  )
  const facets = { categories: [], brands: [], colors: [], tags: [] }
  await writeManifest(index, {
    version: 1,
    model: embedder.model,
    dimension: DIMENSION,
    products: PRODUCTS,
    views: PRODUCTS,
    facets
  })
}

async function search (text: string): Promise<string> {
  const { items } = await services.search.search({ text, topK: 10 })
  return items.map(({ product }) => product.id).join()
}

async function ask (question: string, tally: Tally): Promise<boolean> {
  const start = performance.now()
  try {
    assert.equal(await search(question), expected.get(question))
    tally.right++
    return true
  } catch (error) {
    const name = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    tally.failures[name] = (tally.failures[name] ?? 0) + 1
    return false
  } finally {
    tally.timesMs.push(performance.now() - start)
  }
}

async function run (tally: Tally): Promise<void> {
  const queue = new PQueue({ concurrency: CONCURRENCY })
  await queue.addAll(
    Array.from({ length: SEARCHES / TURNS }, (_, i) => async () => await ask(QUESTIONS[i % QUESTIONS.length]!, tally))
  )
}

async function byChance (serviceMs: number): Promise<Record<string, string>> {
  const latency = slow(serviceMs)
  const [calm, stormy] = [new Tally(), new Tally()]
  for (let turn = 0; turn < TURNS; turn++) {
    await aws.weather(...latency)
    await run(calm)
    await aws.weather(...STORM, ...latency)
    await run(stormy)
  }
  const limitMs = 5 * percentile(calm.timesMs, 0.5) + TWO_BACKOFFS_MS
  const isGood = stormy.right / SEARCHES >= RIGHT_SHARE && percentile(stormy.timesMs, 0.99) <= limitMs
  if (!isGood) process.exitCode = 1
  const ms = ({ timesMs }: Tally) =>
    [0.5, 0.95, 0.99].map((share) => percentile(timesMs, share).toFixed(0)).join(' / ')
  return {
    'service takes': `${serviceMs} ms`,
    'calm p50 / p95 / p99, ms': ms(calm),
    'under faults': ms(stormy),
    'p99 may be': limitMs.toFixed(0),
    'answered rightly': `${((stormy.right / SEARCHES) * 100).toFixed(2)} %`,
    failed: JSON.stringify(stormy.failures),
    'within both limits': isGood ? 'yes' : 'NO'
  }
}

/** Every call is throttled for so long, while callers ask on and on. */
async function throttledAltogether (seconds: number, callers: number): Promise<Record<string, string>> {
  const latency = slow(60)
  const [during, after] = [new Tally(), new Tally()]
  let endedAt = Infinity
  const recoveredMs: number[] = []
  const caller = async (first: number): Promise<void> => {
    for (let i = first; ; i += callers) {
      const isOver = endedAt < performance.now()
      const isRight = await ask(QUESTIONS[i % QUESTIONS.length]!, isOver ? after : during)
      if (isRight && endedAt < performance.now()) break
      if (!isRight) await sleep(CALLER_PAUSE_MS)
    }
    recoveredMs.push(performance.now() - endedAt)
  }
  await aws.weather(...latency)
  const all = Promise.all(Array.from({ length: callers }, async (_, i) => await caller(i)))
  await sleep(3000)
  const before = (await aws.stats()).requests
  await aws.weather(...ALL_THROTTLED)
  await sleep(seconds * 1000)
  await aws.weather(...latency)
  endedAt = performance.now()
  const requests = (await aws.stats()).requests - before
  await all
  const last = Math.max(...recoveredMs)
  if (last > RECOVERED_WITHIN_MS) process.exitCode = 1
  return {
    throttled: `${seconds} s, ${callers} callers`,
    'requests a second meanwhile': (requests / seconds).toFixed(1),
    'callers were told': JSON.stringify(during.failures),
    'told within, p50 / p99, ms': [0.5, 0.99]
      .map((share) => percentile(during.timesMs, share).toFixed(0))
      .join(' / '),
    'first answer after, p50 / last, ms': `${percentile(recoveredMs, 0.5).toFixed(0)} / ${last.toFixed(0)}`,
    'failed after the end': JSON.stringify(after.failures),
    'all within 2 s': last <= RECOVERED_WITHIN_MS ? 'yes' : 'NO'
  }
}

function slow (delayMs: number): Fault[] {
  return delayMs > 0 ? [{ kind: 'slow', delayMs, rate: 1 }] : []
}
