import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime'
import t, { type Test } from 'tap'
import { clientSettings, unlogged } from '../../src/aws/client-settings.ts'
import { endpointOf, giveUpCall, isLoopback } from '../../src/aws/endpoint.ts'
import { loadConfig } from '../../src/config/config.ts'
import { createEmbedder } from '../../src/embedding/create-embedder.ts'
import { openS3VectorStore } from '../../src/vectors/s3/open-s3-vector-store.ts'
import { awsEnvironment, installed, replaceEnvironment } from '../fixtures/aws-environment.ts'

const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_EC2_METADATA_DISABLED: 'true'
}
const NO_OVERRIDE = {
  AWS_ENDPOINT_URL: '',
  AWS_ENDPOINT_URL_BEDROCK_RUNTIME: '',
  AWS_ENDPOINT_URL_S3VECTORS: '',
  AWS_PROFILE: '',
  AWS_CONFIG_FILE: '',
  AWS_USE_FIPS_ENDPOINT: '',
  AWS_USE_DUALSTACK_ENDPOINT: '',
  AWS_BEARER_TOKEN_BEDROCK: ''
}
const CONFIG = { EMBEDDER: 'bedrock', VECTOR_STORE: 's3', S3_VECTOR_BUCKET: 'shop' }
const QUERY = { purpose: 'query' } as const

/** Where both adapters would call in an environment; no call is made. */
async function endpoints (
  t: Test,
  env: Readonly<Record<string, string>>
): Promise<{ bedrock: string; s3vectors: string }> {
  replaceEnvironment(t, { ...CREDENTIALS, ...NO_OVERRIDE, AWS_REGION: 'us-east-1', ...env })
  const config = loadConfig({ ...CONFIG, ...env })
  const store = openS3VectorStore(config)
  const client = new BedrockRuntimeClient(
    clientSettings({
      region: config.BEDROCK_REGION,
      maxAttempts: 1,
      connectTimeoutMs: 1000,
      requestTimeoutMs: 1000,
      callTimeoutMs: 1000,
      maxSockets: 1
    })
  )
  const command = new InvokeModelCommand({ modelId: 'any', body: '{}' })
  command.middlewareStack.add(giveUpCall, { step: 'build' })
  try {
    const [bedrock, s3vectors] = await Promise.all([
      endpointOf(async () => await client.send(command)),
      store.endpoint()
    ])
    return { bedrock: bedrock.origin, s3vectors: s3vectors.origin }
  } finally {
    client.destroy()
    await store.close()
  }
}

t.test('region, FIPS and dual-stack settings choose the endpoints', async (t) => {
  const cases = [
    [{}, 'bedrock-runtime.us-east-1.amazonaws.com', 's3vectors.us-east-1.api.aws'],
    [{ AWS_REGION: 'eu-west-1' }, 'bedrock-runtime.eu-west-1.amazonaws.com', 's3vectors.eu-west-1.api.aws'],
    [
      { BEDROCK_REGION: 'us-east-1', S3_VECTORS_REGION: 'eu-west-1' },
      'bedrock-runtime.us-east-1.amazonaws.com',
      's3vectors.eu-west-1.api.aws'
    ],
    [
      { AWS_USE_FIPS_ENDPOINT: 'true' },
      'bedrock-runtime-fips.us-east-1.amazonaws.com',
      's3vectors-fips.us-east-1.api.aws'
    ],
    [{ AWS_USE_DUALSTACK_ENDPOINT: 'true' }, 'bedrock-runtime.us-east-1.api.aws', 's3vectors.us-east-1.api.aws'],
    [
      { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
      'bedrock-runtime-fips.us-east-1.api.aws',
      's3vectors-fips.us-east-1.api.aws'
    ]
  ] as const
  for (const [env, bedrock, s3vectors] of cases) {
    await t.test(JSON.stringify(env), async (t) => {
      t.same(await endpoints(t, env), { bedrock: `https://${bedrock}`, s3vectors: `https://${s3vectors}` })
    })
  }
})

t.test('no call is copied for a log that nobody reads', (t) => {
  const steps = (client: BedrockRuntimeClient) =>
    client.middlewareStack.identify().filter((name) => name.startsWith('loggerMiddleware'))
  t.equal(steps(new BedrockRuntimeClient({ region: 'us-east-1' })).length, 1)
  t.same(steps(unlogged(new BedrockRuntimeClient({ region: 'us-east-1' }))), [])
  t.end()
})

t.test('endpoint overrides are taken from the environment, each service for itself', async (t) => {
  const each = {
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'http://bedrock.test:1',
    AWS_ENDPOINT_URL_S3VECTORS: 'https://vectors.test'
  }
  await t.test('of one service', async (t) =>
    t.same(await endpoints(t, each), { bedrock: 'http://bedrock.test:1', s3vectors: 'https://vectors.test' })
  )
  await t.test('of all', async (t) =>
    t.same(await endpoints(t, { AWS_ENDPOINT_URL: 'http://all.test' }), {
      bedrock: 'http://all.test',
      s3vectors: 'http://all.test'
    })
  )
})

t.test('a profile chooses region, endpoints of its services section, and FIPS', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-profile-'))
  t.teardown(async () => await rm(folder, { recursive: true }))
  const file = join(folder, 'config')
  const keys = ['aws_access_key_id = AKIDEXAMPLE', 'aws_secret_access_key = secret']
  await writeFile(
    file,
    [
      '[profile private]',
      ...keys,
      'region = us-west-2',
      'services = vpc',
      '[services vpc]',
      'bedrock_runtime =',
      '  endpoint_url = https://bedrock.vpc.test',
      's3vectors =',
      '  endpoint_url = https://vectors.vpc.test',
      '[profile government]',
      ...keys,
      'region = us-gov-west-1',
      'use_fips_endpoint = true',
      ''
    ].join('\n')
  )
  const of = (profile: string) => ({ AWS_CONFIG_FILE: file, AWS_PROFILE: profile, AWS_REGION: '' })

  await t.test('services', async (t) =>
    t.same(await endpoints(t, of('private')), {
      bedrock: 'https://bedrock.vpc.test',
      s3vectors: 'https://vectors.vpc.test'
    })
  )
  await t.test('FIPS', async (t) =>
    t.same(await endpoints(t, of('government')), {
      bedrock: 'https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com',
      s3vectors: 'https://s3vectors-fips.us-gov-west-1.api.aws'
    })
  )
})

t.test('an override with FIPS is a coded error that says what to unset, and nothing is sent', async (t) => {
  const { config, aws } = await awsEnvironment(t, { env: { AWS_USE_FIPS_ENDPOINT: 'true' } })
  const embedder = await createEmbedder(config)
  const store = openS3VectorStore(config)
  t.teardown(async () => await Promise.all([embedder.close(), store.close()]))
  const refusal = {
    code: 'CONFIG_INVALID',
    message: /FIPS and custom endpoint.*AWS_USE_FIPS_ENDPOINT.*AWS_ENDPOINT_URL/
  }

  await t.rejects(embedder.embed({ text: 'sofa' }, QUERY), refusal)
  await t.rejects(store.describeBucket(), refusal)
  await t.rejects(store.endpoint(), refusal)
  t.equal(aws.stats().requests, 0)
})

t.test('an API key of Bedrock goes before the role, for Bedrock alone', async (t) => {
  const { config, aws } = await installed(t, {
    env: { AWS_BEARER_TOKEN_BEDROCK: 'local-aws-bedrock-api-key', DIMENSIONS: '256' }
  })
  const schemes = (operation: string) =>
    new Set(
      aws.requests
        .filter((request) => request.operation === operation)
        .map(({ headers }) => headers['authorization']?.split(' ')[0])
    )

  t.same(schemes('InvokeModel'), new Set(['Bearer']))
  t.same(schemes('PutVectors'), new Set(['AWS4-HMAC-SHA256']))

  process.env['AWS_BEARER_TOKEN_BEDROCK'] = 'stale'
  const embedder = await createEmbedder(config)
  t.teardown(async () => await embedder.close())
  await t.rejects(embedder.embed({ text: 'sofa' }, QUERY), {
    code: 'CREDENTIALS_REJECTED',
    message: /AWS_BEARER_TOKEN_BEDROCK, which goes before all other credentials/
  })
})

t.test('loopback endpoints are told from others', async (t) => {
  for (const url of ['http://127.0.0.1:4600', 'http://localhost', 'http://[::1]:1', 'http://127.9.9.9']) {
    t.ok(isLoopback(new URL(url)), url)
  }
  for (const url of [
    'https://s3vectors.us-east-1.api.aws',
    'http://10.0.0.1',
    'http://localhost.test',
    'http://127.0.0.1.test'
  ]) {
    t.notOk(isLoopback(new URL(url)), url)
  }
})

t.test('an endpoint is also told from behind an error of ours; other failures are passed on', async (t) => {
  const giveUp = giveUpCall()
  const call = async (hostname: string, port?: number) =>
    await giveUp({ request: { protocol: 'https:', hostname, ...(port !== undefined && { port }) } })
  const wrapped = async () =>
    await call('vectors.test').catch((cause: unknown) => {
      throw new Error('the store is down', { cause })
    })
  const problem = new Error('Region is missing')

  t.equal((await endpointOf(async () => await call('bedrock.test', 8443))).origin, 'https://bedrock.test:8443')
  t.equal((await endpointOf(wrapped)).origin, 'https://vectors.test')
  await t.rejects(
    endpointOf(async () => {
      throw problem
    }),
    problem
  )
  await t.rejects(
    endpointOf(async () => {
      throw new Error('down', { cause: problem })
    }),
    { message: 'down' }
  )
  await t.rejects(
    endpointOf(async () => 'an answer'),
    { message: 'the call was not given up' }
  )
})
