import { ValidationException } from '@aws-sdk/client-s3vectors'
import t from 'tap'
import { BadUserInputError } from '../../src/errors.ts'
import type { Filter } from '../../src/vectors/filter.ts'
import { toFilterDocument } from '../../src/vectors/s3/filter-document.ts'
import { forEachConcurrently } from '../../src/shared/for-each-concurrently.ts'
import { toStoreError } from '../../src/vectors/s3/store-error.ts'
import { putBatches, toWireRecord, toWireVector } from '../../src/vectors/s3/wire-records.ts'
import type { VectorRecord } from '../../src/vectors/vector-store.ts'
import { seededRandom } from '../fixtures/random.ts'
import { record } from '../fixtures/vector-records.ts'

const MAX_BODY = 20_971_520

t.test('every float32 comes back from the wire as it was', async (t) => {
  const random = seededRandom(1)
  const bits = Uint32Array.from({ length: 200_000 }, () => random() * 2 ** 32)
  const values = new Float32Array(bits.buffer).filter((value) => Number.isFinite(value))
  const edges = Float32Array.from([
    0,
    1,
    -1,
    1e-4,
    -1e-4,
    9.999999e-5,
    1.0000001e-4,
    1.4e-45,
    3.4028235e38,
    -3.4028235e38,
    1.1754944e-38,
    0.1,
    1 / 3
  ])
  for (const one of [values, edges]) {
    const sent = JSON.stringify(toWireVector(one))
    const { float32 } = JSON.parse(sent) as { float32: number[] }
    const wrong = one.findIndex((value, i) => Math.fround(float32[i]!) !== value)
    t.equal(wrong, -1, `${one[wrong]} came back as ${float32[wrong]}`)
  }
})

t.test('most values take fifteen bytes at most, where the double of a float32 would take twenty', async (t) => {
  const random = seededRandom(2)
  const values = Float32Array.from({ length: 5000 }, () => (random() - 0.5) * 2)
  const most = (numbers: readonly number[]) =>
    numbers.map((value) => JSON.stringify(value).length).sort((a, b) => a - b)[4750]!
  t.ok(most(toWireVector(values).float32) <= 15)
  t.ok(most(Array.from(values)) >= 20)
})

t.test('a record without metadata says nothing of any', async (t) => {
  t.notOk('metadata' in toWireRecord(record('a')))
  t.same(toWireRecord(record('a', [1, 0, 0, 0], { n: 1 })).metadata, { n: 1 })
})

t.test('batches hold five hundred records at most, in order, none lost', async (t) => {
  const many = Array.from({ length: 1001 }, (_, i) => record(`k${i}`))
  for (const [count, sizes] of [
    [0, []],
    [1, [1]],
    [499, [499]],
    [500, [500]],
    [501, [500, 1]],
    [1000, [500, 500]],
    [1001, [500, 500, 1]]
  ] as const) {
    const batches = [...putBatches(many.slice(0, count))]
    t.same(
      batches.map(({ records }) => records.length),
      sizes
    )
    t.same(batches.flatMap(({ records }) => records), many.slice(0, count))
  }
})

t.test('no batch is larger than a call may be, whatever its records hold', async (t) => {
  const longest = new Float32Array(4096).fill(-1.1754943508222875e-38)
  const escaped = (i: number): VectorRecord => ({
    key: `${'"'.repeat(1000)}${i}`,
    embedding: longest.subarray(0, 1),
    metadata: { title: '\u0001'.repeat(40_000), 'k"y': ['\\', 'ü'] }
  })
  const large: VectorRecord[] = Array.from({ length: 300 }, (_, i) => ({
    key: `k${i}`,
    embedding: longest,
    metadata: {}
  }))
  for (const records of [large, Array.from({ length: 150 }, (_, i) => escaped(i))]) {
    const batches = [...putBatches(records)]
    t.ok(batches.length > 1)
    t.equal(batches.flatMap((batch) => batch.records).length, records.length)
    for (const batch of batches) {
      const body = JSON.stringify({
        vectorBucketName: 'b'.repeat(63),
        indexName: 'i'.repeat(63),
        vectors: batch.records.map(toWireRecord)
      })
      t.ok(Buffer.byteLength(body) <= batch.bytes, `${body.length} bytes, ${batch.bytes} at most`)
      t.ok(batch.bytes <= MAX_BODY)
    }
  }
})

t.test('each kind of condition is written in the language of the service', async (t) => {
  const documents: Array<[Filter, object]> = [
    [{ key: 'a', op: 'eq', value: 'x' }, { a: { $eq: 'x' } }],
    [{ key: 'a', op: 'gte', value: 0 }, { a: { $gte: 0 } }],
    [
      { key: 'a', op: 'in', value: ['x', 1, true] },
      { $or: [{ a: { $eq: 'x' } }, { a: { $eq: 1 } }, { a: { $eq: true } }] }
    ],
    [{ key: 'a', op: 'in', value: ['x'] }, { a: { $eq: 'x' } }],
    [{ key: 'a', op: 'nin', value: ['x'] }, { $or: [{ a: { $nin: ['x'] } }, { a: { $exists: false } }] }],
    [{ key: 'a', op: 'exists', value: false }, { a: { $exists: false } }],
    [
      { or: [{ and: [{ key: 'a', op: 'lt', value: 1 }] }, { key: 'b', op: 'gt', value: 2 }] },
      { $or: [{ $and: [{ a: { $lt: 1 } }] }, { b: { $gt: 2 } }] }
    ]
  ]
  for (const [filter, document] of documents) t.same(toFilterDocument(filter), document)
})

t.test('a key that would be read as an operator is refused, one that holds a $ is not', async (t) => {
  const refused = { code: 'FILTER_INVALID', message: /"\$or" begins with \$/ }
  t.throws(() => toFilterDocument({ key: '$or', op: 'eq', value: 1 }), refused)
  t.throws(() => toFilterDocument({ and: [{ or: [{ key: '$or', op: 'ne', value: 1 }] }] }), refused)
  t.same(toFilterDocument({ key: 'us$', op: 'eq', value: 1 }), { us$: { $eq: 1 } })
})

t.test('a hundred constraints are sent, negations counted double', async (t) => {
  const values = Array.from({ length: 100 }, String)
  t.doesNotThrow(() => toFilterDocument({ key: 'a', op: 'in', value: values }))
  t.doesNotThrow(() => toFilterDocument({ key: 'a', op: 'nin', value: values.slice(1) }))
  t.throws(() => toFilterDocument({ key: 'a', op: 'nin', value: values }), {
    code: 'FILTER_INVALID',
    message: /101 constraints/
  })
})

t.test('a refusal of one record or of a filter is told as that, any other as one of the store', async (t) => {
  const refusal = (...fieldList: Array<{ path: string; message: string }>) =>
    new ValidationException({ message: 'Invalid input', fieldList, $metadata: {} })
  const keys = ['a', 'b']
  const told = (error: Error) => toStoreError(error, { bucket: 'shop', keys })

  t.match(told(refusal({ path: 'vectors[1].metadata', message: 'too large' })), {
    code: 'RECORD_INVALID',
    message: /"b" cannot be stored: too large/
  })
  t.match(told(refusal({ path: 'topK', message: 'no' }, { path: 'vectors[0]', message: 'bad' })), {
    code: 'RECORD_INVALID',
    message: /"a".*bad/
  })
  t.match(told(refusal({ path: 'filter.and', message: 'too deep' })), { code: 'FILTER_INVALID', message: /too deep/ })
  for (const other of [
    refusal(),
    refusal({ path: 'vectors[2]', message: 'x' }),
    refusal({ path: 'indexName', message: 'x' })
  ]) {
    t.match(told(other), { code: 'STORE_UNAVAILABLE', message: /refuses the request: Invalid input/, cause: other })
  }
})

t.test('a coded error stays what it is, and what is no error is told as text', async (t) => {
  const coded = new BadUserInputError('no')
  t.equal(toStoreError(coded, { bucket: 'shop' }), coded)
  t.match(toStoreError('gone', { bucket: 'shop' }), { code: 'STORE_UNAVAILABLE', message: /: gone/ })
})

t.test('so many at a time and no more, each once', async (t) => {
  const [started, running] = [new Set<number>(), new Set<number>()]
  let most = 0
  const items = Array.from({ length: 40 }, (_, i) => i)
  await forEachConcurrently(items, 4, async (item) => {
    t.notOk(started.has(item))
    started.add(item)
    running.add(item)
    most = Math.max(most, running.size)
    for (let turns = (item * 7) % 5; turns > 0; turns--) await new Promise(setImmediate)
    running.delete(item)
  })
  t.same([...started], items, 'begun in order')
  t.equal(most, 4)
  await forEachConcurrently([], 4, async () => {
    t.fail('there is nothing to do')
  })
})

t.test(
  'after a failure nothing further is begun, what is under way ends first, and the first failure is told',
  async (t) => {
    const [begun, ended]: [number[], number[]] = [[], []]
    const first = new Error('first')
    await t.rejects(
      forEachConcurrently([0, 1, 2, 3, 4, 5], 3, async (item) => {
        begun.push(item)
        await new Promise(setImmediate)
        if (item === 1) throw first
        await new Promise(setImmediate)
        if (item === 2) throw new Error('second')
        ended.push(item)
      }),
      first
    )
    t.same([begun, ended], [[0, 1, 2], [0]])
  }
)
