import t from 'tap'
import { dot, normalise, truncate } from '../../src/embedding/embedder.ts'
import { gaussian, seededRandom } from '../fixtures/random.ts'

t.test('truncate keeps the first values at unit length', async (t) => {
  const embedding = normalise(Float32Array.from([3, 4, 12, 84]))

  const cut = truncate(embedding, 2)

  t.equal(cut.length, 2)
  t.ok(Math.abs(dot(cut, cut) - 1) < 1e-6)
  t.ok(Math.abs(cut[0]! / cut[1]! - 3 / 4) < 1e-6)
  t.equal(embedding.length, 4, 'the embedding itself stays whole')
})

t.test('a vector without direction is refused', async (t) => {
  t.throws(() => normalise(new Float32Array(3)), { name: 'RangeError' })
  t.throws(() => normalise(Float32Array.from([NaN, 1])), { name: 'RangeError' })
  t.throws(() => truncate(Float32Array.from([1, 0]), 3), { name: 'RangeError' })
})

t.test('a cut of the whole is the embedding, and each cut is made of a longer cut as of the whole', async (t) => {
  const embedding = normalise(randomVector(64))

  t.ok(isNear(truncate(embedding, 64), embedding))
  for (const dimension of [1, 2, 31, 32, 63]) {
    t.ok(isNear(truncate(truncate(embedding, 63), dimension), truncate(embedding, dimension)), String(dimension))
  }
  t.same([...truncate(Float32Array.of(-0.5, 1), 1)], [-1])
})

t.test('a cut that is left without a value other than zero is refused', async (t) => {
  t.throws(() => truncate(Float32Array.of(0, 0, 1), 2), { name: 'RangeError' })
  t.throws(() => truncate(Float32Array.of(1), 0), { name: 'RangeError' })
})

t.test('vectors of any length and scale become unit vectors of their direction', async (t) => {
  for (const scale of [1e-18, 1e-3, 1, 1e6, 1e18]) {
    const vector = randomVector(37).map((value) => value * scale)
    const [first, second] = [vector[0]!, vector[1]!]
    const unit = normalise(vector)
    t.equal(unit, vector, 'in place')
    t.ok(Math.abs(dot(unit, unit) - 1) < 1e-5, String(scale))
    t.ok(Math.abs(unit[0]! / unit[1]! - first / second) < 1e-3 * Math.abs(first / second))
  }
  t.throws(() => normalise(Float32Array.of(Infinity, 1)), { name: 'RangeError' })
  t.throws(() => normalise(new Float32Array(0)), { name: 'RangeError' })
})

t.test('the dot product in four sums is that in one, for every length', async (t) => {
  for (let length = 0; length <= 20; length++) {
    const [a, b] = [randomVector(length), randomVector(length)]
    const expected = a.reduce((sum, value, i) => sum + value * b[i]!, 0)
    t.ok(Math.abs(dot(a, b) - expected) < 1e-9, String(length))
    t.equal(dot([...a], b), dot(a, [...b]), 'of arrays too')
  }
})

const random = seededRandom(6)

function randomVector (length: number): Float32Array {
  return Float32Array.from({ length }, () => gaussian(random))
}

function isNear (a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => Math.abs(value - b[i]!) < 1e-6)
}
