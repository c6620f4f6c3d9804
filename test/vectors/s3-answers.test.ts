import t, { type Test } from 'tap'
import type { VectorIndex } from '../../src/vectors/vector-store.ts'
import { answeringServer } from '../fixtures/answering-server.ts'
import { localAws, s3StoreWithoutBucket } from '../fixtures/aws-clients.ts'
import { keysOf, record, SPEC, unit } from '../fixtures/vector-records.ts'

const INDEX = {
  vectorBucketName: 'vitrine-test',
  indexName: SPEC.name,
  indexArn: 'arn:aws:s3vectors:us-east-1:1:bucket/vitrine-test/index/x',
  creationTime: 0,
  dataType: 'float32',
  dimension: 4,
  distanceMetric: 'cosine'
}
const QUERY = unit(1, 0, 0, 0)

/** An index whose service sends what `answer` says next. */
async function setUp (t: Test) {
  const server = await answeringServer(t)
  const store = s3StoreWithoutBucket(await localAws(t), { endpoint: server.url, maxAttempts: 1 })
  t.teardown(async () => await store.close())
  server.answer = { index: INDEX }
  const index = (await store.openIndex(SPEC.name)) as VectorIndex
  return {
    store,
    index,
    answers: (answer: unknown) => {
      server.answer = answer
    }
  }
}

t.test('a record without its vector, a match without its distance: nothing is made up', async (t) => {
  const { index, answers } = await setUp(t)
  const broken = { code: 'STORE_UNAVAILABLE', message: /sent the (record|match) "a" without its (vector|distance)/ }

  for (const data of [undefined, {}, null]) {
    answers({ vectors: [{ key: 'a', data }] })
    await t.rejects(index.get(['a']), broken)
    await t.rejects(keysOf(index), broken)
  }
  answers({ vectors: [{ key: 'a', metadata: {} }], distanceMetric: 'cosine' })
  await t.rejects(index.query(QUERY, { topK: 1 }), broken)
  answers({ vectors: [{ distance: 1 }], distanceMetric: 'cosine' })
  await t.rejects(index.query(QUERY, { topK: 1 }), { code: 'STORE_UNAVAILABLE', message: /the match "undefined"/ })
})

t.test('records and matches without metadata have none, and none come where there are none', async (t) => {
  const { index, answers } = await setUp(t)

  answers({ vectors: [{ key: 'a', data: { float32: [1, 0, 0, 0] } }] })
  t.same(await index.get(['a']), new Map([['a', record('a')]]))
  answers({ vectors: [{ key: 'a', distance: 0.25 }], distanceMetric: 'cosine' })
  t.same(await index.query(QUERY, { topK: 1 }), [{ key: 'a', score: 0.75, metadata: {} }])
  answers({})
  t.same(await index.query(QUERY, { topK: 1 }), [])
  t.same(await index.get(['a']), new Map())
  t.same(await keysOf(index), [])
})

t.test('numbers come as numbers however many digits they have', async (t) => {
  const { index, answers } = await setUp(t)
  answers('{"vectors":[{"key":"a","data":{"float32":[0.12345678901234567890,1.0E-5,-0.0,3.4028234663852886E38]},' +
    '"metadata":{"price":19.950000000000000001,"added":12345678901234567890,"tags":["a","b"]}}]}')
  const a = (await index.get(['a'])).get('a')
  t.same(a?.embedding, Float32Array.of(0.12345678901234568, 1e-5, -0, 3.4028234663852886e38))
  t.same(a?.metadata, { price: 19.95, added: 12345678901234567000, tags: ['a', 'b'] })
})

t.test(
  'matches are put in order, and a distance that rounding left outside 0 to 2 is a score within -1 to 1',
  async (t) => {
    const { index, answers } = await setUp(t)
    answers({
      vectors: [
        { key: 'far', distance: 2.000_000_2 },
        { key: 'same', distance: -1.2e-7 },
        { key: 'b', distance: 0.5 },
        { key: 'a', distance: 0.5 }
      ],
      distanceMetric: 'cosine'
    })

    const matches = await index.query(QUERY, { topK: 4 })
    t.same(
      matches.map(({ key, score }) => [key, score]),
      [
        ['same', 1],
        ['a', 0.5],
        ['b', 0.5],
        ['far', -1]
      ]
    )
  }
)

t.test('what was not asked for is left out of what was', async (t) => {
  const { index, answers } = await setUp(t)
  answers({ vectors: ['b', 'a', 'other'].map((key) => ({ key, data: { float32: [1, 0, 0, 0] } })) })

  t.same([...(await index.get(['a', 'b'])).keys()], ['a', 'b'], 'and comes in the order of the question')
})

t.test('an index of another metric is described, but not opened', async (t) => {
  const { store, answers } = await setUp(t)
  answers({ index: { ...INDEX, distanceMetric: 'euclidean' } })

  t.same(await store.describeIndex(SPEC.name), {
    name: SPEC.name,
    dimension: 4,
    metric: 'euclidean',
    nonFilterableKeys: [],
    encryption: 'AES256'
  })
  await t.rejects(store.openIndex(SPEC.name), {
    code: 'STORE_UNAVAILABLE',
    message: /"products-4" measures euclidean distance, only cosine is used/
  })
})

t.test('an index of which nothing is told is not taken for a fitting one', async (t) => {
  const { store, answers } = await setUp(t)
  answers({ index: {} })

  t.match(await store.describeIndex(SPEC.name), { dimension: 0, metric: 'unknown' })
  await t.rejects(store.openIndex(SPEC.name), { code: 'STORE_UNAVAILABLE' })
  answers({})
  t.equal(await store.openIndex(SPEC.name), undefined)
  t.equal(await store.describeIndex(SPEC.name), undefined)
})

t.test('an answer that is no answer is a coded error', async (t) => {
  const { index, answers } = await setUp(t)
  for (const answer of ['<html>proxy</html>', '{"vectors":', '[', 'null']) {
    answers(answer)
    await t.rejects(index.query(QUERY, { topK: 1 }), { code: 'STORE_UNAVAILABLE' }, answer)
  }
})

t.test('an empty token ends a listing and a query, where it would begin them anew without end', async (t) => {
  const { store, index, answers } = await setUp(t)
  answers({
    vectors: [{ key: 'a', distance: 0, data: { float32: [1, 0, 0, 0] } }],
    distanceMetric: 'cosine',
    nextToken: ''
  })
  t.same(
    (await index.query(QUERY, { topK: 5 })).map(({ key }) => key),
    ['a']
  )
  t.equal((await keysOf(index)).length, 4, 'one for each segment')
  answers({ indexes: [{ indexName: 'products-4' }], nextToken: '' })
  t.same(await store.listIndexNames(), ['products-4'])
})
