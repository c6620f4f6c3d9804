// npx tsx bench/two-stage.ts [ms a call = 100]: whether a search of S3 Vectors gains by asking an index of short
// vectors first and fetching the long ones of what it finds, against one query of the long index; local AWS, 3,000 x
// 1,024, each call held up for so long.
import { S3VectorsClient } from '@aws-sdk/client-s3vectors'
import { clientSettings } from '../src/aws/client-settings.ts'
import { dot, truncate, type Embedding } from '../src/embedding/embedder.ts'
import { S3VectorStore } from '../src/vectors/s3/s3-vector-store.ts'
import { startLocalAws } from '../local-aws/local-aws.ts'
import { clusteredVectors, exactNearest, recall } from '../test/fixtures/clustered-vectors.ts'
import { machineLine, markdownTable, percentile, timeOne } from './report.ts'

const CALL_MS = Number(process.argv[2] ?? 100)
const [RECORDS, QUERIES, SHOWN] = [3000, 40, 10]
/** Keys of one GetVectors, and the most a query pages for by itself. */
const CANDIDATES = 100
const LONG = 1024

const { vectors, queries } = clusteredVectors({ count: RECORDS, dimension: LONG, clusters: 60, queries: QUERIES })
const truths = queries.map((query) => exactNearest(query, vectors, SHOWN).map(String))
const aws = await startLocalAws({ limits: { vectorsPerSecond: Infinity } })
const limits = { connectTimeoutMs: 2000, requestTimeoutMs: 5000, callTimeoutMs: 30_000 }
const client = new S3VectorsClient({
  ...clientSettings({ region: 'us-east-1', maxAttempts: 3, maxSockets: 16, ...limits }),
  endpoint: aws.url,
  credentials: aws.credentials
})
const store = new S3VectorStore({ client, bucket: 'two-stage', ...limits })
await store.createBucket()
const long = await filled(LONG)
const rows = [await measure('one query of the long index', async (query) => await direct(query))]
for (const dimension of [256, 384]) {
  const short = await filled(dimension)
  rows.push(
    await measure(`${dimension} values first, then ${CANDIDATES} long vectors`, async (query) => {
      const found = await short.query(truncate(query, dimension), { topK: CANDIDATES })
      const records = await long.get(found.map(({ key }) => key))
      return [...records.values()]
        .map(({ key, embedding }) => ({ key, score: dot(query, embedding) }))
        .sort((a, b) => b.score - a.score)
        .map(({ key }) => key)
    })
  )
}
console.log(`${machineLine()}; ${CALL_MS} ms a call`)
console.log(markdownTable(rows))
await store.close()
await aws.close()

async function filled (dimension: number) {
  const spec = { name: `products-${dimension}`, dimension, metric: 'cosine', nonFilterableKeys: [] } as const
  const index = await store.createIndex(spec)
  await index.upsert(
    vectors.map((vector, i) => ({ key: String(i), embedding: truncate(vector, dimension), metadata: { brand: 'b' } }))
  )
  return index
}

async function direct (query: Embedding): Promise<string[]> {
  return (await long.query(query, { topK: CANDIDATES })).map(({ key }) => key)
}

/** The plain query runs in turn with each, so that a noisy minute meets both alike. */
async function measure (what: string, search: (query: Embedding) => Promise<string[]>) {
  const times = { plain: [] as number[], subject: [] as number[] }
  aws.faults.inject({ kind: 'slow', delayMs: CALL_MS, rate: 1 })
  let sum = 0
  for (const [i, query] of queries.entries()) {
    times.plain.push(await timeOne(async () => await direct(query)))
    times.subject.push(
      await timeOne(async () => {
        sum += recall((await search(query)).slice(0, SHOWN), truths[i]!)
      })
    )
  }
  aws.faults.clear()
  const [plain, subject] = [percentile(times.plain, 0.5), percentile(times.subject, 0.5)]
  return {
    what,
    'recall@10': (sum / QUERIES).toFixed(3),
    'p50, ms': subject.toFixed(0),
    'one query, ms': plain.toFixed(0),
    ratio: (subject / plain).toFixed(2)
  }
}
