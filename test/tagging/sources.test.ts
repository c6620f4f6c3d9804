import t from 'tap'
import { neighbourSource, type Source } from '../../src/tagging/sources.ts'
import { Taxonomy } from '../../src/tagging/taxonomy.ts'
import { product } from '../fixtures/app.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'

const taxonomy = new Taxonomy(smallTaxonomy())
const { labels } = taxonomy.category
const even: Source = { kind: 'PROMPT', probabilities: labels.map(() => 1 / labels.length) }
const unlike = { mean: 0.2, deviation: 0.1 }

function voteOf (score: number): Source | undefined {
  const neighbours = [{ product: product('a', '', { category: 'Home/Lamp' }), score }]
  return neighbourSource(taxonomy.category, { neighbours, unlike }, taxonomy, even)
}

t.test('a neighbour that is like the photo votes for its own category', async (t) => {
  const { probabilities } = voteOf(0.85)!

  t.equal(labels[probabilities.indexOf(Math.max(...probabilities))]!.value, 'Home/Lamp')
  t.ok(Math.max(...probabilities) > 0.8)
})

t.test('a catalogue of unlike things is silent, though its nearest photo is nearer than most pairs', async (t) => {
  t.equal(voteOf(0.5), undefined)
  t.not(voteOf(0.65), undefined)
})
