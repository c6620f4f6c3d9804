import t from 'tap'
import { compose, DIMENSIONS, VISUAL_SIZE } from '../../../src/embedding/builtin/layout.ts'
import { dot, normalise } from '../../../src/embedding/embedder.ts'
import { gaussian, seededRandom } from '../../fixtures/random.ts'

const random = seededRandom(11)
const unit = (length: number) => normalise(Float32Array.from({ length }, () => gaussian(random)))
const squaredLength = (part: Float32Array) => dot(part, part)
const isNear = (a: number, b: number) => Math.abs(a - b) < 1e-5

t.test('embeddings have the native dimension and unit length, whatever parts there are', async (t) => {
  const embeddings = [
    compose({ semantic: unit(384), color: unit(12), visual: unit(VISUAL_SIZE) }),
    compose({ semantic: unit(384) }),
    compose({ semantic: unit(384), color: unit(12) }),
    compose({ semantic: unit(384), visual: unit(VISUAL_SIZE) })
  ]

  for (const embedding of embeddings) {
    t.equal(embedding.length, DIMENSIONS[0])
    t.ok(isNear(squaredLength(embedding), 1))
  }
})

t.test('every value of every part is kept, once', async (t) => {
  // Uneven numbers, so that no two come out alike once the parts are weighed.
  const numbers = (length: number, beginning: number) => Float32Array.from({ length }, (_, i) => i + beginning)
  const embedding = compose({
    semantic: numbers(384, 1),
    color: numbers(12, 1.377),
    visual: numbers(VISUAL_SIZE, 1.113)
  })

  t.equal(384 + 12 + VISUAL_SIZE, DIMENSIONS[0])
  t.ok(
    embedding.every((value) => value > 0),
    'no place is left empty'
  )
  t.equal(new Set(embedding).size, DIMENSIONS[0], 'no value stands twice')
})

t.test('each cut keeps the beginning of every part', async (t) => {
  const only = (name: 'semantic' | 'color' | 'visual') => {
    const zero = {
      semantic: new Float32Array(384),
      color: new Float32Array(12),
      visual: new Float32Array(VISUAL_SIZE)
    }
    return compose({ ...zero, [name]: zero[name].fill(1) })
  }
  for (const dimension of DIMENSIONS) {
    for (const name of ['semantic', 'color', 'visual'] as const) {
      t.ok(squaredLength(only(name).subarray(0, dimension)) > 0, `${name} at ${dimension}`)
    }
  }
})

t.test(
  'a part that a text lacks lowers its likeness to all photos alike, and leaves their order alone',
  async (t) => {
    const semantic = unit(384)
    const photos = Array.from({ length: 20 }, () => {
      const own = unit(384)
      return {
        likeness: dot(own, semantic),
        embedding: compose({ semantic: own, color: unit(12), visual: unit(VISUAL_SIZE) })
      }
    })
    const query = compose({ semantic })

    const ratios = photos.map(({ likeness, embedding }) => dot(query, embedding) / likeness)
    t.ok(ratios.every((ratio) => isNear(ratio, ratios[0]!) && ratio > 0 && ratio < 1))
  }
)

t.test(
  'a color that is named counts for photos of that color and against no part of what the thing is',
  async (t) => {
    const semantic = unit(384)
    const color = (index: number) => Float32Array.from({ length: 12 }, (_, i) => (i === index ? 1 : 0))
    const query = compose({ semantic, color: color(3) })
    const likenessTo = (index: number) =>
      dot(query, compose({ semantic, color: color(index), visual: unit(VISUAL_SIZE) }))

    t.ok(likenessTo(3) - likenessTo(4) > 0.1)
    t.ok(isNear(likenessTo(4), likenessTo(5)))
  }
)
