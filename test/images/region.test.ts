import t from 'tap'
import type { Image } from '../../src/images/image.ts'
import { partOf, pixelsOf } from '../../src/images/region.ts'

const image: Image = { bytes: new Uint8Array(), format: 'jpeg', width: 400, height: 200, hash: 'abc' }

t.test('a part of a photo has an identity of its own, the whole has that of the photo', async (t) => {
  const part = partOf(image, { x: 0.1, y: 0, width: 0.5, height: 0.5 })
  t.same(part.region, { x: 0.1, y: 0, width: 0.5, height: 0.5 })
  t.not(part.hash, image.hash)
  t.not(partOf(image, { x: 0.2, y: 0, width: 0.5, height: 0.5 }).hash, part.hash)
  t.equal(partOf(image, { x: 0.1, y: 0, width: 0.5001, height: 0.5 }).hash, part.hash, 'the same pixels')
  t.equal(partOf(image, { x: 0, y: 0, width: 1, height: 1 }), image)
})

t.test('fractions become pixels within the picture', async (t) => {
  t.same(pixelsOf(image, { x: 0.25, y: 0.5, width: 0.5, height: 0.5 }), {
    left: 100,
    top: 100,
    width: 200,
    height: 100
  })
  t.same(pixelsOf({ width: 1, height: 1 }, { x: 0.9, y: 0.9, width: 0.1, height: 0.1 }), {
    left: 0,
    top: 0,
    width: 1,
    height: 1
  })
})

t.test('what is no part of a photo is refused', async (t) => {
  const whole = { x: 0, y: 0, width: 1, height: 1 }
  const refused: Array<[Partial<typeof whole>, RegExp]> = [
    [{ x: -0.1 }, /beyond/],
    [{ x: 0.5, width: 0.6 }, /beyond/],
    [{ y: 1.5 }, /beyond/],
    [{ height: 2 }, /beyond/],
    [{ width: 0 }, /above 0/],
    [{ height: -1 }, /above 0/],
    [{ x: NaN }, /no number/],
    [{ width: Infinity }, /no number/],
    [{ width: 0.01 }, /at least 16/]
  ]
  for (const [change, message] of refused) {
    t.throws(() => partOf(image, { ...whole, ...change }), { code: 'REGION_INVALID', message }, JSON.stringify(change))
  }
  t.doesNotThrow(() => partOf(image, { x: 0.1, y: 0.2, width: 0.9, height: 0.8 }), 'sums that rounding takes over 1')
})
