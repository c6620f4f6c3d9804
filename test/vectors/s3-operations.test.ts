import { CreateIndexCommand, type S3VectorsClient } from '@aws-sdk/client-s3vectors'
import t, { type Test } from 'tap'
import { loadConfig } from '../../src/config/config.ts'
import { createVectorStore } from '../../src/vectors/create-vector-store.ts'
import type { S3VectorStore, S3VectorStoreOptions } from '../../src/vectors/s3/s3-vector-store.ts'
import { vectorsClient } from '../../local-aws/clients.ts'
import type { LocalAws, LocalAwsOptions } from '../../local-aws/local-aws.ts'
import { BUCKET, localAws, s3Store, s3StoreWithoutBucket } from '../fixtures/aws-clients.ts'
import { keysOf, record, SPEC, unit } from '../fixtures/vector-records.ts'

const QUERY = unit(1, 0, 0, 0)

async function setUp (
  t: Test,
  { aws: awsOptions, store: storeOptions }: { aws?: LocalAwsOptions; store?: Partial<S3VectorStoreOptions> } = {}
): Promise<{ aws: LocalAws; store: S3VectorStore; client: S3VectorsClient }> {
  const aws = await localAws(t, awsOptions)
  const store = s3StoreWithoutBucket(aws, { maxAttempts: 2 }, storeOptions)
  t.teardown(async () => await store.close())
  return { aws, store, client: vectorsClient(t, aws) }
}

t.test('a bucket is described, made and deleted, each as often as one likes', async (t) => {
  const { store } = await setUp(t)
  t.equal(store.wanted.encryption, 'AES256')
  t.equal(await store.describeBucket(), undefined)
  await store.deleteBucket()

  await store.createBucket()
  await store.createBucket()
  t.same(await store.describeBucket(), { encryption: 'AES256' })

  await store.createIndex(SPEC)
  await t.rejects(store.deleteBucket(), { code: 'STORE_UNAVAILABLE' }, 'not while it holds an index')
  await store.deleteIndex(SPEC.name)
  await store.deleteBucket()
  t.equal(await store.describeBucket(), undefined)
})

t.test('the key of a bucket is what it was made with, whatever is configured later', async (t) => {
  const kmsKeyArn = 'arn:aws:kms:us-east-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'
  const { aws, store } = await setUp(t, { store: { kmsKeyArn } })
  await store.createBucket()
  await store.createIndex(SPEC)
  const other = s3StoreWithoutBucket(aws)
  t.teardown(async () => await other.close())
  await other.createBucket()

  t.same([store.wanted.encryption, other.wanted.encryption], [kmsKeyArn, 'AES256'])
  t.same(await other.describeBucket(), { encryption: kmsKeyArn })
  t.match(await other.describeIndex(SPEC.name), {
    encryption: kmsKeyArn,
    dimension: 4,
    metric: 'cosine',
    nonFilterableKeys: SPEC.nonFilterableKeys
  })
})

t.test('an index that somebody else made is named and described, and refused where it cannot be used', async (t) => {
  const { store, client } = await setUp(t)
  await store.createBucket()
  await client.send(
    new CreateIndexCommand({
      vectorBucketName: BUCKET,
      indexName: 'theirs',
      dataType: 'float32',
      dimension: 4,
      distanceMetric: 'euclidean'
    })
  )

  t.same(await store.listIndexNames(), ['theirs'])
  t.match(await store.describeIndex('theirs'), { name: 'theirs', metric: 'euclidean', nonFilterableKeys: [] })
  t.equal(await store.describeIndex('none'), undefined)
  const refused = { code: 'STORE_UNAVAILABLE', message: /"theirs" measures euclidean distance/ }
  await t.rejects(store.openIndex('theirs'), refused)
  await t.rejects(store.createIndex({ ...SPEC, name: 'theirs', nonFilterableKeys: [] }), refused)
})

t.test('all names are listed, page after page, and all indexes with them', async (t) => {
  const { store } = await setUp(t)
  await store.createBucket()
  const names = Array.from({ length: 12 }, (_, i) => `shop-${String(i).padStart(3, '0')}`)
  for (const name of names) await store.createIndex({ ...SPEC, name })

  t.same((await store.listIndexNames()).sort(), names)
  t.same((await store.listIndexes()).map(({ name }) => name).sort(), names)
})

t.test('the mode of an index is told by what it accepts', async (t) => {
  for (const indexMode of ['CLASSIC', 'ENHANCED'] as const) {
    const { store } = await setUp(t, { aws: { indexMode } })
    await store.createBucket()
    await store.createIndex(SPEC)

    t.equal(await store.indexMode(SPEC), indexMode)
    await t.rejects(store.indexMode({ ...SPEC, name: 'none' }), {
      code: 'STORE_UNAVAILABLE',
      message: /does not exist/
    })
  }
})

t.test('a write that waits for its turn ends when it is aborted, and writes nothing', async (t) => {
  const { aws, store } = await setUp(t, { store: { vectorsPerSecond: 10 } })
  await store.createBucket()
  const index = await store.createIndex(SPEC)
  const reason = new Error('stopped')
  const stop = new AbortController()

  const writes = ['a', 'b'].map((key) =>
    index.upsert(
      Array.from({ length: 400 }, (_, i) => record(`${key}${i}`)),
      { signal: stop.signal }
    )
  )
  const deletion = index.delete(['a1'], { signal: stop.signal })
  stop.abort(reason)
  for (const call of [...writes, deletion]) await t.rejects(call, reason)
  t.equal(aws.stats().byOperation['PutVectors'], undefined)
  t.equal(aws.stats().byOperation['DeleteVectors'], undefined)
  t.same(await keysOf(index), [])
})

t.test('a store that was closed says so to every call of its own', async (t) => {
  const { store } = await setUp(t)
  await store.close()

  const closed = { code: 'STORE_UNAVAILABLE', message: /closed/ }
  for (const call of [
    store.describeBucket(),
    store.createBucket(),
    store.deleteBucket(),
    store.describeIndex('x'),
    store.listIndexNames(),
    store.indexMode(SPEC)
  ]) {
    await t.rejects(call as Promise<unknown>, closed)
  }
})

t.test('an answer that was lost is asked for again, and done twice is done once', async (t) => {
  const { aws, store } = await setUp(t)
  aws.faults.inject({ kind: 'lost-answer', operation: 'CreateVectorBucket' })
  await store.createBucket()
  const index = await store.createIndex(SPEC)
  aws.faults.inject(
    { kind: 'lost-answer', operation: 'DeleteVectors' },
    { kind: 'lost-answer', operation: 'DeleteIndex' }
  )
  await index.upsert([record('a'), record('b')])

  await index.delete(['a'])
  t.same(await keysOf(index), ['b'])
  await store.deleteIndex(SPEC.name)
  t.same(await store.listIndexes(), [])
})

t.test('a query whose pages break off rejects, and never answers in part', async (t) => {
  const { store } = await setUp(t, { aws: { limits: { queryPageSize: 10, queryTokenMs: -1 } } })
  await store.createBucket()
  const index = await store.createIndex(SPEC)
  await index.upsert(Array.from({ length: 25 }, (_, i) => record(`k${i}`, [1, i, 0, 0])))

  t.equal((await index.query(QUERY, { topK: 10 })).length, 10)
  await t.rejects(index.query(QUERY, { topK: 11 }), { code: 'STORE_UNAVAILABLE', message: /nextToken/ })
})

t.test('VECTOR_STORE chooses the store, and a bucket without a name is refused before any call', async (t) => {
  const store = await createVectorStore(
    loadConfig({ VECTOR_STORE: 's3', S3_VECTOR_BUCKET: 'shop', S3_VECTORS_REGION: 'eu-west-1' })
  )
  t.match(store, { bucket: 'shop', wanted: { encryption: 'AES256' } })
  await store.close()

  await t.rejects(createVectorStore({ ...loadConfig({}), VECTOR_STORE: 's3', S3_VECTOR_BUCKET: '' }), {
    code: 'CONFIG_INVALID',
    message: /VECTOR_STORE=s3 needs S3_VECTOR_BUCKET/
  })
})

t.test('an index that is there is opened without the right to create one', async (t) => {
  const aws = await localAws(t)
  const store = await s3Store(aws)
  t.teardown(async () => await store.close())
  await store.createIndex(SPEC)
  aws.allow(['s3vectors:GetIndex'])

  t.same((await store.createIndex(SPEC)).spec, SPEC)
  t.equal(aws.stats().byOperation['CreateIndex'], 1)
  await t.rejects(store.createIndex({ ...SPEC, dimension: 8 }), { code: 'INDEX_CONFLICT' })
})
