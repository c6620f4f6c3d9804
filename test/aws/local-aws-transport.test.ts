import { InvokeModelCommand, type BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import {
  CreateIndexCommand,
  CreateVectorBucketCommand,
  ListVectorBucketsCommand,
  ListVectorsCommand,
  PutVectorsCommand,
  QueryVectorsCommand
} from '@aws-sdk/client-s3vectors'
import t from 'tap'
import { dot } from '../../src/embedding/embedder.ts'
import { bedrockClient, localAws, vectorsClient } from '../../local-aws/clients.ts'
import { findOperation } from '../../local-aws/service-model.ts'

const MODEL = 'amazon.nova-2-multimodal-embeddings-v1:0'
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').toString('base64')
const LIST = new ListVectorBucketsCommand({})

const text = (value: string, more = {}) => ({ truncationMode: 'END', value, ...more })
const body = (params: object) =>
  JSON.stringify({
    taskType: 'SINGLE_EMBEDDING',
    singleEmbeddingParams: { embeddingPurpose: 'GENERIC_INDEX', embeddingDimension: 256, ...params }
  })
const invoke = (json: string, modelId = MODEL) =>
  new InvokeModelCommand({ modelId, contentType: 'application/json', body: json })

async function embed (
  client: BedrockRuntimeClient,
  params: object
): Promise<{ embeddingType: string; embedding: number[]; truncatedCharLength?: number }> {
  const answer = await client.send(invoke(body(params)))
  return JSON.parse(answer.body.transformToString()).embeddings[0]
}

t.test(
  'InvokeModel answers unit vectors of the asked dimension that keep cosines and tell purposes apart',
  async (t) => {
    const client = bedrockClient(t, await localAws(t))
    const [sofa, couch] = await Promise.all([
      embed(client, { text: text('blue sofa') }),
      embed(client, { text: text('blue couch'), embeddingDimension: 3072 })
    ])
    const whole = (await embed(client, { text: text('blue sofa'), embeddingDimension: 3072 })).embedding
    const query = (await embed(client, { text: text('blue sofa'), embeddingPurpose: 'TEXT_RETRIEVAL' })).embedding
    t.equal(sofa.embeddingType, 'TEXT')
    t.equal(sofa.embedding.length, 256)
    t.ok(Math.abs(dot(sofa.embedding, sofa.embedding) - 1) < 1e-6)
    const cut = whole.slice(0, 256)
    t.ok(dot(cut, sofa.embedding) / Math.hypot(...cut) > 0.999_999, 'the first values of the largest, at unit length')
    const sameDirection = dot(query, sofa.embedding)
    t.ok(sameDirection > 0.99 && sameDirection < 0.999_9, 'near, but another vector for another purpose')
    t.ok(Math.abs(dot(whole, couch.embedding) - 0.5) < 0.1, 'half of the words are shared')
    t.match(await embed(client, { image: { format: 'png', source: { bytes: PNG } } }), { embeddingType: 'IMAGE' })
    t.equal((await embed(client, { text: text('x'.repeat(9_000)) })).truncatedCharLength, 8192)
  }
)

t.test('InvokeModel refuses what the model would refuse', async (t) => {
  const client = bedrockClient(t, await localAws(t))
  const image = (format: string, bytes: string) => ({ image: { format, source: { bytes } } })
  const refused: [RegExp, object][] = [
    [/required key \[truncationMode\] not found/, { text: { value: 'a' } }],
    [/exactly one of text, image/, {}],
    [/found 2/, { text: text('a'), ...image('png', PNG) }],
    [/512 is not a valid enum value/, { text: text('a'), embeddingDimension: 512 }],
    [/jpg is not a valid enum value/, image('jpg', PNG)],
    [/not a valid jpeg image/, image('jpeg', PNG)],
    [/not a base64 string/, image('png', `data:image/png;base64,${PNG}`)],
    [/not a valid enum value/, { text: text('a'), embeddingPurpose: 'SEARCH' }],
    [/expected maxLength: 50000/, { text: text('x'.repeat(50_001)) }],
    [/token limit/, { text: text('x'.repeat(9_000), { truncationMode: 'NONE' }) }],
    [/extraneous key \[weight\]/, { text: text('a'), weight: 1 }],
    [/exactly one of value, source/, { text: { truncationMode: 'END' } }],
    [/audio cannot be read/, { audio: { format: 'mp3', source: { bytes: PNG } } }]
  ]
  for (const [message, params] of refused) {
    await t.rejects(client.send(invoke(body(params))), { name: 'ValidationException', message }, String(message))
  }
  await t.rejects(client.send(invoke('{')), { name: 'ValidationException' })
  await t.rejects(client.send(invoke(body({ text: text('a') }), 'amazon.nova-embed-v1:0')), {
    message: 'The provided model identifier is invalid.'
  })
  await t.rejects(client.send(invoke(' '.repeat(25_000_001))), { name: 'ValidationException' })
})

t.test('signatures are verified: key, secret, service, region and clock', async (t) => {
  const aws = await localAws(t)
  const { accessKeyId, secretAccessKey } = aws.credentials
  const refusedFor = (config: object) => vectorsClient(t, aws, { maxAttempts: 1, ...config }).send(LIST)
  await t.rejects(refusedFor({ credentials: { accessKeyId: 'OTHER', secretAccessKey } }), {
    name: 'UnrecognizedClientException',
    $metadata: { httpStatusCode: 403 }
  })
  await t.rejects(refusedFor({ credentials: { accessKeyId, secretAccessKey: 'other' } }), {
    name: 'InvalidSignatureException',
    message: /does not match/
  })
  await t.rejects(refusedFor({ region: 'eu-west-1' }), { name: 'InvalidSignatureException', message: /valid region/ })
  await t.rejects(refusedFor({ systemClockOffset: -1_200_000 }), {
    name: 'InvalidSignatureException',
    message: /expired/
  })
  await t.resolves(
    refusedFor({ systemClockOffset: -1_200_000, maxAttempts: 2 }),
    'the SDK sets its clock by the answer and tries again'
  )
  await t.resolves(
    bedrockClient(t, aws, {
      token: { token: aws.credentials.bearerToken },
      authSchemePreference: ['httpBearerAuth']
    }).send(invoke(body({ text: text('a') })))
  )
  await t.rejects(
    bedrockClient(t, aws, { token: { token: 'old' }, authSchemePreference: ['httpBearerAuth'] }).send(invoke('{}')),
    { name: 'AccessDeniedException' }
  )
  t.equal((await fetch(`${aws.url}/ListVectorBuckets`, { method: 'POST' })).status, 403)
  t.equal((await fetch(`${aws.url}/Nothing`, { method: 'POST' })).status, 404)
})

t.test('permissions are checked, GetVectors included where metadata is read', async (t) => {
  const aws = await localAws(t, { allow: ['s3vectors:QueryVectors', 's3vectors:ListVectors'] })
  const client = vectorsClient(t, aws)
  const query = { vectorBucketName: 'shop', indexName: 'products', topK: 1, queryVector: { float32: [1] } }
  await t.rejects(client.send(new QueryVectorsCommand(query)), { name: 'NotFoundException' }, 'allowed')
  const denied = {
    name: 'AccessDeniedException',
    message: /s3vectors:GetVectors/,
    $metadata: { httpStatusCode: 403 }
  }
  await t.rejects(client.send(new QueryVectorsCommand({ ...query, returnMetadata: true })), denied)
  await t.rejects(client.send(new QueryVectorsCommand({ ...query, filter: { a: 1 } })), denied)
  await t.rejects(
    client.send(new ListVectorsCommand({ vectorBucketName: 'shop', indexName: 'products', returnData: true })),
    denied
  )
  await t.rejects(client.send(LIST), { name: 'AccessDeniedException' })
  aws.allow(undefined)
  await t.resolves(client.send(LIST))
})

t.test('writes above the rate of an index are throttled until time has passed', async (t) => {
  let now = Date.now()
  const client = vectorsClient(t, await localAws(t, { now: () => now, limits: { vectorsPerSecond: 2 } }), {
    maxAttempts: 1
  })
  const index = { vectorBucketName: 'shop', indexName: 'products' }
  await client.send(new CreateVectorBucketCommand({ vectorBucketName: 'shop' }))
  await client.send(new CreateIndexCommand({ ...index, dataType: 'float32', dimension: 1, distanceMetric: 'cosine' }))
  const write = () =>
    client.send(
      new PutVectorsCommand({ ...index, vectors: ['a', 'b'].map((key) => ({ key, data: { float32: [1] } })) })
    )
  await write()
  await t.rejects(write(), { name: 'TooManyRequestsException', $metadata: { httpStatusCode: 429 } })
  now += 1000
  await t.resolves(write())
})

t.test('faults come when they are asked for', async (t) => {
  const aws = await localAws(t)
  const once = vectorsClient(t, aws, { maxAttempts: 1 })
  const model = bedrockClient(t, aws, { maxAttempts: 1 })
  aws.faults.inject(
    { kind: 'throttle', retryAfterS: 7 },
    { kind: { error: 'InternalServerException' } },
    { kind: 'clock-skew' },
    { kind: 'reset' },
    { kind: 'cut' },
    { kind: 'lost-answer' }
  )
  await t.rejects(once.send(LIST), {
    name: 'TooManyRequestsException',
    $response: { headers: { 'retry-after': '7' } }
  })
  await t.rejects(once.send(LIST), { name: 'InternalServerException' })
  await t.rejects(once.send(LIST), { name: 'InvalidSignatureException' })
  await t.rejects(once.send(LIST), { code: 'ECONNRESET' })
  await t.rejects(once.send(LIST), 'an answer cut short is no answer')
  await t.rejects(once.send(new CreateVectorBucketCommand({ vectorBucketName: 'shop' })), { code: 'ECONNRESET' })
  t.match((await once.send(LIST)).vectorBuckets, [{ vectorBucketName: 'shop' }], 'done, although the answer was lost')
  const failing = [
    ['throttle', 'ThrottlingException', 429],
    [{ error: 'ModelTimeoutException' }, 'ModelTimeoutException', 408],
    [{ error: 'ModelErrorException' }, 'ModelErrorException', 424]
  ] as const
  for (const [kind, name, httpStatusCode] of failing) {
    aws.faults.inject({ kind, operation: 'InvokeModel' })
    await t.rejects(model.send(invoke(body({ text: text('a') }))), { name, $metadata: { httpStatusCode } })
  }
  aws.faults.inject({ kind: 'stall' })
  await t.rejects(once.send(LIST, { abortSignal: AbortSignal.timeout(50) }), { name: 'AbortError' })
  t.equal(aws.stats().byError['stall'], 1)
})

t.test('a rate of faults is the same for the same seed, and an outage lasts until it is cleared', async (t) => {
  const run = async (): Promise<string> => {
    const aws = await localAws(t, { seed: 7, faults: [{ kind: 'throttle', rate: 0.5 }] })
    const client = vectorsClient(t, aws, { maxAttempts: 1 })
    for (let i = 0; i < 20; i++) await client.send(LIST).catch(() => {})
    return aws.requests.map(({ status }) => status).join()
  }
  const first = await run()
  t.match(first, /200.*429|429.*200/)
  t.equal(await run(), first)
  const aws = await localAws(t, {
    faults: [{ kind: { error: 'ServiceUnavailableException' }, times: Infinity, operation: 'ListVectorBuckets' }]
  })
  await t.rejects(vectorsClient(t, aws).send(LIST), {
    name: 'ServiceUnavailableException',
    $metadata: { attempts: 3 }
  })
  aws.faults.clear()
  await t.resolves(vectorsClient(t, aws).send(LIST))
})

t.test('an answer that breaks the service model is told', (t) => {
  const operation = findOperation('POST', '/GetIndex')?.operation
  t.throws(() => operation?.assertAnswer('GetIndex', { index: { indexName: 'products' } }), {
    message: /broke the model of GetIndex/
  })
  t.end()
})
