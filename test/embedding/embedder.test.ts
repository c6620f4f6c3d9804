import t from 'tap'
import { dot, normalise, truncate } from '../../src/embedding/embedder.ts'

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
