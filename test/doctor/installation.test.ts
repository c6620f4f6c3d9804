import t from 'tap'
import { readManifest, writeManifest } from '../../src/catalogue/manifest.ts'
import { s3Store } from '../fixtures/aws-clients.ts'
import { installed } from '../fixtures/aws-environment.ts'
import { examined, finding, troubles } from '../fixtures/examined.ts'

t.test('a whole installation on AWS passes every check and keeps no trace of them', async (t) => {
  const { env, aws } = await installed(t)

  const result = await examined(env)

  t.same(troubles(result), [])
  t.match(result, { code: 0, status: 'ok' })
  t.match(
    finding(result, 'identity', 'S3 Vectors')?.detail,
    'access key LOCA****SKEY from the environment (AWS_ACCESS_KEY_ID), region us-east-1'
  )
  t.match(finding(result, 'model', 'image')?.detail, /nova-2.*: 384 values in \d/)
  t.match(finding(result, 'model', 'cut to 256')?.detail, /equals .* text 1\.00000, image 1\.00000/)
  t.match(finding(result, 'indexes', 'products-384')?.detail, 'dimension 384, cosine distance')
  t.match(finding(result, 'catalogue', 'products-256')?.detail, /^3 products, 3 views, made by amazon\.nova/)
  t.match(finding(result, 'catalogue', 'products-256 speed')?.detail, /^p50 of 5 queries [\d.]+ ms/)
  t.match(finding(result, 'network', 'endpoint')?.detail, `bedrock at ${aws.url}, signed for us-east-1`)
  t.same(
    result.findings.filter(({ group }) => group === 'permissions').map(({ check }) => check),
    ['QueryVectors', 'GetVectors', 'ListVectors', 'DeleteVectors', 'PutVectors']
  )
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
    t.match(finding(result, 'permissions', 'DeleteVectors'), {
      detail: 'ACCESS_DENIED',
      advice: 'docker/iam/ingest.json'
    })
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
    t.match(finding(result, 'model', 'text'), {
      level: 'failed',
      detail: 'ACCESS_DENIED',
      advice: 'bedrock:InvokeModel'
    })
  })
})

t.test('products of another model fail', async (t) => {
  const { env, aws } = await installed(t, { env: { DIMENSIONS: '256' } })
  const store = await s3Store(aws)
  t.teardown(async () => await store.close())
  const index = (await store.openIndex('products-256'))!
  await writeManifest(index, { ...(await readManifest(index))!, model: 'words-1' })

  const result = await examined(env)

  t.equal(result.code, 1)
  t.match(finding(result, 'catalogue', 'products-256'), {
    level: 'failed',
    detail: /made by words-1, the service runs amazon\.nova/,
    advice: '--recreate'
  })
})
