import t from 'tap'
import { addScaled, addWeighted, inner, multiply } from '../../src/learning/linear-algebra.ts'
import { gaussian, seededRandom } from '../fixtures/random.ts'

const random = seededRandom(2)
const floats = (length: number) => Float32Array.from({ length }, () => gaussian(random))

t.test('a matrix of any number of rows and columns is multiplied as by hand', async (t) => {
  for (const rows of [1, 2, 3, 4, 5, 7, 8, 9, 13]) {
    for (const width of [1, 2, 3, 5, 16]) {
      const [matrix, vector] = [floats(rows * width), floats(width)]
      const expected = Float32Array.from({ length: rows }, (_, row) => {
        let sum = 0
        for (let i = 0; i < width; i++) sum += matrix[row * width + i]! * vector[i]!
        return sum
      })
      t.same(multiply(matrix, vector), expected, `${rows} × ${width}`)
    }
  }
})

t.test('a matrix without rows gives nothing, and an identity the vector itself', async (t) => {
  t.equal(multiply(new Float32Array(0), floats(3)).length, 0)
  const vector = floats(6)
  t.same(multiply(Float32Array.from({ length: 36 }, (_, i) => i % 7 === 0 ? 1 : 0), vector), vector)
})

t.test('a row is added with its weight, in place', async (t) => {
  const target = Float32Array.of(1, 1)
  addWeighted(target, Float32Array.of(1, 2, 3, 4, 5, 6), 2, 0.5)
  addWeighted(target, Float32Array.of(1, 2, 3, 4, 5, 6), 0, 0)

  t.same([...target], [3.5, 4])
})

t.test('sums of many small numbers keep double precision', async (t) => {
  const ones = new Float64Array(1e5).fill(0.1)
  t.ok(Math.abs(inner(ones, ones) - 1000) < 1e-8)

  const target = Float64Array.of(1e8)
  addScaled(target, Float64Array.of(1), 1e-7)
  t.ok(target[0]! > 1e8)
})

t.test('inner products are symmetric, and of nothing zero', async (t) => {
  const [a, b] = [Float64Array.from(floats(9)), Float64Array.from(floats(9))]

  t.equal(inner(a, b), inner(b, a))
  t.equal(inner(new Float64Array(0), new Float64Array(0)), 0)
})
