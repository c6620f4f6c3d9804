import t from 'tap'
import { dot, normalise } from '../../src/embedding/embedder.ts'
import { explain } from '../../src/search/explanation.ts'
import { fusedLength } from '../../src/search/fusion.ts'
import type { WeightedPart } from '../../src/search/query-part.ts'
import { cutOff, NO_WORDS, rank } from '../../src/search/ranking.ts'
import { relevanceScale } from '../../src/search/relevance.ts'
import { gaussian, seededRandom } from '../fixtures/random.ts'

const random = seededRandom(3)
const CALIBRATION = {
  text: { text: { mean: 0.5, deviation: 0.1, matched: 1 }, image: { mean: 0.1, deviation: 0.04, matched: 0.3 } },
  image: { text: { mean: 0.1, deviation: 0.04, matched: 0.3 }, image: { mean: 0.4, deviation: 0.2, matched: 0.9 } }
}

function part (
  name: WeightedPart['name'],
  modality: WeightedPart['modality'],
  weight: number,
  embedding: readonly number[] = [1, 0, 0]
): WeightedPart {
  return { name, modality, weight, embedding: normalise(Float32Array.from(embedding)) }
}

t.test('to a photo, a clip or page of the same score is at most as relevant as a photo', async (t) => {
  const narrow = { mean: 0.05, deviation: 0.05, matched: 0.9 }
  const calibration = {
    text: { ...CALIBRATION.text, page: narrow, video: narrow },
    image: { ...CALIBRATION.image, page: narrow, video: narrow }
  }
  const [byPhoto, byWords] = [part('IMAGE', 'image', 1), part('TEXT', 'text', 1)].map((one) => relevanceScale([one], calibration))
  for (const score of [0.1, 0.4, 0.7, 0.9]) {
    for (const kind of ['page', 'video'] as const) {
      t.ok(byPhoto!(score, kind) <= byPhoto!(score, 'image'))
      t.ok(byWords!(score, kind) > byWords!(score, 'text'), 'words keep the scale of the kind')
    }
  }
})

const MIXED = [
  part('TEXT', 'text', 0.4),
  part('IMAGE', 'image', 0.4, [0, 1, 0]),
  part('WITHOUT', 'text', -0.2, [0, 0, 1])
]

t.test('relevance lies between 0 and 1 and grows with the score, for every mix of parts', async (t) => {
  for (const parts of [[part('TEXT', 'text', 1)], [part('IMAGE', 'image', 1)], MIXED]) {
    for (const calibration of [CALIBRATION, undefined]) {
      const relevanceOf = relevanceScale(parts, calibration)
      for (const kind of ['text', 'image'] as const) {
        const values = Array.from({ length: 41 }, (_, i) => relevanceOf(-1 + i / 20, kind))
        t.ok(values.every((value) => value >= 0 && value <= 1))
        t.same(
          values,
          values.toSorted((a, b) => a - b)
        )
        t.ok(values[0]! < 0.1 && values.at(-1)! > 0.5)
      }
    }
  }
})

t.test('a view of a mix is as likely relevant as not two deviations above what unrelated views score', async (t) => {
  const length = fusedLength(MIXED)
  // Unrelated records, as the parts score them one by one.
  const scores = Array.from({ length: 20_000 }, () =>
    MIXED.reduce((sum, { modality, weight }) => {
      const { mean, deviation } = CALIBRATION[modality === 'text' ? 'text' : 'image'].image
      return sum + (weight * (mean + deviation * gaussian(random))) / length
    }, 0)
  )
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
  const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length)

  t.ok(Math.abs(relevanceScale(MIXED, CALIBRATION)(mean + 2 * deviation, 'image') - 0.5) < 0.02)
})

t.test('a catalogue whose photos do not differ at all still has a scale', async (t) => {
  const flat = { ...CALIBRATION, text: { ...CALIBRATION.text, image: { mean: 0.1, deviation: 0, matched: 0.1 } } }
  const relevanceOf = relevanceScale([part('TEXT', 'text', 1)], flat)

  t.ok(relevanceOf(0.2, 'image') > 0.99)
  t.ok(relevanceOf(0.1, 'image') < 0.1)
})

t.test('the order does not depend on the order in which views come', async (t) => {
  const matches = Array.from({ length: 60 }, (_, i) => ({
    key: `p${i % 25}#${i < 25 ? 'text' : `image-${i}`}`,
    score: Math.round(random() * 10) / 10,
    metadata: { kind: i < 25 ? 'text' : 'image' }
  }))
  const relevanceOf = relevanceScale(MIXED, CALIBRATION)
  const order = (given: typeof matches) => rank(given, relevanceOf).map(({ productId }) => productId)
  const expected = order(matches)

  t.equal(new Set(expected).size, 25)
  for (let round = 0; round < 20; round++) {
    t.same(
      order(
        matches
          .map((match) => ({ match, at: random() }))
          .sort((a, b) => a.at - b.at)
          .map(({ match }) => match)
      ),
      expected
    )
  }
})

t.test('a view that was found twice counts once, and what the query names comes first', async (t) => {
  const view = (id: string, score: number) => ({ key: `${id}#text`, score, metadata: { kind: 'text' } })

  const ranked = rank([view('a', 0.9), view('b', 0.2), view('b', 0.2)], (score) => score, {
    ...NO_WORDS,
    named: new Set(['b'])
  })

  t.same(
    ranked.map(({ productId, isNamed }) => [productId, isNamed]),
    [
      ['b', true],
      ['a', false]
    ]
  )
})

t.test('what is cut off is the end of the list and nothing else', async (t) => {
  t.same(cutOff([]), [])
  for (let round = 0; round < 50; round++) {
    const ranked = rank(
      Array.from({ length: 12 }, (_, i) => ({ key: `p${i}#text`, score: random(), metadata: {} })),
      (score) => score
    )
    const kept = cutOff(ranked)

    t.same(kept, ranked.slice(0, kept.length))
    t.ok(
      ranked.filter(({ relevance }) => relevance >= 0.5).length <= kept.length,
      'nothing that is more likely relevant than not'
    )
  }
})

t.test('shares are of one part each, add up to 1 and are negative for what steers away', async (t) => {
  const parts = [
    part('LIKE', 'text', 0.4),
    part('LIKE', 'image', 0.4, [0, 1, 0]),
    part('WITHOUT', 'text', -0.2, [0, 0, 1])
  ]
  const view = normalise(Float32Array.from([0.6, 0.5, 0.4]))

  const shares = explain(parts, view)

  t.same(
    shares.map(({ part }) => part),
    ['LIKE', 'WITHOUT']
  )
  t.ok(shares[0]!.share > 1 && shares[1]!.share < 0)
  t.ok(Math.abs(shares.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9)
})

t.test('a view that has nothing to do with the query has no shares to add up', async (t) => {
  const apart = normalise(Float32Array.from([0, 0, 1]))

  t.equal(dot(apart, MIXED[0]!.embedding), 0)
  t.same(explain(MIXED.slice(0, 2), apart), [
    { part: 'TEXT', share: 0 },
    { part: 'IMAGE', share: 0 }
  ])
})
