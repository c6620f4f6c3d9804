import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import t from 'tap'
import { BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { loadConfig } from '../../src/config.ts'
import { MODEL_ID } from '../../src/embedding/bedrock/nova.ts'
import { imageInput } from '../../src/embedding/bedrock/nova-input.ts'
import { CachedEmbedder } from '../../src/embedding/cached-embedder.ts'
import { createEmbedder } from '../../src/embedding/create-embedder.ts'
import { dot, truncate } from '../../src/embedding/embedder.ts'
import type { Image } from '../../src/images/image.ts'
import { inspectImage } from '../../src/images/inspect-image.ts'
import { bedrockEmbedder, localAws } from '../fixtures/aws-clients.ts'
import type { LocalAws } from '../fixtures/aws/local-aws.ts'
import { answeringServer } from '../fixtures/answering-server.ts'
import { embedderContract } from '../fixtures/embedder-contract.ts'
import { image } from '../fixtures/images.ts'
import { tcpProxy } from '../fixtures/tcp-proxy.ts'

const SOFA = { text: 'blue linen sofa' }
const QUERY = { purpose: 'query' } as const
const LIMITS = { maxPixels: 100_000_000, maxBytes: 100_000_000 }

t.test('the contract of embedders', async (t) => {
  const aws = await localAws(t)
  embedderContract(t, bedrockEmbedder(t, aws, {}, { warn: () => {} }))
})

t.test('text and images become unit vectors at native size, with the purpose that fits', async (t) => {
  const aws = await localAws(t)
  const embedder = bedrockEmbedder(t, aws)
  const text = await embedder.embed(SOFA, { purpose: 'image-query' })
  const photo = await embedder.embed({ image: await inspectImage(await image('png'), LIMITS) }, { purpose: 'index' })

  for (const embedding of [text, photo]) {
    t.equal(embedding.length, 3072)
    t.ok(Math.abs(dot(embedding, embedding) - 1) < 1e-6)
  }
  t.match(aws.requests.map(({ input }) => bodyOf(input)), [
    { embeddingPurpose: 'IMAGE_RETRIEVAL', embeddingDimension: 3072, text: { truncationMode: 'END', value: 'blue linen sofa' } },
    { embeddingPurpose: 'GENERIC_INDEX', embeddingDimension: 3072, image: { format: 'png', detailLevel: 'STANDARD_IMAGE' } }
  ])
})

t.test('queries are embedded for what is searched, unless a setting says otherwise', async (t) => {
  const aws = await localAws(t)
  const [embedder, fixed] = [bedrockEmbedder(t, aws), bedrockEmbedder(t, aws, {}, { queryPurpose: 'TEXT_RETRIEVAL' })]
  for (const purpose of ['query', 'text-query', 'image-query'] as const) await embedder.embed(SOFA, { purpose })
  for (const purpose of ['image-query', 'index'] as const) await fixed.embed(SOFA, { purpose })

  t.same(aws.requests.map(({ input }) => bodyOf(input).embeddingPurpose), ['GENERIC_RETRIEVAL', 'TEXT_RETRIEVAL', 'IMAGE_RETRIEVAL', 'TEXT_RETRIEVAL', 'GENERIC_INDEX'])
})

t.test('every format is taken; what the model does not read comes as an upright JPEG, told once', async (t) => {
  const aws = await localAws(t)
  const warnings: string[] = []
  const embedder = bedrockEmbedder(t, aws, {}, { warn: (message) => warnings.push(message) })
  for (const format of ['jpeg', 'png', 'webp', 'gif', 'avif'] as const) {
    await embedder.embed({ image: await inspectImage(await image(format), LIMITS) }, QUERY)
  }
  await embedder.embed({ image: await inspectImage(await image('jpeg', { width: 20, height: 30, orientation: 6 }), LIMITS) }, QUERY)

  const formats = aws.requests.map(({ input }) => bodyOf(input).image?.format)
  t.same(formats, ['jpeg', 'png', 'webp', 'gif', 'jpeg', 'jpeg'])
  t.match(await sharp(Buffer.from(bodyOf(aws.requests[5]!.input).image!.source.bytes, 'base64')).metadata(), { width: 30, height: 20, orientation: undefined })
  t.equal(warnings.length, 1)
  t.match(warnings[0], /AVIF, animated or not upright/)
})

t.test('an image over the limit of a request is scaled down, not refused', async (t) => {
  const aws = await localAws(t)
  const warnings: string[] = []
  const embedder = bedrockEmbedder(t, aws, {}, { warn: (message) => warnings.push(message) })
  const [width, height] = [2600, 2500]
  const bytes = await sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } }).png({ compressionLevel: 0 }).toBuffer()
  const large = await inspectImage(bytes, LIMITS)
  t.ok(large.bytes.length > 18_800_000)

  t.equal((await embedder.embed({ image: large }, QUERY)).length, 3072)

  t.ok(aws.requests[0]!.bytes <= 25_000_000)
  t.match(warnings, [/scaled down/])
  const { input } = await imageInput(large, 200_000)
  t.ok('image' in input && Buffer.from(input.image.source.bytes, 'base64').length <= 200_000)
})

t.test('long text and broken characters are cut and mended, not refused', async (t) => {
  const aws = await localAws(t)
  const warnings: string[] = []
  const embedder = bedrockEmbedder(t, aws, {}, { warn: (message) => warnings.push(message) })
  await embedder.embed({ text: `${'a'.repeat(8191)}😀 and more` }, QUERY)
  await embedder.embed({ text: 'half \ud83d of it' }, QUERY)

  t.same(aws.requests.map(({ input }) => bodyOf(input).text?.value), ['a'.repeat(8191), 'half \ufffd of it'])
  t.match(warnings, [/longer than 8192 characters/])
})

t.test('faults that pass are not seen', async (t) => {
  const aws = await localAws(t)
  const embedder = bedrockEmbedder(t, aws, { requestTimeoutMs: 300, maxAttempts: 3 })
  const expected = await embedder.embed(SOFA, QUERY)
  const passing = [
    { kind: 'throttle' }, { kind: 'reset' }, { kind: 'lost-answer' }, { kind: 'cut' }, { kind: 'stall' }, { kind: 'clock-skew' },
    { kind: 'slow', delayMs: 1000 },
    { kind: { error: 'ModelNotReadyException' } },
    { kind: { error: 'ModelTimeoutException' } },
    { kind: { error: 'ModelErrorException' }, members: { originalStatusCode: 503 } },
    { kind: { error: 'InternalServerException' } },
    { kind: { error: 'ServiceUnavailableException' } }
  ] as const
  for (const fault of passing) {
    const before = aws.stats().requests
    aws.faults.inject(fault)
    t.same(await embedder.embed(SOFA, QUERY), expected, JSON.stringify(fault))
    t.equal(aws.stats().requests - before, 2)
  }
})

t.test('faults that stay are told as coded errors, after the tries that make sense', async (t) => {
  const aws = await localAws(t)
  const embedder = bedrockEmbedder(t, aws, { requestTimeoutMs: 200, maxAttempts: 2 })
  const lasting = [
    [{ kind: 'throttle' }, 'MODEL_THROTTLED', 2],
    [{ kind: 'stall' }, 'MODEL_TIMEOUT', 2],
    [{ kind: { error: 'ModelTimeoutException' } }, 'MODEL_TIMEOUT', 2],
    [{ kind: 'reset' }, 'MODEL_UNAVAILABLE', 2],
    [{ kind: { error: 'InternalServerException' } }, 'MODEL_UNAVAILABLE', 2],
    [{ kind: { error: 'ModelNotReadyException' } }, 'MODEL_UNAVAILABLE', 2],
    [{ kind: { error: 'ModelErrorException' }, members: { originalStatusCode: 500 } }, 'MODEL_UNAVAILABLE', 2],
    [{ kind: { error: 'ModelErrorException' }, members: { originalStatusCode: 400 } }, 'MODEL_UNAVAILABLE', 1],
    [{ kind: { error: 'ResourceNotFoundException' } }, 'MODEL_UNAVAILABLE', 1],
    [{ kind: { error: 'ValidationException' } }, 'MODEL_REJECTED_INPUT', 1],
    [{ kind: { error: 'AccessDeniedException' } }, 'ACCESS_DENIED', 1],
    [{ kind: { error: 'ServiceQuotaExceededException' } }, 'QUOTA_EXCEEDED', 1]
  ] as const
  for (const [fault, code, tries] of lasting) {
    const before = aws.stats().requests
    aws.faults.inject({ ...fault, rate: 1 })
    await t.rejects(embedder.embed(SOFA, QUERY), { code, cause: { name: String } }, JSON.stringify(fault))
    t.equal(aws.stats().requests - before, tries, `${JSON.stringify(fault)} is tried ${tries} times`)
    aws.faults.clear()
  }
})

t.test('settings of the account that are wrong are named with what to do', async (t) => {
  const aws = await localAws(t)
  const missing = new BedrockRuntimeClient({ region: 'us-east-1', endpoint: aws.url, credentials: async () => { throw Object.assign(new Error('none'), { name: 'CredentialsProviderError' }) } })
  await t.rejects(bedrockEmbedder(t, aws, {}, { client: missing }).embed(SOFA, QUERY), { code: 'CREDENTIALS_MISSING' })
  const wrong = bedrockEmbedder(t, aws, { credentials: { accessKeyId: 'unknown', secretAccessKey: 'x' } })
  await t.rejects(wrong.embed(SOFA, QUERY), { code: 'CREDENTIALS_REJECTED' })
  const abroad = bedrockEmbedder(t, await localAws(t, { region: 'eu-west-1' }), { region: 'eu-west-1' })
  await t.rejects(abroad.embed(SOFA, QUERY), { code: 'MODEL_UNAVAILABLE', message: /BEDROCK_REGION=us-east-1/ })
})

t.test('a Retry-After is waited for, and one beyond the deadline ends the call at once', async (t) => {
  const aws = await localAws(t)
  const embedder = bedrockEmbedder(t, aws, { callTimeoutMs: 5000 })
  aws.faults.inject({ kind: 'throttle', retryAfterS: 1 })
  const start = performance.now()
  await embedder.embed(SOFA, QUERY)
  t.ok(performance.now() - start >= 900)

  aws.faults.inject({ kind: 'throttle', retryAfterS: 60 })
  await t.rejects(embedder.embed(SOFA, QUERY), { code: 'MODEL_THROTTLED' })
  t.equal(aws.stats().requests, 3)
})

t.test('a call ends at its deadline, and a spent budget ends retries', async (t) => {
  const aws = await localAws(t)
  aws.faults.inject({ kind: 'stall', operation: 'InvokeModel', times: 2 })
  const slow = bedrockEmbedder(t, aws, { callTimeoutMs: 200 })
  await t.rejects(slow.embed(SOFA, QUERY), { code: 'MODEL_TIMEOUT', message: /within 200 ms/ })

  aws.faults.clear()
  aws.faults.inject({ kind: { error: 'InternalServerException' }, rate: 1 })
  const before = aws.stats().requests
  const frugal = bedrockEmbedder(t, aws, { retryBudget: 20, maxAttempts: 10 })
  await t.rejects(frugal.embed(SOFA, QUERY), { code: 'MODEL_UNAVAILABLE' })
  t.equal(aws.stats().requests - before, 3, 'two retries are in the budget')
  await t.rejects(frugal.embed(SOFA, QUERY), { code: 'MODEL_UNAVAILABLE' })
  t.equal(aws.stats().requests - before, 4, 'none is left')
})

t.test('an abort rejects with its reason and ends the connection, also between tries', async (t) => {
  const aws = await localAws(t)
  const proxy = await tcpProxy(t, aws.url)
  const embedder = bedrockEmbedder(t, aws, { endpoint: proxy.url })
  const reason = new Error('the shopper left')
  for (const fault of [{ kind: 'stall' }, { kind: 'throttle', retryAfterS: 10 }] as const) {
    aws.faults.inject(fault)
    const controller = new AbortController()
    const call = embedder.embed(SOFA, { ...QUERY, signal: controller.signal })
    setTimeout(() => controller.abort(reason), 100)
    await t.rejects(call, reason)
    if (fault.kind === 'stall') await proxy.idle()
  }
  t.equal(aws.stats().requests, 2)
  await t.rejects(embedder.embed(SOFA, { ...QUERY, signal: AbortSignal.abort(reason) }), reason)
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
  // Forty minutes' quota in one; the sixteen calls that begin together meet it on any machine.
  const aws = await localAws(t, { limits: { invocationsPerMinute: 10 }, now: () => start + 40 * (Date.now() - start) })
  const embedder = bedrockEmbedder(t, aws, { maxAttempts: 12 })
  const answers = await Promise.all(Array.from({ length: 30 }, async (_, i) => await embedder.embed({ text: `lamp ${i}` }, QUERY)))

  t.equal(answers.length, 30)
  t.ok(aws.stats().byError['ThrottlingException'], 'the quota was met')
})

t.test('four dimensions cost one model call, and a cut vector is what the model gives for less', async (t) => {
  const aws = await localAws(t)
  const embedder = new CachedEmbedder(bedrockEmbedder(t, aws), { maxEntries: 10, maxBytes: 1e6 })
  const cuts = []
  for (const dimension of embedder.dimensions) cuts.push(truncate(await embedder.embed(SOFA, QUERY), dimension))

  t.equal(aws.stats().requests, 1)
  t.same(cuts.map(({ length }) => length), [3072, 1024, 384, 256])
  for (const cut of cuts) {
    t.ok(Math.abs(dot(cut, cut) - 1) < 1e-6)
    t.ok(dot(cut, await embedAt(aws, cut.length)) > 0.9999)
  }
})

t.test('answers that are no embedding are refused, one that is not normalised is mended and told', async (t) => {
  const long = Array.from({ length: 3072 }, () => 1)
  const bad = [
    'no JSON', {}, { embeddings: [] }, { embeddings: [{ embeddingType: 'IMAGE', embedding: long }] },
    { embeddings: [{ embeddingType: 'TEXT', embedding: long.slice(1) }] },
    { embeddings: [{ embeddingType: 'TEXT', embedding: ['NaN', ...long.slice(1)] }] },
    { embeddings: [{ embeddingType: 'TEXT', embedding: long.map(() => 0) }] }
  ]
  const server = await answeringServer(t)
  const warnings: string[] = []
  const embedder = bedrockEmbedder(t, await localAws(t), { endpoint: server.url }, { warn: (message) => warnings.push(message) })
  for (const answer of bad) {
    server.answer = answer
    await t.rejects(embedder.embed(SOFA, QUERY), { code: 'MODEL_ANSWER_INVALID' }, JSON.stringify(answer).slice(0, 60))
  }
  server.answer = { embeddings: [{ embeddingType: 'TEXT', embedding: long }] }
  const embedding = await embedder.embed(SOFA, QUERY)
  t.ok(Math.abs(dot(embedding, embedding) - 1) < 1e-6)
  t.match(warnings, [/not of unit length/])
  t.equal(embedder.usage.inputTokens, 8 * 4, 'a quarter of the characters where the header is missing')
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
  Object.assign(process.env, aws.env)
  const embedder = await createEmbedder(loadConfig({ EMBEDDER: 'bedrock' }))
  t.equal(embedder.model, 'amazon.nova-2-multimodal-embeddings-v1:0')
  t.same(embedder.dimensions, [3072, 1024, 384, 256])
  t.equal((await embedder.embed(SOFA, QUERY)).length, 3072)
  await embedder.close()
  await t.rejects(embedder.embed(SOFA, QUERY), { code: 'MODEL_UNAVAILABLE', message: /closed/ })
})

/** What the model itself gives when asked for fewer values. */
async function embedAt ({ url, credentials }: LocalAws, embeddingDimension: number): Promise<number[]> {
  const client = new BedrockRuntimeClient({ region: 'us-east-1', endpoint: url, credentials, requestHandler: new NodeHttpHandler() })
  const request = { embeddingPurpose: 'GENERIC_RETRIEVAL', embeddingDimension, text: { truncationMode: 'END', value: SOFA.text } }
  const response = await client.send(new InvokeModelCommand({
    modelId: MODEL_ID, contentType: 'application/json', body: JSON.stringify({ taskType: 'SINGLE_EMBEDDING', singleEmbeddingParams: request })
  }))
  client.destroy()
  return JSON.parse(response.body.transformToString()).embeddings[0].embedding
}

interface Body {
  readonly embeddingPurpose: string
  readonly text?: { readonly value: string }
  readonly image?: { readonly format: Image['format'], readonly source: { readonly bytes: string } }
}

function bodyOf (input: Readonly<Record<string, unknown>> | undefined): Body {
  return JSON.parse(Buffer.from(input!['body'] as Uint8Array).toString()).singleEmbeddingParams
}
