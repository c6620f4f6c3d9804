import t from 'tap'
import { spreadActivation } from '../../../src/images/color/foreground.ts'

t.test('a map is laid over the cells from 0 to 1, even between the middles of its places', async (t) => {
  const spread = spreadActivation(Float32Array.of(-3, 5, -3, 5), 4)

  t.same([...spread.subarray(0, 4)], [0, 0.25, 0.75, 1])
  t.same(spread.subarray(12), spread.subarray(0, 4), 'rows are alike where the map is')
})

t.test('rows go down, and as many cells as places keep the values', async (t) => {
  t.same([...spreadActivation(Float32Array.of(0, 0, 10, 10), 2)], [0, 0, 1, 1])
  t.same(
    [...spreadActivation(Float32Array.of(0, 1, 2, 3, 4, 3, 2, 1, 0), 3)],
    [0, 0.25, 0.5, 0.75, 1, 0.75, 0.5, 0.25, 0]
  )
})

t.test('a map without differences prefers no place', async (t) => {
  const spread = spreadActivation(new Float32Array(81).fill(7), 26)
  t.equal(spread.length, 676)
  t.equal(new Set(spread).size, 1)
})
