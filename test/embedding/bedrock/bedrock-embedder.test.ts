import t from 'tap'
import { loadConfig } from '../../../src/config.ts'
import { createEmbedder } from '../../../src/embedding/create-embedder.ts'
import { inspectImage } from '../../../src/images/inspect-image.ts'
import { bedrockEmbedder, localAws } from '../../fixtures/aws-clients.ts'
import { replaceEnvironment } from '../../fixtures/aws-environment.ts'
import { embedderContract } from '../../fixtures/embedder-contract.ts'
import { image } from '../../fixtures/images.ts'
import { tcpProxy } from '../../fixtures/tcp-proxy.ts'

const SOFA = { text: 'blue linen sofa' }
const QUERY = { purpose: 'query' } as const
const LIMITS = { maxPixels: 100_000_000, maxBytes: 100_000_000 }

t.test('the contract of embedders', async (t) => {
  const aws = await localAws(t)
  embedderContract(t, bedrockEmbedder(t, aws, {}, { warn: () => {} }))
})

t.test('calls one after the other share a connection, calls at once are limited', async (t) => {
  const aws = await localAws(t)
  const proxy = await tcpProxy(t, aws.url)
  const embedder = bedrockEmbedder(t, aws, { endpoint: proxy.url }, { maxConcurrency: 3 })
  for (let i = 0; i < 5; i++) await embedder.embed({ text: `sofa ${i}` }, QUERY)
  t.equal(proxy.counts().made, 1)
  await Promise.all(Array.from({ length: 12 }, async (_, i) => await embedder.embed({ text: `chair ${i}` }, QUERY)))
  t.ok(proxy.counts().made <= 3)
})

t.test('more calls than the quota allows are slowed down until all are answered', async (t) => {
  const start = Date.now()
  // Two hours' quota in a minute; the sixteen calls that begin together meet it on any machine.
  const aws = await localAws(t, { limits: { invocationsPerMinute: 10 }, now: () => start + 120 * (Date.now() - start) })
  const embedder = bedrockEmbedder(t, aws, { maxAttempts: 12 })
  const answers = await Promise.all(Array.from({ length: 30 }, async (_, i) => await embedder.embed({ text: `lamp ${i}` }, QUERY)))

  t.equal(answers.length, 30)
  t.ok(aws.stats().byError['ThrottlingException'], 'the quota was met')
})

t.test('usage is counted and priced', async (t) => {
  const aws = await localAws(t)
  const embedder = bedrockEmbedder(t, aws)
  await embedder.embed({ text: 'x'.repeat(4000) }, QUERY)
  await embedder.embed({ image: await inspectImage(await image('png'), LIMITS) }, QUERY)

  t.match(embedder.usage, { calls: 2, images: 1, inputTokens: 1000 })
  t.ok(Math.abs(embedder.usage.estimatedUsd - (0.000135 + 0.00006)) < 1e-9)
})

t.test('EMBEDDER=bedrock takes endpoint, region and credentials from the variables of the SDK', async (t) => {
  const aws = await localAws(t)
  replaceEnvironment(t, aws.env)
  const embedder = await createEmbedder(loadConfig({ EMBEDDER: 'bedrock' }))
  t.equal(embedder.model, 'amazon.nova-2-multimodal-embeddings-v1:0')
  t.same(embedder.dimensions, [3072, 1024, 384, 256])
  t.equal((await embedder.embed(SOFA, QUERY)).length, 3072)
  await embedder.close()
  await t.rejects(embedder.embed(SOFA, QUERY), { code: 'MODEL_UNAVAILABLE', message: /closed/ })
})
