import t from 'tap'
import type { VectorRecord } from '../../src/vectors/vector-store.ts'
import { toFilterDocument } from '../../src/vectors/s3/filter-document.ts'
import { localAws, s3Store, s3StoreWithoutBucket } from '../fixtures/aws-clients.ts'
import { keysOf, record, SPEC, unit } from '../fixtures/vector-records.ts'
import { testVectorStore } from '../fixtures/vector-store-contract.ts'
import { tcpProxy } from '../fixtures/tcp-proxy.ts'

const QUERY = unit(1, 0, 0, 0)

// Pages that are short, or empty and yet not the last, are what the service is free to send.
testVectorStore(t, 'S3 Vectors', async (t) => await s3Store(await localAws(t, { limits: { raggedPages: true } })))

t.test('bucket and indexes are made with the configured key and tags, once', async (t) => {
  const aws = await localAws(t)
  const kmsKeyArn = 'arn:aws:kms:us-east-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'
  const store = await s3Store(aws, {}, { kmsKeyArn, tags: { shop: 'blue chair' } })
  await store.createBucket()
  await store.createIndex({ ...SPEC, nonFilterableKeys: [] })

  const created = aws.requests.filter(({ operation, status }) => operation.startsWith('Create') && status === 200)
  t.match(
    created.map(({ input }) => input),
    [
      { tags: { shop: 'blue chair' } },
      { tags: { shop: 'blue chair' }, encryptionConfiguration: { sseType: 'aws:kms', kmsKeyArn } }
    ]
  )
  t.equal(created[1]!.input!['metadataConfiguration'], undefined)
  await store.close()
})

t.test('a created index whose answer was lost is not taken for a conflict', async (t) => {
  const aws = await localAws(t)
  const store = await s3Store(aws)
  aws.faults.inject({ kind: 'lost-answer', operation: 'CreateIndex' })

  t.same((await store.createIndex(SPEC)).spec, SPEC)
  t.equal(aws.stats().byError['ConflictException'], 1)
  await store.close()
})

t.test('large writes are cut by count and by bytes, and every record arrives once', async (t) => {
  const aws = await localAws(t, { limits: { vectorsPerSecond: Infinity } })
  const store = await s3Store(aws)
  const small = await store.createIndex(SPEC)
  await small.upsert(many(1201, 4))
  t.equal((await keysOf(small)).length, 1201)
  t.equal(aws.stats().byOperation['PutVectors'], 3)

  const large = await store.createIndex({ ...SPEC, name: 'products-3072', dimension: 3072 })
  await large.upsert(many(300, 3072, { title: 'ü'.repeat(15_000) }))
  const puts = aws.requests.filter(({ operation }) => operation === 'PutVectors').slice(3)
  t.ok(puts.length > 1)
  t.ok(puts.every(({ bytes, status }) => bytes <= 20_971_520 && status === 200))
  t.equal((await keysOf(large)).length, 300)
  const [first] = (await large.get(['k7'])).values()
  t.same(first!.embedding, many(8, 3072)[7]!.embedding, 'nine digits keep a float32 whole')
  await store.close()
})

t.test('writes are paced below the rate that the service throttles', async (t) => {
  const aws = await localAws(t)
  const store = await s3Store(aws)
  const index = await store.createIndex(SPEC)
  await index.upsert(many(6000, 4))
  t.equal(aws.stats().byError['TooManyRequestsException'], undefined)
  t.equal((await keysOf(index)).length, 6000)
  await store.close()
})

t.test('queries follow the pages to topK', async (t) => {
  const aws = await localAws(t, { limits: { vectorsPerSecond: Infinity } })
  const store = await s3Store(aws)
  const index = await store.createIndex(SPEC)
  await index.upsert(many(350, 4))

  const matches = await index.query(QUERY, { topK: 250 })

  t.equal(matches.length, 250)
  t.equal(new Set(matches.map(({ key }) => key)).size, 250)
  t.equal(aws.stats().byOperation['QueryVectors'], 3)
  t.same(matches.slice(0, 20), await index.query(QUERY, { topK: 20 }))
  await store.close()
})

t.test('negations ask for absent keys, conjunctions are spelled out, and the cap counts both', async (t) => {
  t.same(
    toFilterDocument({
      and: [
        { key: 'brand', op: 'ne', value: 'x' },
        { key: 'price', op: 'lt', value: 5 }
      ]
    }),
    { $and: [{ $or: [{ brand: { $ne: 'x' } }, { brand: { $exists: false } }] }, { price: { $lt: 5 } }] }
  )
  const half = { or: Array.from({ length: 50 }, () => ({ key: 'brand', op: 'ne', value: 'x' }) as const) }
  t.ok(toFilterDocument(half))
  t.throws(() => toFilterDocument({ or: [...half.or, half.or[0]!] }), {
    code: 'FILTER_INVALID',
    message: /102 constraints/
  })
})

t.test('problems that pass are not seen, and nothing is lost or doubled', async (t) => {
  const aws = await localAws(t, { limits: { vectorsPerSecond: Infinity } })
  const store = await s3Store(aws, { requestTimeoutMs: 300, maxAttempts: 6 })
  const index = await store.createIndex(SPEC)
  for (const kind of [
    'throttle',
    { error: 'InternalServerException' },
    { error: 'ServiceUnavailableException' },
    { error: 'RequestTimeoutException' },
    'reset',
    'lost-answer',
    'cut',
    'stall',
    'clock-skew'
  ] as const) {
    aws.faults.inject({ kind, operation: 'PutVectors' }, { kind, operation: 'QueryVectors' })
    await index.upsert(many(20, 4))
    t.equal((await index.query(QUERY, { topK: 30 })).length, 20, JSON.stringify(kind))
  }
  t.equal((await keysOf(index)).length, 20)
  await store.close()
})

t.test('problems that stay are told as coded errors', async (t) => {
  const aws = await localAws(t)
  const store = await s3Store(aws, { maxAttempts: 2, requestTimeoutMs: 200 })
  const index = await store.createIndex(SPEC)
  const codes = [
    ['throttle', 'STORE_THROTTLED', 2],
    ['stall', 'STORE_TIMEOUT', 2],
    ['reset', 'STORE_UNAVAILABLE', 2],
    [{ error: 'RequestTimeoutException' }, 'STORE_TIMEOUT', 2],
    [{ error: 'InternalServerException' }, 'STORE_UNAVAILABLE', 2],
    [{ error: 'ServiceUnavailableException' }, 'STORE_UNAVAILABLE', 2],
    [{ error: 'NotFoundException' }, 'INDEX_GONE', 1],
    [{ error: 'KmsDisabledException' }, 'STORE_UNAVAILABLE', 1],
    [{ error: 'ValidationException' }, 'STORE_UNAVAILABLE', 1],
    [{ error: 'AccessDeniedException' }, 'ACCESS_DENIED', 1],
    [{ error: 'ServiceQuotaExceededException' }, 'QUOTA_EXCEEDED', 1]
  ] as const
  for (const [kind, code, tries] of codes) {
    const before = aws.stats().requests
    aws.faults.inject({ kind, operation: 'PutVectors', rate: 1 })
    const error = await index.upsert([record('a')]).catch((error: unknown) => error)
    t.match(error, { code, cause: { name: String } }, JSON.stringify(kind))
    t.equal(aws.stats().requests - before, tries, `${JSON.stringify(kind)} is tried ${tries} times`)
    aws.faults.clear()
  }
  t.same(await keysOf(index), [])
  await store.close()
})

t.test('missing rights, bad credentials and a missing bucket say what to do', async (t) => {
  const aws = await localAws(t)
  const store = await s3Store(aws)
  const index = await store.createIndex(SPEC)
  aws.allow(['s3vectors:QueryVectors'])
  await t.rejects(index.query(QUERY, { topK: 1 }), { code: 'ACCESS_DENIED', message: /GetVectors/ })
  aws.allow(undefined)
  await t.rejects(s3Store(aws, { credentials: { accessKeyId: 'unknown', secretAccessKey: 'x' } }), {
    code: 'CREDENTIALS_REJECTED'
  })
  const elsewhere = s3StoreWithoutBucket(aws, {}, { bucket: 'elsewhere' })
  await t.rejects(elsewhere.createIndex(SPEC), { code: 'STORE_UNAVAILABLE', message: /"elsewhere" does not exist/ })
  await elsewhere.close()
  await store.close()
})

t.test('an aborted query rejects with the reason and ends its connection', async (t) => {
  const aws = await localAws(t)
  const proxy = await tcpProxy(t, aws.url)
  const store = await s3Store(aws, { endpoint: proxy.url })
  const index = await store.createIndex(SPEC)
  const reason = new Error('the shopper left')
  const controller = new AbortController()
  aws.faults.inject({ kind: 'stall', operation: 'QueryVectors' })
  const query = index.query(QUERY, { topK: 1, signal: controller.signal })
  setTimeout(() => controller.abort(reason), 50)

  await t.rejects(query, reason)
  await proxy.idle()
  t.equal(proxy.counts().open, 0)
  await t.rejects(index.upsert(many(1, 4), { signal: AbortSignal.abort(reason) }), reason)
  await store.close()
})

t.test('a listing that is left early ends its calls, one that is aborted rejects', async (t) => {
  const aws = await localAws(t, { limits: { vectorsPerSecond: Infinity, listPageBytes: 1000 } })
  const store = await s3Store(aws)
  const index = await store.createIndex(SPEC)
  await index.upsert(many(500, 4))
  const left = index.list()[Symbol.asyncIterator]()
  await left.next()
  await left.return?.()
  const pages = aws.stats().byOperation['ListVectors'] ?? 0
  t.ok(pages <= 8, `${pages} pages were read for one record`)

  const controller = new AbortController()
  const reason = new Error('enough')
  await t.rejects(async () => {
    for await (const { key } of index.list({ signal: controller.signal })) {
      t.match(key, /^k/)
      controller.abort(reason)
    }
  }, reason)
  await store.close()
})

t.test('a listing without vectors does not ask for them', async (t) => {
  const aws = await localAws(t)
  const store = await s3Store(aws)
  const index = await store.createIndex(SPEC)
  await index.upsert(many(10, 4))
  for await (const { key } of index.listMetadata()) t.match(key, /^k/)

  t.same(
    [
      ...new Set(
        aws.requests.filter(({ operation }) => operation === 'ListVectors').map(({ input }) => input!['returnData'])
      )
    ],
    [false]
  )
  await store.close()
})

function many (count: number, dimension: number, metadata: VectorRecord['metadata'] = { price: 1 }): VectorRecord[] {
  return Array.from({ length: count }, (_, i) => ({
    key: `k${i}`,
    embedding: Float32Array.from({ length: dimension }, (_, j) => Math.sin(i * 31 + j + 1)),
    metadata
  }))
}
