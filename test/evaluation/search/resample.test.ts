import t from 'tap'
import { compare, estimate } from '../../../src/evaluation/search/resample.ts'
import { seededRandom } from '../../../src/shared/seeded-random.ts'

t.test('an interval holds the mean, narrows with more queries, and is the same every time', async (t) => {
  const values = (count: number) => Array.from({ length: count }, (_, i) => (i % 4 === 0 ? 0 : 1))
  const [few, many] = [estimate(values(20)), estimate(values(2000))]
  t.equal(few.mean, 0.75)
  t.ok(few.low < 0.75 && few.high > 0.75)
  t.ok(many.high - many.low < (few.high - few.low) / 5)
  t.same(estimate(values(20)), few)
  t.match(estimate([1, 1, 1]), { mean: 1, low: 1, high: 1, count: 3 })
})

t.test('intervals hold the true share in about 95 of 100 samples', async (t) => {
  const random = seededRandom(7)
  const held = Array.from({ length: 200 }, () => {
    const { low, high } = estimate(Array.from({ length: 100 }, () => (random() < 0.7 ? 1 : 0)))
    return low <= 0.7 && high >= 0.7
  }).filter(Boolean).length
  t.ok(held > 174 && held < 200, `${held} of 200`)
})

t.test('a clear change is told from none, by pairs', async (t) => {
  const before = Array.from({ length: 40 }, (_, i) => (i % 2 ? 0.2 : 0.8))
  const better = compare(before, before.map((value) => value + 0.1))
  t.ok(Math.abs(better.mean - 0.1) < 1e-9)
  t.ok(better.p < 0.001)
  t.equal(compare(before, before).p, 1)
  const noise = compare(before, before.map((value, i) => value + (i % 4 < 2 ? 0.1 : -0.1)))
  t.ok(noise.p > 0.5, `${noise.p}`)
  t.throws(() => compare([1], []), RangeError)
})

t.test('of ten pairs that all rise chance gives as much in two of 1024', async (t) => {
  const { p } = compare(Array(10).fill(0), Array(10).fill(1))
  t.ok(p > 0.0008 && p < 0.004, `${p}`)
})
