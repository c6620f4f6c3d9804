import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateIndexCommand } from '@aws-sdk/client-s3vectors'
import t, { type Test } from 'tap'
import { doctor } from '../../src/commands/doctor.ts'
import { provision } from '../../src/commands/provision.ts'
import type { Finding, Level } from '../../src/doctor/finding.ts'
import { vectorsClient } from '../fixtures/aws/clients.ts'
import { BUCKET, s3Store } from '../fixtures/aws-clients.ts'
import { awsEnvironment, FakeTerminal, installed } from '../fixtures/aws-environment.ts'

interface Examined {
  readonly code: number
  readonly status: Level
  readonly findings: readonly Finding[]
}

async function examined (env: Readonly<Record<string, string>>): Promise<Examined> {
  const terminal = new FakeTerminal()
  const code = await doctor(env, true, terminal)
  return { code, ...JSON.parse(terminal.text) as Omit<Examined, 'code'> }
}

/** What is not ok, as `group check`. */
function troubles ({ findings }: Examined): string[] {
  return findings.filter(({ level }) => level !== 'ok').map(({ group, check }) => `${group} ${check}`)
}

function finding ({ findings }: Examined, group: string, check: string): Finding | undefined {
  return findings.find((one) => one.group === group && one.check === check)
}

t.test('a whole installation on AWS passes every check and keeps no trace of them', async (t) => {
  const { env, aws } = await installed(t)

  const result = await examined(env)

  t.same(troubles(result), [])
  t.match(result, { code: 0, status: 'ok' })
  t.match(finding(result, 'identity', 'S3 Vectors')?.detail, 'access key LOCA****SKEY from the environment (AWS_ACCESS_KEY_ID), region us-east-1')
  t.match(finding(result, 'model', 'image')?.detail, /nova-2.*: 3072 values in \d/)
  t.match(finding(result, 'model', 'cut to 256')?.detail, /equals .* text 1\.00000, image 1\.00000/)
  t.match(finding(result, 'indexes', 'products-384')?.detail, 'dimension 384, cosine distance')
  t.match(finding(result, 'catalogue', 'products-256')?.detail, /^3 products, 3 views, made by amazon\.nova/)
  t.match(finding(result, 'catalogue', 'products-256 speed')?.detail, /^p50 of 5 queries [\d.]+ ms/)
  t.match(finding(result, 'network', 'endpoint')?.detail, `bedrock at ${aws.url}, signed for us-east-1`)
  t.same(result.findings.filter(({ group }) => group === 'permissions').map(({ check }) => check), ['QueryVectors', 'GetVectors', 'ListVectors', 'DeleteVectors', 'PutVectors'])
  t.notMatch(JSON.stringify(result), env['AWS_SECRET_ACCESS_KEY'])
  const store = await s3Store(aws)
  t.teardown(async () => await store.close())
  const index = await store.openIndex('products-384')
  t.same((await index?.get(['#doctor']))?.size, 0)
})

t.test('rights that only ingest needs are warnings, those that searching needs are failures', async (t) => {
  const { env, aws } = await installed(t)
  const search = ['bedrock:InvokeModel', 's3vectors:GetIndex', 's3vectors:GetVectors', 's3vectors:QueryVectors']
  const written = () => aws.stats().byOperation['PutVectors']

  await t.test('a role that only searches', async (t) => {
    const before = written()
    aws.allow(search)

    const result = await examined(env)

    t.same(troubles(result), ['permissions ListVectors', 'permissions DeleteVectors'])
    t.match(result, { code: 2, status: 'warning' })
    t.match(finding(result, 'permissions', 'DeleteVectors'), { detail: 'ACCESS_DENIED', advice: 'docker/iam/ingest.json' })
    t.equal(written(), before, 'nothing is written that could not be deleted')
  })

  await t.test('without PutVectors', async (t) => {
    aws.allow([...search, 's3vectors:ListVectors', 's3vectors:DeleteVectors'])
    t.same(troubles(await examined(env)), ['permissions PutVectors'])
  })

  await t.test('without GetVectors', async (t) => {
    aws.allow(search.filter((action) => action !== 's3vectors:GetVectors'))
    const result = await examined(env)
    t.equal(result.code, 1)
    t.match(finding(result, 'permissions', 'QueryVectors'), { level: 'failed', advice: 'docker/iam/search.json' })
    t.match(finding(result, 'permissions', 'GetVectors'), { level: 'failed' })
  })

  await t.test('without GetIndex', async (t) => {
    aws.allow(search.filter((action) => action !== 's3vectors:GetIndex'))
    const result = await examined(env)
    t.equal(result.code, 1)
    t.match(finding(result, 'indexes', 'products-384'), { level: 'failed', advice: 's3vectors:GetIndex' })
  })

  await t.test('without the model', async (t) => {
    aws.allow(search.slice(1))
    const result = await examined(env)
    t.equal(result.code, 1)
    t.match(finding(result, 'model', 'text'), { level: 'failed', detail: 'ACCESS_DENIED', advice: 'bedrock:InvokeModel' })
  })
})

t.test('what is not there is named, with the command that makes it', async (t) => {
  const { env, aws, config } = await awsEnvironment(t)

  const bare = await examined(env)

  t.equal(bare.code, 1)
  t.match(finding(bare, 'indexes', 'bucket'), { level: 'failed', detail: BUCKET, advice: /S3_VECTORS_REGION.*vitrine provision/ })

  aws.allow(['bedrock:InvokeModel', 's3vectors:GetIndex'])
  t.match(finding(await examined(env), 'indexes', 'products-384'), { detail: 'does not exist, or its bucket does not' })

  aws.allow(undefined)
  await provision({ ...config, DIMENSIONS: [384] }, { yes: true }, new FakeTerminal())
  const partial = await examined(env)
  t.match(finding(partial, 'indexes', 'products-256'), { level: 'failed', detail: 'does not exist', advice: 'vitrine provision' })
  t.match(finding(partial, 'catalogue', 'products-384'), { level: 'warning', advice: 'vitrine ingest' })
})

t.test('an index with other settings fails and shows both sides', async (t) => {
  const { env, aws } = await awsEnvironment(t, { env: { DIMENSIONS: '256' } })
  const store = await s3Store(aws)
  t.teardown(async () => await store.close())
  await vectorsClient(t, aws).send(new CreateIndexCommand({
    vectorBucketName: BUCKET, indexName: 'products-256', dataType: 'float32', dimension: 255, distanceMetric: 'euclidean', metadataConfiguration: { nonFilterableMetadataKeys: ['title'] }
  }))

  const result = await examined(env)

  t.equal(result.code, 1)
  t.match(finding(result, 'indexes', 'products-256'), { level: 'failed', detail: /dimension 255, euclidean.*keys title; wanted is dimension 256, cosine/, advice: 'CATALOGUE' })
})

t.test('an index that filters during the search is a warning with the command that switches it', async (t) => {
  const { env } = await installed(t, { indexMode: 'CLASSIC', env: { DIMENSIONS: '256' } })

  const result = await examined(env)

  t.same(troubles(result), ['indexes products-256 mode'])
  t.match(finding(result, 'indexes', 'products-256 mode')?.advice, 'aws s3vectors update-index-mode --vector-bucket-name vitrine-test --index-name products-256 --index-mode ENHANCED')
})

t.test('an index under another key is a warning, since it can be searched', async (t) => {
  const { env } = await installed(t, { env: { DIMENSIONS: '256' } })

  const result = await examined({ ...env, S3_KMS_KEY_ARN: 'arn:aws:kms:us-east-1:123456789012:key/0a1b' })

  t.same(troubles(result), ['indexes products-256'])
})

t.test('a clock that is off is told from the answers', async (t) => {
  for (const [minutes, level, detail] of [[2, 'warning', /1[12]\d s behind/], [-10, 'failed', /(59|60)\d s ahead/]] as const) {
    const { env } = await awsEnvironment(t, { now: () => Date.now() + minutes * 60_000 })
    t.match(finding(await examined(env), 'network', 'clock'), { level, detail, advice: 'NTP' })
  }
})

t.test('a region without the model is told from a wrong request', async (t) => {
  const { env } = await awsEnvironment(t, { region: 'eu-west-3' })

  const result = await examined(env)

  t.match(finding(result, 'model', 'text'), { level: 'failed', detail: /MODEL_UNAVAILABLE.*BEDROCK_REGION=us-east-1/ })
  t.match(finding(result, 'identity', 'Bedrock')?.detail, 'region eu-west-3')
})

t.test('a signature for another region fails with the region that was used', async (t) => {
  const { env } = await awsEnvironment(t)

  const result = await examined({ ...env, S3_VECTORS_REGION: 'eu-west-3' })

  t.match(finding(result, 'indexes', 'products-384'), { level: 'failed', detail: 'CREDENTIALS_REJECTED' })
  t.match(result.findings.filter(({ check }) => check === 'endpoint').map(({ detail }) => detail), [/^bedrock .*us-east-1$/, /^s3vectors .*eu-west-3$/])
})

t.test('missing credentials are one failure for each service, and the store is left alone', async (t) => {
  const { env, aws } = await awsEnvironment(t, { env: { AWS_ACCESS_KEY_ID: '', HOME: '/nowhere' } })

  const result = await examined(env)

  t.equal(result.code, 1)
  t.match(finding(result, 'identity', 'Bedrock'), { level: 'failed', detail: 'CREDENTIALS_MISSING', advice: 'AWS_PROFILE' })
  t.equal(aws.stats().requests, 0)
})

t.test('an API key of Bedrock is pointed out, since it goes before the role', async (t) => {
  const { env } = await installed(t, { env: { AWS_BEARER_TOKEN_BEDROCK: 'local-aws-bedrock-api-key', DIMENSIONS: '256' } })

  const result = await examined(env)

  t.same(troubles(result), ['network endpoint'])
  t.match(finding(result, 'network', 'endpoint'), { level: 'warning', detail: 'AWS_BEARER_TOKEN_BEDROCK' })
})

t.test('products of another model fail', async (t) => {
  const { env } = await installed(t, { env: { DIMENSIONS: '256' } })

  const result = await examined({ ...env, EMBEDDER: 'builtin' })

  t.match(finding(result, 'catalogue', 'products-256'), { level: 'failed', detail: /made by amazon\.nova.*runs builtin/, advice: '--recreate' })
})

async function dataFolder (t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-doctor-'))
  t.teardown(async () => await rm(folder, { recursive: true }))
  return folder
}

t.test('the embedded default is examined too', async (t) => {
  const result = await examined({ DATA_DIR: await dataFolder(t), DIMENSIONS: '256' })

  t.same(troubles(result), ['catalogue products-256'])
  t.equal(result.code, 2)
  t.match(finding(result, 'model', 'load')?.detail, /^builtin-.* in \d/)
  t.match(finding(result, 'store', 'open')?.detail, '0 indexes')
  t.match(finding(result, 'data folder', 'space')?.detail, /^\d+ MB free$/)
})

t.test('a data folder that cannot be written fails for the embedded store and is a warning on AWS', async (t) => {
  const file = join(await dataFolder(t), 'file')
  await writeFile(file, '')
  const { env } = await awsEnvironment(t, { env: { DATA_DIR: join(file, 'data') } })

  const embedded = await examined({ ...env, VECTOR_STORE: 'lancedb' })
  t.match(finding(embedded, 'data folder', 'writable'), { level: 'failed', advice: 'DATA_DIR' })
  t.match(finding(embedded, 'store', 'open'), { level: 'failed', detail: 'DATA_DIR_UNUSABLE' })

  t.match(finding(await examined(env), 'data folder', 'writable'), { level: 'warning', advice: 'Only ingest needs it' })
})

t.test('settings that cannot be used end the examination', async (t) => {
  const wrong = await examined({ VECTOR_STORE: 'pinecone' })
  t.match(wrong, { code: 1, findings: [{ group: 'configuration', level: 'failed', detail: 'VECTOR_STORE' }] })
  t.equal(wrong.findings.length, 1)
  t.same(troubles(await examined({ VECTOR_STORE: 's3', AWS_REQUEST_TIMEOUT_MS: '40000' })), ['configuration bucket name', 'configuration time-outs'])
})

t.test('people get an aligned table, with advice below and colours only where they are wanted', async (t) => {
  const plain = new FakeTerminal()
  const colored = Object.assign(new FakeTerminal(), { isColored: true })

  await doctor({ VECTOR_STORE: 's3' }, false, plain)
  await doctor({ VECTOR_STORE: 's3' }, false, colored)

  t.equal(plain.text.split('\n')[1]?.indexOf('VECTOR_STORE=s3'), plain.text.split('\n')[0]?.indexOf('EMBEDDER='))
  t.match(plain.text, /\nfailed {3}configuration {2}bucket name .*\n {46} > Set S3_VECTOR_BUCKET/)
  t.match(plain.text, /\nfailed: 1, warnings: 0, ok: 2\.\n$/)
  t.notMatch(plain.text, '\u001b[')
  t.match(colored.text, '\u001b[31mfailed')
})
