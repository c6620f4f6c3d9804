import t from 'tap'
import { normalise } from '../../src/embedding/embedder.ts'
import { LabelEmbeddings } from '../../src/tagging/label-embeddings.ts'
import { Tagger } from '../../src/tagging/tagger.ts'
import { Taxonomy } from '../../src/taxonomy/taxonomy.ts'
import { seededRandom } from '../fixtures/random.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'
import { WordEmbedder } from '../fixtures/word-embedder.ts'

t.test('the tags of an attribute with many labels are its best ones, best first, equal ones by name', async (t) => {
  const names = Array.from({ length: 40 }, (_, i) => String.fromCharCode(97 + (i % 26)) + 'x'.repeat(1 + (i % 7)))
  // Two of each share their words, and so their confidence.
  const labels = names.flatMap((name, i) => [
    { value: `${i} second`, prompts: [name] },
    { value: `${i} first`, prompts: [name] }
  ])
  const taxonomy = new Taxonomy({
    ...smallTaxonomy(),
    attributes: [{ name: 'style', type: 'MANY_OF', appliesTo: ['Fashion', 'Home'], threshold: 0.1, labels }]
  })
  const [attribute] = taxonomy.attributes
  const tagger = new Tagger({ taxonomy, bank: await LabelEmbeddings.build(taxonomy, new WordEmbedder()) })
  const random = seededRandom(7)

  for (let round = 0; round < 20; round++) {
    const observation = {
      embedding: normalise(Float32Array.from({ length: 64 }, () => random() - 0.3)),
      neighbours: []
    }
    const { candidates } = tagger.read(attribute!, observation)
    const { tags } = tagger.tag(observation, 'Fashion/Dress')
    const likely = Math.min(
      10,
      candidates.findIndex(({ confidence }) => confidence < 0.1)
    )

    t.equal(candidates.length, 80)
    t.same(
      tags.map(({ value, confidence }) => ({ value, confidence })),
      candidates.slice(0, likely)
    )
    t.same(tags[0]!.alternatives, candidates.slice(likely, likely + 3))
    t.ok(
      candidates.every(
        (one, i) => i === 0 || one.confidence < candidates[i - 1]!.confidence || one.value > candidates[i - 1]!.value
      ),
      'equal ones by name'
    )
  }
})

t.test('a title counts for an attribute only where it names one of its values', async (t) => {
  const taxonomy = new Taxonomy(smallTaxonomy())
  const embedder = new WordEmbedder()
  const tagger = new Tagger({ taxonomy, bank: await LabelEmbeddings.build(taxonomy, embedder) })
  const embed = async (text: string) => await embedder.embed({ text }, { purpose: 'query' })
  const color = taxonomy.attributes.find(({ name }) => name === 'color')!
  const photo = { embedding: await embed('dress'), neighbours: [], colors: new Map([['red', 1]]) }
  const titled = async (text: string) => tagger.read(color, { ...photo, title: { text, embedding: await embed(text) } })

  t.same((await titled('A nice dress')).candidates, tagger.read(color, photo).candidates)
  t.not((await titled('A blue dress')).candidates[0]!.confidence, tagger.read(color, photo).candidates[0]!.confidence)
})
