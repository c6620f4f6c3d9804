import t from 'tap'
import { combine, opinionOf, pool } from '../../src/tagging/combine.ts'
import type { EnsembleWeights } from '../../src/tagging/profile.ts'
import { colorEvidence, headEvidence, neighbourEvidence, type LabelEvidence } from '../../src/tagging/label-evidence.ts'
import { Taxonomy } from '../../src/taxonomy/taxonomy.ts'
import { product } from '../fixtures/app.ts'
import { seededRandom } from '../fixtures/random.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'

const taxonomy = new Taxonomy(smallTaxonomy())
const { labels } = taxonomy.category
const even: LabelEvidence = { kind: 'PROMPT', probabilities: labels.map(() => 1 / labels.length) }
const unlike = { mean: 0.2, deviation: 0.1 }

function voteOf (score: number): LabelEvidence | undefined {
  const neighbours = [{ product: product('a', '', { category: 'Home/Lamp' }), score }]
  return neighbourEvidence(taxonomy.category, { neighbours, unlike }, taxonomy, even)
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

const color = taxonomy.attributes.find(({ name }) => name === 'color')!
const neighbour = (id: string, score: number, stated: Parameters<typeof product>[2]) => ({
  product: product(id, '', stated),
  score
})
const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

t.test('a vote for a branch goes to its leaves, by how well their words fit', async (t) => {
  const prior: LabelEvidence = {
    kind: 'PROMPT',
    probabilities: labels.map(({ value }) => (value === 'Home/Sofa' ? 0.6 : value === 'Home/Lamp' ? 0.2 : 0.1))
  }
  const { probabilities } = neighbourEvidence(
    taxonomy.category,
    { neighbours: [neighbour('a', 0.9, { category: 'Home' })] },
    taxonomy,
    prior
  )!
  const of = (value: string) => probabilities[labels.findIndex((label) => label.value === value)]!

  t.ok(of('Home/Sofa') > 2 * of('Home/Lamp'))
  t.ok(of('Home/Lamp') > of('Fashion/Dress'))
  t.ok(Math.abs(sumOf(probabilities) - 1) < 1e-9)
})

t.test('the nearest neighbours say most, and those who state nothing leave the say to the words', async (t) => {
  const vote = (neighbours: ReadonlyArray<ReturnType<typeof neighbour>>) =>
    neighbourEvidence(taxonomy.category, { neighbours }, taxonomy, even)!.probabilities[
      labels.findIndex(({ value }) => value === 'Home/Lamp')
    ]!
  const [lamp, sofa] = [{ category: 'Home/Lamp' }, { category: 'Home/Sofa' }]

  t.ok(vote([neighbour('a', 0.9, lamp), neighbour('b', 0.8, sofa)]) > 0.7)
  t.ok(vote([neighbour('a', 0.9, sofa), neighbour('b', 0.8, lamp)]) < 0.3)
  const silent = Array.from({ length: 20 }, (_, i) => neighbour(`s${i}`, 0.9, {}))
  t.ok(vote([neighbour('a', 0.9, lamp), ...silent]) < vote([neighbour('a', 0.9, lamp), ...silent.slice(0, 1)]))
  t.equal(neighbourEvidence(taxonomy.category, { neighbours: silent }, taxonomy, even), undefined)
  t.equal(neighbourEvidence(taxonomy.category, { neighbours: [] }, taxonomy, even), undefined)
})

t.test('a neighbour with several colors is a vote for each', async (t) => {
  const prior: LabelEvidence = { kind: 'PROMPT', probabilities: [0.1, 0.1, 0.1] }

  const { probabilities } = neighbourEvidence(
    color,
    { neighbours: [neighbour('a', 0.9, { color: 'red and blue' })] },
    taxonomy,
    prior
  )!

  t.ok(probabilities[0]! > 0.9 && probabilities[2]! > 0.9 && probabilities[1]! < 0.1)
})

t.test('a measured color counts from a third on, by whichever word the taxonomy has for it', async (t) => {
  const measured = (shares: Record<string, number>) =>
    colorEvidence(color, new Map(Object.entries(shares)), taxonomy).probabilities

  t.ok(measured({ red: 0.5, green: 0.2 })[0]! > 0.8)
  t.ok(measured({ red: 0.5, green: 0.2 })[1]! < 0.3)
  t.same(measured({ red: 0.2, crimson: 0.3 }), measured({ red: 0.5 }), 'synonyms add up')
  t.ok(
    measured({ mauve: 1 }).every((value) => value < 0.05),
    'a color that the taxonomy lacks is none'
  )
})

t.test('a classifier shares out anew what the words give to the labels that it knows', async (t) => {
  const prior: LabelEvidence = { kind: 'PROMPT', probabilities: [0.4, 0.3, 0.2, 0.1] }
  const known = new Map([
    [labels[0]!.value, 0.1],
    [labels[2]!.value, 0.9]
  ])

  const { probabilities } = headEvidence(taxonomy.category, known, prior)

  t.ok(Math.abs(sumOf(probabilities) - 1) < 1e-9)
  t.same([probabilities[1], probabilities[3]], [0.3, 0.1])
  t.ok(Math.abs(probabilities[2]! / probabilities[0]! - 9) < 1e-9)
})

t.test(
  'of one label confidences add up to 1, of many each lies between 0 and 1, whatever the sources say',
  async (t) => {
    const random = seededRandom(29)
    const weighing: EnsembleWeights = {
      weights: { PROMPT: 1, NEIGHBOUR: 0.5, COLOR: 2 },
      temperature: 0.7,
      offset: 0.3
    }
    for (let round = 0; round < 50; round++) {
      const sources = (['PROMPT', 'NEIGHBOUR', 'HEAD'] as const).map((kind): LabelEvidence => ({
        kind,
        probabilities: Array.from({ length: 4 }, () => (round % 5 === 0 ? Math.round(random()) : random()))
      }))
      const [one, many] = [
        combine({ type: 'ONE_OF' }, sources, weighing),
        combine({ type: 'MANY_OF' }, sources, weighing)
      ]

      t.ok(Math.abs(sumOf(one) - 1) < 1e-9)
      t.ok([...one, ...many].every((value) => value >= 0 && value <= 1))
    }
  }
)

t.test('sources that agree are no surer than one of them, where a product can have several labels', async (t) => {
  const source: LabelEvidence = { kind: 'PROMPT', probabilities: [0.8, 0.3] }
  const weighing: EnsembleWeights = { weights: { PROMPT: 1, TITLE: 3 }, temperature: 1, offset: 0 }

  const [alone, twice] = [
    combine({ type: 'MANY_OF' }, [source], weighing),
    combine({ type: 'MANY_OF' }, [source, { ...source, kind: 'TITLE' }], weighing)
  ]

  t.ok(alone.every((value, i) => Math.abs(value - twice[i]!) < 1e-9))
  t.ok(Math.abs(alone[0]! - 0.8) < 1e-9)
})

t.test('a source without a weight has no say, and none at all is even', async (t) => {
  const [says, silent]: [LabelEvidence, LabelEvidence] = [
    { kind: 'PROMPT', probabilities: [0.9, 0.1] },
    { kind: 'HEAD', probabilities: [0.1, 0.9] }
  ]
  const one = { type: 'ONE_OF' as const }

  t.same(
    combine(one, [says, silent], { weights: { PROMPT: 1 }, temperature: 1, offset: 0 }),
    combine(one, [says], { weights: { PROMPT: 1 }, temperature: 1, offset: 0 })
  )
  t.same(combine(one, [says, silent], { weights: {}, temperature: 1, offset: 0 }), [0.5, 0.5])
  t.ok(
    [...pool({ type: 'MANY_OF' }, [opinionOf({ type: 'MANY_OF' }, says)], { weights: {} })].every(
      (score) => score === 0
    )
  )
})
