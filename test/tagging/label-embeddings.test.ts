import t from 'tap'
import { LabelEmbeddings } from '../../src/tagging/label-embeddings.ts'
import { Taxonomy } from '../../src/taxonomy/taxonomy.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'
import { WordEmbedder } from '../fixtures/word-embedder.ts'

const COUNT = 200

function large (): Taxonomy {
  const labels = Array.from({ length: COUNT }, (_, i) => ({ value: `label ${i}` }))
  return new Taxonomy({
    ...smallTaxonomy(),
    attributes: [{ name: 'shape', type: 'ONE_OF', appliesTo: ['Home'], labels }]
  })
}

t.test('every label is asked for, some at a time, and told of as it comes', async (t) => {
  const embedder = new WordEmbedder()
  const told: number[] = []
  const whole = COUNT + 4
  await LabelEmbeddings.build(large(), embedder, {
    onProgress: (done, total) => told.push(total === whole ? done : NaN)
  })

  t.equal(embedder.calls % whole, 0, 'each label as often as there are templates')
  t.same(
    told,
    Array.from({ length: whole }, (_, i) => i + 1)
  )
})

t.test('one that fails ends it: what has not begun is not asked for', async (t) => {
  const embedder = new WordEmbedder()
  embedder.problem = new Error('out of order')
  await t.rejects(LabelEmbeddings.build(large(), embedder), { message: 'out of order' })
  await new Promise((resolve) => setImmediate(resolve))

  t.ok(embedder.calls <= 2 * 16, `${embedder.calls} calls`)
})
