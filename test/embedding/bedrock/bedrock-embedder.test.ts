import t from 'tap'
import { loadConfig } from '../../../src/config/config.ts'
import { createEmbedder } from '../../../src/embedding/create-embedder.ts'
import { dot, truncate } from '../../../src/embedding/embedder.ts'
import { inspectImage } from '../../../src/images/inspect-image.ts'
import { bedrockEmbedder, localAws } from '../../fixtures/aws-clients.ts'
import { replaceEnvironment } from '../../fixtures/aws-environment.ts'
import { embedderContract } from '../../fixtures/embedder-contract.ts'
import { image } from '../../fixtures/images.ts'
import { bodyOf } from '../../fixtures/nova-body.ts'
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
  const aws = await localAws(t, {
    limits: { invocationsPerMinute: 10 },
    now: () => start + 120 * (Date.now() - start)
  })
  const embedder = bedrockEmbedder(t, aws, { maxAttempts: 12 })
  const answers = await Promise.all(
    Array.from({ length: 30 }, async (_, i) => await embedder.embed({ text: `lamp ${i}` }, QUERY))
  )

  t.equal(answers.length, 30)
  t.ok(aws.stats().byError['ThrottlingException'], 'the quota was met')
})

t.test('a quota that is set is kept to before it is met', async (t) => {
  const aws = await localAws(t)
  replaceEnvironment(t, { ...aws.env, EMBEDDER: 'bedrock', BEDROCK_REQUESTS_PER_MINUTE: '300' })
  const embedder = await createEmbedder(loadConfig(process.env))
  t.teardown(async () => await embedder.close())
  const begun = performance.now()
  await Promise.all(Array.from({ length: 6 }, async (_, i) => await embedder.embed({ text: `lamp ${i}` }, QUERY)))

  t.ok(performance.now() - begun > 950, 'the sixth comes a second after the first at the earliest')
})

t.test('usage is counted and priced', async (t) => {
  const aws = await localAws(t)
  const embedder = bedrockEmbedder(t, aws)
  await embedder.embed({ text: 'x'.repeat(4000) }, QUERY)
  await embedder.embed({ image: await inspectImage(await image('png'), LIMITS) }, QUERY)

  t.match(embedder.usage, { calls: 2, images: 1, inputTokens: 1000 })
  t.ok(Math.abs(embedder.usage.estimatedUsd - (0.000135 + 0.00006)) < 1e-9)
})

t.test('what a question costs is told before, and is what it then costs', async (t) => {
  const embedder = bedrockEmbedder(t, await localAws(t))
  const inputs = [SOFA, { image: await inspectImage(await image('png'), LIMITS) }]
  const told = inputs.reduce((sum, input) => sum + embedder.estimateUsd(input), 0)
  for (const input of inputs) await embedder.embed(input, QUERY)

  t.ok(Math.abs(embedder.usage.estimatedUsd - told) < 1e-12)
})

t.test('a call that failed is not counted', async (t) => {
  const aws = await localAws(t)
  const embedder = bedrockEmbedder(t, aws)
  aws.faults.inject({ kind: { error: 'ValidationException' } })
  await t.rejects(embedder.embed(SOFA, QUERY), { code: 'MODEL_REJECTED_INPUT' })

  t.match(embedder.usage, { calls: 0, inputTokens: 0, estimatedUsd: 0 })
})

t.test('a shorter embedding is asked of the model itself', async (t) => {
  const embedder = bedrockEmbedder(t, await localAws(t))
  const [native, own] = [await embedder.embed(SOFA, QUERY), await embedder.embedAt(SOFA, 256, QUERY)]

  t.equal(own.length, 256)
  t.ok(dot(truncate(native, 256), own) > 0.9999)
})

t.test('a call that waits for its place can be left, and takes none', async (t) => {
  const aws = await localAws(t)
  const embedder = bedrockEmbedder(t, aws, {}, { maxConcurrency: 1 })
  const controller = new AbortController()
  const first = embedder.embed(SOFA, QUERY)
  const waiting = embedder.embed({ text: 'chair' }, { ...QUERY, signal: controller.signal })
  const last = embedder.embed({ text: 'lamp' }, QUERY)
  controller.abort(new Error('left'))

  await t.rejects(waiting, { message: 'left' })
  t.same([(await first).length, (await last).length], [3072, 3072])
  t.same(
    aws.requests.map(({ input }) => bodyOf(input).text?.value),
    [SOFA.text, 'lamp']
  )
})

t.test('closing waits for calls under way and those behind them', async (t) => {
  const embedder = bedrockEmbedder(t, await localAws(t), {}, { maxConcurrency: 1 })
  const calls = ['sofa', 'chair', 'lamp'].map(async (text) => await embedder.embed({ text }, QUERY))
  await embedder.close()

  t.same(
    (await Promise.all(calls)).map(({ length }) => length),
    [3072, 3072, 3072]
  )
})

t.test('EMBEDDER=bedrock takes endpoint, region and credentials from the variables of the SDK', async (t) => {
  const aws = await localAws(t)
  replaceEnvironment(t, aws.env)
  const embedder = await createEmbedder(loadConfig({ EMBEDDER: 'bedrock' }))
  t.equal(embedder.model, 'amazon.nova-2-multimodal-embeddings-v1:0/2')
  t.equal((await embedder.embed(SOFA, QUERY)).length, 1024)
  await embedder.close()
  await t.rejects(embedder.embed(SOFA, QUERY), { code: 'MODEL_UNAVAILABLE', message: /closed/ })
})

t.test('no more values are asked for than the largest dimension of the catalogue has', async (t) => {
  const aws = await localAws(t)
  replaceEnvironment(t, aws.env)
  for (const [setting, dimensions] of [
    ['256', [256]],
    ['256,1024', [1024, 384, 256]],
    ['384,3072', [3072, 1024, 384, 256]]
  ] as const) {
    const embedder = await createEmbedder(loadConfig({ EMBEDDER: 'bedrock', DIMENSIONS: setting }))
    t.same(embedder.dimensions, dimensions)
    t.equal((await embedder.embed(SOFA, QUERY)).length, dimensions[0])
    t.equal(bodyOf(aws.requests.at(-1)!.input).embeddingDimension, dimensions[0])
    await embedder.close()
  }
})
