import t, { type Test } from 'tap'
import type { LocalAws, LocalAwsOptions } from '../../../local-aws/local-aws.ts'
import { OBJECT_BUCKET } from '../../../local-aws/local-service.ts'
import { ReviewLogDamagedError } from '../../../src/errors.ts'
import { BucketReviewStore } from '../../../src/review/store/bucket-review-store.ts'
import { ObjectBucket } from '../../../src/review/store/object-bucket.ts'
import { localAws, objectClient } from '../../fixtures/aws-clients.ts'
import { draft, testReviewStore } from '../../fixtures/review-store-contract.ts'

function bucketOf (aws: LocalAws, bucket = OBJECT_BUCKET): ObjectBucket {
  return new ObjectBucket({ client: objectClient(aws), bucket, callTimeoutMs: 20_000 })
}

async function stores (t: Test, options?: LocalAwsOptions) {
  const aws = await localAws(t, options)
  const open = async (bucket?: string) => {
    const store = new BucketReviewStore(bucketOf(aws, bucket), 'shop')
    t.teardown(async () => await store.close())
    return store
  }
  return { aws, open }
}

testReviewStore(t, 'Amazon S3', async (t) => {
  const { open } = await stores(t)
  return async () => await open()
})

t.test('an append whose answer is lost is written once, and so it is where calls fail or are throttled', async (t) => {
  const { aws, open } = await stores(t)
  const store = await open()
  await store.append(() => [draft('a')])
  for (const kind of ['lost-answer', 'reset', 'throttle', 'cut', { error: 'ConditionalRequestConflict' }] as const) {
    aws.faults.inject({ kind, operation: 'PutObject' })
    await store.append(() => [draft('b')])
  }
  t.equal((await (await open()).entries()).length, 6)
})

t.test('two catalogues in one bucket keep apart', async (t) => {
  const { aws, open } = await stores(t)
  await (await open()).append(() => [draft('a')])
  t.same(await new BucketReviewStore(bucketOf(aws), 'sho').entries(), [])
})

t.test('who starts reads a snapshot and what came after it, not every object', async (t) => {
  const { aws, open } = await stores(t)
  const store = await open()
  for (let i = 0; i < 6; i++) {
    await store.append(() => Array.from({ length: 99 }, (_, n) => draft(`p${i}-${n}`)))
  }
  await store.append(() => [draft('last')])
  const before = aws.stats().byOperation['GetObject'] ?? 0

  const entries = await (await open()).entries()

  t.equal(entries.length, 595)
  t.same(entries, await store.entries())
  t.ok((aws.stats().byOperation['GetObject'] ?? 0) - before <= 3)
})

t.test('while nothing is new an answer costs one call, and none for who takes an older one', async (t) => {
  const { aws, open } = await stores(t)
  const store = await open()
  await store.append(() => [draft('a')])
  const before = aws.stats().requests
  await Promise.all([store.entries(), store.entries(), store.entries()])
  t.equal(aws.stats().requests - before, 1)
  await store.entries(60_000)
  t.equal(aws.stats().requests - before, 1)
})

t.test('an object that somebody has changed is named', async (t) => {
  const { aws, open } = await stores(t)
  await (await open()).append(() => [draft('a')])
  await bucketOf(aws).put('reviews/shop/entries/000000000002.jsonl', 'x\n')
  await t.rejects((await open()).entries(), {
    constructor: ReviewLogDamagedError,
    message: /entries\/000000000002\.jsonl/
  })
})

t.test('a bucket that is not there and a right that is missing are named', async (t) => {
  const { aws, open } = await stores(t, { objectBuckets: [OBJECT_BUCKET] })
  await t.rejects((await open('elsewhere')).entries(), {
    code: 'STORE_UNAVAILABLE',
    message: /S3 bucket "elsewhere" of REVIEW_BUCKET does not exist/
  })
  aws.allow(['s3:ListBucket', 's3:GetObject'])
  const store = await open()
  t.same(await store.entries(), [])
  await t.rejects(store.append(() => [draft('a')]), { code: 'ACCESS_DENIED', message: /s3:PutObject/ })
})
