import t from 'tap'
import { metadataBytes, validateIndexSpec, validateRecord } from '../../src/vectors/metadata.ts'
import type { IndexSpec, Metadata } from '../../src/vectors/vector-store.ts'

const SPEC: IndexSpec = { name: 'products-2', dimension: 2, metric: 'cosine', nonFilterableKeys: ['title'] }

function check (metadata: unknown, key = 'k', embedding = Float32Array.from([1, 0])): void {
  validateRecord(SPEC, { key, embedding, metadata: metadata as Metadata })
}

t.test('metadata is measured as the service does', async (t) => {
  t.equal(metadataBytes({}), 4)
  t.equal(metadataBytes({ a: 'xyz' }), 4 + 8 + 1 + 3)
  t.equal(metadataBytes({ ü: '✓' }), 4 + 8 + 2 + 3, 'in UTF-8')
  t.equal(metadataBytes({ n: 1e300, b: true }), 4 + (8 + 1 + 4) + (8 + 1))
  t.equal(metadataBytes({ l: ['ab', 'c'], m: [1, 2] }), 4 + (8 + 1 + 6 + 5) + (8 + 1 + 8 + 8))
})

t.test('the limits are inclusive', async (t) => {
  const filterable = (bytes: number) => ({ a: 'x'.repeat(bytes - 13) })
  const total = (bytes: number) => ({ title: 'x'.repeat(bytes - 17) })
  t.doesNotThrow(() => check(filterable(2048)))
  t.throws(() => check(filterable(2049)), {
    code: 'RECORD_INVALID',
    message: /"k".*filterable metadata has 2049 bytes, may have 2048/
  })
  t.doesNotThrow(() => check(total(40_960)))
  t.throws(() => check(total(40_961)), {
    code: 'RECORD_INVALID',
    message: /metadata has 40961 bytes, may have 40960/
  })
  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, true]))
  t.doesNotThrow(() => check(keys(50)))
  t.throws(() => check(keys(51)), { message: /51 metadata keys/ })
  t.doesNotThrow(() => check({}, 'ü'.repeat(512)))
  t.throws(() => check({}, 'ü'.repeat(513)), { message: /1026 bytes/ })
  t.throws(() => check({}, ''), { message: /0 bytes/ })
})

t.test('values that the service refuses are refused with key and reason', async (t) => {
  const refused: Array<[unknown, RegExp]> = [
    [null, /"a" has no value/],
    [undefined, /"a" has no value/],
    [{ b: 1 }, /"a" is nested/],
    [NaN, /"a" is not a finite number/],
    [Infinity, /finite/],
    [[], /"a" is an empty list/],
    [[true], /something else than/],
    [[[1]], /something else than/],
    [['x', 1], /mixed/],
    [[1, NaN], /an element that is not a finite number/],
    ['cut \ud83d', /half of a surrogate pair/],
    [['\ude00'], /half of a surrogate pair/]
  ]
  for (const [value, message] of refused) {
    t.throws(() => check({ a: value }), { code: 'RECORD_INVALID', message }, String(message))
  }
  t.throws(() => check({ '\ud83d': 1 }), { message: /in its name/ })
  t.throws(() => check({}, '\ud83d'), { message: /half of a surrogate pair/ })
  t.doesNotThrow(() => check({ a: '😀', b: ['x'], c: [1], d: '', '': false }))
})

t.test('vectors without direction or of another dimension are refused', async (t) => {
  t.throws(() => check({}, 'k', new Float32Array(2)), { message: /all zeros/ })
  t.throws(() => check({}, 'k', Float32Array.from([1, NaN])), { message: /not a finite number/ })
  t.throws(
    () => check({}, 'k', Float32Array.from([1e39, 1])),
    { message: /not a finite number/ },
    'after rounding to float32'
  )
  t.throws(() => check({}, 'k', Float32Array.from([1])), { message: /has 1 values, the index takes 2/ })
})

t.test('index specs outside the limits are refused', async (t) => {
  t.doesNotThrow(() => validateIndexSpec({ ...SPEC, name: 'a.b-c', dimension: 4096 }))
  for (const name of ['ab', 'A-b', '-ab', 'ab-', 'a_b', 'a/b', '..', 'x'.repeat(64)]) {
    t.throws(() => validateIndexSpec({ ...SPEC, name }), { code: 'CONFIG_INVALID' }, name)
  }
  for (const dimension of [0, 4097, 2.5, NaN]) {
    t.throws(() => validateIndexSpec({ ...SPEC, dimension }), { message: /must have 1 to 4096/ })
  }
  t.throws(() => validateIndexSpec({ ...SPEC, nonFilterableKeys: Array.from({ length: 11 }, String) }), {
    message: /11 non-filterable keys/
  })
  t.throws(() => validateIndexSpec({ ...SPEC, nonFilterableKeys: ['x'.repeat(64)] }), {
    message: /1 to 63 characters/
  })
})
