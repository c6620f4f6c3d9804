import { setMaxListeners } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import t from 'tap'
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { bedrockEmbedder, localAws } from '../../fixtures/aws-clients.ts'
import { toModelError } from '../../../src/embedding/bedrock/model-error.ts'
import { serviceError } from '../../fixtures/service-error.ts'
import { tcpProxy } from '../../fixtures/tcp-proxy.ts'

const SOFA = { text: 'blue linen sofa' }
const QUERY = { purpose: 'query' } as const

t.test('faults that pass are not seen', async (t) => {
  const aws = await localAws(t)
  const embedder = bedrockEmbedder(t, aws, { requestTimeoutMs: 300, maxAttempts: 3 })
  const expected = await embedder.embed(SOFA, QUERY)
  const passing = [
    { kind: 'throttle' },
    { kind: 'reset' },
    { kind: 'lost-answer' },
    { kind: 'cut' },
    { kind: 'stall' },
    { kind: 'clock-skew' },
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
  const missing = new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: aws.url,
    credentials: async () => {
      throw Object.assign(new Error('none'), { name: 'CredentialsProviderError' })
    }
  })
  await t.rejects(bedrockEmbedder(t, aws, {}, { client: missing }).embed(SOFA, QUERY), {
    code: 'CREDENTIALS_MISSING'
  })
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
  for (const [i, fault] of ([{ kind: 'stall' }, { kind: 'throttle', retryAfterS: 2 }] as const).entries()) {
    aws.faults.inject(fault)
    const controller = new AbortController()
    const rejected = t.rejects(embedder.embed(SOFA, { ...QUERY, signal: controller.signal }), reason)
    while (aws.stats().requests <= i) await nextTurn()
    controller.abort(reason)
    await rejected
    if (fault.kind === 'stall') await proxy.idle()
  }
  t.equal(aws.stats().requests, 2)
  await t.rejects(embedder.embed(SOFA, { ...QUERY, signal: AbortSignal.abort(reason) }), reason)
})

t.test('what the operator has to settle with AWS is not put on the shopper', async (t) => {
  const cases = [
    [
      'ValidationException',
      "Invocation of model ID amazon.nova-2 with on-demand throughput isn't supported. Retry with the ID or ARN of an inference profile that contains this model.",
      /inference profile only\. Set BEDROCK_REGION=us-east-1/
    ],
    [
      'AccessDeniedException',
      "You don't have access to the model with the specified model ID.",
      /access to it has not been granted\. Request it in the Amazon Bedrock console/
    ]
  ] as const
  for (const [name, message, told] of cases) {
    t.match(toModelError(serviceError(name, message)), { code: 'MODEL_NOT_ENABLED', statusCode: 500, message: told })
  }
  t.match(
    toModelError(serviceError('AccessDeniedException', 'User: x is not authorized to perform: bedrock:InvokeModel')),
    { code: 'ACCESS_DENIED' }
  )
})

t.test(
  'an abandoned call gives its turn back, and one that could not have its turn in time is refused at once',
  async (t) => {
    const aws = await localAws(t)
    const embedder = bedrockEmbedder(t, aws, { perSecond: 1, callTimeoutMs: 4000 }, { maxConcurrency: 500 })
    await embedder.embed({ text: 'first' }, QUERY)
    const controller = new AbortController()
    setMaxListeners(0, controller.signal)
    const abandoned = Array.from(
      { length: 200 },
      async (_, i) =>
        await embedder
          .embed({ text: `sofa ${i}` }, { ...QUERY, signal: controller.signal })
          .catch((error: Error) => error)
    )
    const refused = await Promise.race(abandoned)
    t.match(refused, { code: 'MODEL_THROTTLED' })
    controller.abort(new Error('gone'))
    await Promise.all(abandoned)

    await embedder.embed({ text: 'next' }, QUERY)
    t.equal(aws.stats().requests, 2)
  }
)
