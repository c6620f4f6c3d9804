import t from 'tap'
import { principalComponents } from '../../../src/embedding/builtin/principal-components.ts'
import { seededRandom } from '../../../src/shared/seeded-random.ts'
import { dot } from '../../../src/embedding/embedder.ts'
import { gaussian } from '../../fixtures/random.ts'

t.test('principal components are orthonormal, strongest first, and the same in every run', async (t) => {
  const random = seededRandom(7)
  const rows = Array.from({ length: 200 }, () =>
    Float32Array.of(5 + random(), 9 * random(), 3 * random(), random() / 10)
  )
  const { mean, directions } = principalComponents(rows, 3)
  t.same(principalComponents(rows, 3).directions, directions)
  t.ok(Math.abs(mean[0]! - 5.5) < 0.1)
  const direction = (i: number) => directions.subarray(i * 4, i * 4 + 4)
  t.ok(Math.abs(direction(0)[1]!) > 0.99 && Math.abs(direction(1)[2]!) > 0.99)
  t.ok(Math.abs(dot(direction(0), direction(1))) < 1e-6 && Math.abs(dot(direction(2), direction(2)) - 1) < 1e-6)
})

t.test('all components together are a rotation: they keep distances', async (t) => {
  const random = seededRandom(3)
  const width = 6
  const rows = Array.from({ length: 60 }, () =>
    Float32Array.from({ length: width }, (_, i) => gaussian(random) * (i + 1))
  )
  const { mean, directions } = principalComponents(rows, width)
  const turned = rows.map((row) =>
    Float32Array.from({ length: width }, (_, c) =>
      dot(
        directions.subarray(c * width, (c + 1) * width),
        row.map((value, i) => value - mean[i]!)
      )
    )
  )
  const distance = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((value, i) => value - b[i]!))

  for (let i = 1; i < rows.length; i++) {
    t.ok(Math.abs(distance(rows[i]!, rows[0]!) - distance(turned[i]!, turned[0]!)) < 1e-3)
  }
})

t.test('each component explains at least as much as the next', async (t) => {
  const random = seededRandom(4)
  const rows = Array.from({ length: 300 }, () =>
    Float32Array.from([8, 4, 2, 1], (spread) => gaussian(random) * spread)
  )
  const { mean, directions } = principalComponents(rows, 4)
  const variances = [0, 1, 2, 3].map((c) => {
    const values = rows.map((row) =>
      dot(
        directions.subarray(c * 4, c * 4 + 4),
        row.map((value, i) => value - mean[i]!)
      )
    )
    return values.reduce((sum, value) => sum + value * value, 0) / rows.length
  })

  t.same(
    variances,
    [...variances].sort((a, b) => b - a)
  )
  t.ok(variances[0]! > 40 && variances[3]! < 2)
})

t.test('seeded numbers lie between 0 and 1, are evenly spread, and are those of their seed', async (t) => {
  const draw = (seed: number) => {
    const random = seededRandom(seed)
    return Array.from({ length: 2000 }, random)
  }
  const numbers = draw(1)

  t.ok(numbers.every((number) => number >= 0 && number < 1))
  t.ok(Math.abs(numbers.reduce((sum, number) => sum + number, 0) / numbers.length - 0.5) < 0.02)
  t.same(draw(1), numbers)
  t.not(draw(2)[0], numbers[0])
})
