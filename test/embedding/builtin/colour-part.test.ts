import t from 'tap'
import { colourPart, sharesOf } from '../../../src/embedding/builtin/colour-part.ts'
import { dot } from '../../../src/embedding/embedder.ts'
import { seededRandom } from '../../fixtures/random.ts'

const COLOURS = 12
const single = (index: number) => Float32Array.from({ length: COLOURS }, (_, i) => i === index ? 1 : 0)
const isNear = (a: Float32Array, b: Float32Array) => a.length === b.length && a.every((value, i) => Math.abs(value - b[i]!) < 1e-5)

t.test('shares are read back from their part, whatever its length', async (t) => {
  const random = seededRandom(9)
  for (let i = 0; i < 100; i++) {
    const raw = Float32Array.from({ length: COLOURS }, () => random() < 0.5 ? 0 : random())
    raw[i % COLOURS]! += 0.01
    const total = raw.reduce((sum, value) => sum + value, 0)
    const shares = raw.map((value) => value / total)
    const part = colourPart(shares)
    t.ok(isNear(sharesOf(part), shares))
    t.ok(isNear(sharesOf(part.map((value) => value * 0.4)), shares), 'as it lies in an embedding')
  }
})

t.test('no share is below nothing, though a part be rounded', async (t) => {
  const part = colourPart(single(3)).map((value) => value - 1e-4)

  t.ok(sharesOf(part).every((share) => share >= 0))
})

t.test('photos of one thing in two colours lie nearer than colour alone would have them', async (t) => {
  const [red, blue] = [colourPart(single(0)), colourPart(single(1))]

  t.ok(Math.abs(dot(red, red) - 1) < 1e-6)
  t.ok(dot(red, blue) > 0.1 && dot(red, blue) < 0.5)
})

t.test('a photo without any colour has a direction too', async (t) => {
  const part = colourPart(new Float32Array(COLOURS))

  t.ok(Math.abs(dot(part, part) - 1) < 1e-6)
})
