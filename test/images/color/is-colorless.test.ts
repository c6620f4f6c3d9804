import t from 'tap'
import { isColorless } from '../../../src/images/color/is-colorless.ts'

function photo (colored: number, [red, green, blue]: readonly [number, number, number]): Uint8Array {
  const pixels = new Uint8Array(10_000 * 3).fill(128)
  for (let i = 0; i < colored; i++) pixels.set([red, green, blue], i * 3)
  return pixels
}

t.test('a photo of grey tones alone shows no color', async (t) => {
  t.ok(isColorless(photo(0, [0, 0, 0])))
  t.ok(isColorless(photo(5000, [20, 20, 20])))
  t.ok(isColorless(photo(5000, [20, 22, 23])), 'as WebP makes of it')
  t.ok(isColorless(photo(10, [200, 0, 0])), 'a stray pixel')
})

t.test('a small thing of color is one', async (t) => {
  t.notOk(isColorless(photo(100, [200, 0, 0])))
  t.notOk(isColorless(photo(100, [130, 128, 120])))
})
