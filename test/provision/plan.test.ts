import t, { type Test } from 'tap'
import { indexSpec } from '../../src/catalogue/index-spec.ts'
import { applyPlan, assertNoClash, destroy } from '../../src/provision/apply.ts'
import { describeIndex, planProvision, resourcesOf, type Plan } from '../../src/provision/plan.ts'
import type { S3VectorStore } from '../../src/vectors/s3/s3-vector-store.ts'
import { BUCKET, localAws, s3StoreWithoutBucket } from '../fixtures/aws-clients.ts'

const SPECS = [384, 256].map((dimension) => indexSpec('products', dimension))
const INDEX = { dimension: 256, metric: 'cosine', encryption: 'AES256', nonFilterableKeys: ['title', 'url'] } as const

async function emptyAccount (t: Test) {
  const aws = await localAws(t)
  const store = s3StoreWithoutBucket(aws)
  t.teardown(async () => await store.close())
  return { aws, store }
}

const states = (plan: Plan) => resourcesOf(plan).map(({ kind, name, state }) => `${state} ${kind} ${name}`)

async function apply (store: S3VectorStore, plan: Plan): Promise<string[]> {
  const made: string[] = []
  await applyPlan(store, plan, ({ kind, name }) => made.push(`${kind} ${name}`))
  return made
}

t.test('equal settings are described alike, whatever the order of keys', async (t) => {
  t.equal(describeIndex(INDEX), describeIndex({ ...INDEX, nonFilterableKeys: ['url', 'title'] }))
  t.equal(
    describeIndex({ ...INDEX, nonFilterableKeys: [] }),
    'dimension 256, cosine distance, encryption AES256, non-filterable keys none'
  )
  const others = [
    { dimension: 257 },
    { metric: 'euclidean' as const },
    { encryption: 'arn:aws:kms:x' },
    { nonFilterableKeys: ['title'] }
  ]
  for (const other of others) {
    t.not(describeIndex({ ...INDEX, ...other }), describeIndex(INDEX), JSON.stringify(other))
  }
})

t.test('where there is no bucket all is to be made, and nothing is asked about indexes', async (t) => {
  const { aws, store } = await emptyAccount(t)

  t.same(states(await planProvision(store, SPECS)), [
    `create bucket ${BUCKET}`,
    'create index products-384',
    'create index products-256'
  ])
  t.same(aws.stats().byOperation, { GetVectorBucket: 1 })
})

t.test('only what is missing is made, in order, each told as it is there', async (t) => {
  const { store } = await emptyAccount(t)
  await store.createBucket()
  await store.createIndex(SPECS[1]!)
  const plan = await planProvision(store, SPECS)

  t.same(states(plan), [`exists bucket ${BUCKET}`, 'create index products-384', 'exists index products-256'])
  t.same(await apply(store, plan), ['index products-384'])
  t.same(await apply(store, await planProvision(store, SPECS)), [])
})

t.test('a run that breaks off keeps what it made, and the same plan goes on', async (t) => {
  const { aws, store } = await emptyAccount(t)
  const plan = await planProvision(store, SPECS)
  aws.allow(['s3vectors:CreateVectorBucket', 's3vectors:GetVectorBucket', 's3vectors:GetIndex'])
  const made: string[] = []
  await t.rejects(
    applyPlan(store, plan, ({ name }) => made.push(name)),
    { code: 'ACCESS_DENIED' }
  )
  aws.allow(undefined)

  t.same(made, [BUCKET])
  t.same(await apply(store, plan), [`bucket ${BUCKET}`, 'index products-384', 'index products-256'])
})

t.test('a clash anywhere keeps all from being made', async (t) => {
  const { store } = await emptyAccount(t)
  await store.createBucket()
  await store.createIndex({ ...SPECS[1]!, nonFilterableKeys: ['title'] })
  const plan = await planProvision(store, SPECS)

  t.same(states(plan), [`exists bucket ${BUCKET}`, 'create index products-384', 'clash index products-256'])
  t.throws(() => assertNoClash(plan), {
    code: 'INDEX_CONFLICT',
    message: /"products-256" exists with dimension 256.*keys title, asked for was dimension 256/
  })
  await t.rejects(apply(store, plan), { code: 'INDEX_CONFLICT' })
  t.same(await store.listIndexNames(), ['products-256'])
})

t.test('what is destroyed is told one by one, and a bucket that holds more stays', async (t) => {
  const { store } = await emptyAccount(t)
  await apply(store, await planProvision(store, SPECS))
  const deleted: string[] = []
  const onDeleted = (kind: string, name: string) => deleted.push(`${kind} ${name}`)

  await t.rejects(destroy(store, ['products-384'], onDeleted))
  t.same(deleted, ['index products-384'])
  t.same(await store.listIndexNames(), ['products-256'])
  await destroy(store, ['products-384', 'products-256'], onDeleted)
  t.same(deleted.slice(-2), ['index products-256', `bucket ${BUCKET}`])
  t.equal(await store.describeBucket(), undefined)
})
