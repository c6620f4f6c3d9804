import t from 'tap'
import { colorPart, sharesOf } from '../../../src/embedding/builtin/color-part.ts'
import { dot } from '../../../src/embedding/embedder.ts'
import { seededRandom } from '../../fixtures/random.ts'

const COLORS = 12
const single = (index: number) => Float32Array.from({ length: COLORS }, (_, i) => (i === index ? 1 : 0))
const isNear = (a: Float32Array, b: Float32Array) =>
  a.length === b.length && a.every((value, i) => Math.abs(value - b[i]!) < 1e-5)

t.test('shares are read back from their part, whatever its length', async (t) => {
  const random = seededRandom(9)
  for (let i = 0; i < 100; i++) {
    const raw = Float32Array.from({ length: COLORS }, () => (random() < 0.5 ? 0 : random()))
    raw[i % COLORS]! += 0.01
    const total = raw.reduce((sum, value) => sum + value, 0)
    const shares = raw.map((value) => value / total)
    const part = colorPart(shares)
    t.ok(isNear(sharesOf(part), shares))
    t.ok(isNear(sharesOf(part.map((value) => value * 0.4)), shares), 'as it lies in an embedding')
  }
})

t.test('no share is below nothing, though a part be rounded', async (t) => {
  const part = colorPart(single(3)).map((value) => value - 1e-4)

  t.ok(sharesOf(part).every((share) => share >= 0))
})

t.test('photos of one thing in two colors lie nearer than color alone would have them', async (t) => {
  const [red, blue] = [colorPart(single(0)), colorPart(single(1))]

  t.ok(Math.abs(dot(red, red) - 1) < 1e-6)
  t.ok(dot(red, blue) > 0.1 && dot(red, blue) < 0.5)
})

t.test('a photo without any color has a direction too', async (t) => {
  const part = colorPart(new Float32Array(COLORS))

  t.ok(Math.abs(dot(part, part) - 1) < 1e-6)
})
