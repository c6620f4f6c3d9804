// What the AWS adapters add to a bare call of the SDK against the same local server.
// Run: npx tsx bench/aws-overhead.ts
import assert from 'node:assert/strict'
import { BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime'
import { QueryVectorsCommand, S3VectorsClient } from '@aws-sdk/client-s3vectors'
import { clientSettings } from '../src/aws/client-settings.ts'
import { BedrockEmbedder } from '../src/embedding/bedrock/bedrock-embedder.ts'
import { MODEL_ID, novaRequest } from '../src/embedding/bedrock/nova.ts'
import { S3VectorStore } from '../src/vectors/s3/s3-vector-store.ts'
import { startLocalAws } from '../local-aws/local-aws.ts'
import { machineLine, markdownTable, percentile, timePaired } from './report.ts'

const ROUNDS = 3000
const WARM_UP = 2000
const RECORDS = 500
const TOP_K = 50
const DIMENSION = 1024
const BUCKET = 'bench-bucket'
const INDEX = 'products-1024'

const aws = await startLocalAws({ limits: { vectorsPerSecond: Infinity } })
const settings = {
  ...clientSettings({
    region: 'us-east-1',
    maxAttempts: 3,
    connectTimeoutMs: 2000,
    requestTimeoutMs: 5000,
    callTimeoutMs: 30_000,
    maxSockets: 16
  }),
  endpoint: aws.url,
  credentials: aws.credentials
}
const bedrock = new BedrockRuntimeClient(settings)
const s3vectors = new S3VectorsClient(settings)
const embedder = new BedrockEmbedder({
  client: bedrock,
  prices: { usdPerMillionTokens: 0, usdPerImage: 0 },
  maxConcurrency: 16,
  callTimeoutMs: 30_000,
  requestTimeoutMs: 5000
})
const store = new S3VectorStore({ client: s3vectors, bucket: BUCKET, callTimeoutMs: 30_000, requestTimeoutMs: 5000 })
await store.createBucket()
const index = await store.createIndex({
  name: INDEX,
  dimension: DIMENSION,
  metric: 'cosine',
  nonFilterableKeys: ['title']
})
await index.upsert(
  Array.from({ length: RECORDS }, (_, i) => ({
    key: `k${i}`,
    embedding: wave(i),
    metadata: { brand: `b${i % 9}`, title: 'A chair' }
  }))
)

const signal = new AbortController().signal
const query = wave(3)

async function bareEmbed (text: string): Promise<Float32Array> {
  const body = novaRequest({ text: { truncationMode: 'END', value: text } }, 'GENERIC_RETRIEVAL')
  const answer = await bedrock.send(
    new InvokeModelCommand({ modelId: MODEL_ID, body, contentType: 'application/json', accept: 'application/json' })
  )
  return Float32Array.from(JSON.parse(answer.body.transformToString()).embeddings[0].embedding)
}

async function bareQuery (): Promise<string[]> {
  const { vectors = [] } = await s3vectors.send(
    new QueryVectorsCommand({
      vectorBucketName: BUCKET,
      indexName: INDEX,
      topK: TOP_K,
      queryVector: { float32: Array.from(query) },
      returnDistance: true,
      returnMetadata: true
    })
  )
  return vectors.map(({ key }) => key!)
}

const embed = async (text: string) => await embedder.embed({ text }, { purpose: 'query', signal })
const search = async () => (await index.query(query, { topK: TOP_K, signal })).map(({ key }) => key)

const [bare, adapted] = [await bareEmbed('sofa'), await embed('sofa')]
assert.ok(bare.every((value, i) => Math.abs(value - adapted[i]!) < 1e-6))
assert.deepEqual(await search(), await bareQuery())

const rows = [
  await compare(
    'embed a text',
    () => bareEmbed('blue linen sofa'),
    () => embed('blue linen sofa')
  ),
  await compare(`query, topK ${TOP_K}`, bareQuery, search)
]
console.log(`${machineLine()}\n\n${markdownTable(rows)}`)
await embedder.close()
await store.close()
await aws.close()

async function compare (
  call: string,
  bare: () => Promise<unknown>,
  adapter: () => Promise<unknown>
): Promise<Record<string, string>> {
  await timePaired(WARM_UP, bare, adapter)
  const { baseline, subject } = await timePaired(ROUNDS, bare, adapter)
  const [a, b] = [percentile(baseline, 0.5), percentile(subject, 0.5)]
  return {
    call,
    'bare SDK p50': `${a.toFixed(2)} ms`,
    'adapter p50': `${b.toFixed(2)} ms`,
    ratio: (b / a).toFixed(3)
  }
}

function wave (seed: number): Float32Array {
  return Float32Array.from({ length: DIMENSION }, (_, j) => Math.sin(seed * 31 + j))
}
