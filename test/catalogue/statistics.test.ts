import t from 'tap'
import { calibrate, NEUTRAL, type CalibrationProduct } from '../../src/catalogue/calibrate.ts'
import { FacetCounter } from '../../src/catalogue/facet-counter.ts'
import { IdSet } from '../../src/shared/id-set.ts'
import { RecordSample } from '../../src/catalogue/record-sample.ts'
import { normalise, type Embedding } from '../../src/embedding/embedder.ts'
import { relevanceScale } from '../../src/search/relevance.ts'
import { product } from '../fixtures/app.ts'
import { seededRandom } from '../fixtures/random.ts'

const DIMENSION = 32

/** Around `middle`, as far away as `spread` says: embeddings of one kind lie together. */
function around (middle: Embedding, spread: number, random: () => number): Embedding {
  return normalise(middle.map((value) => value + spread * (random() - 0.5)))
}

function axis (i: number): Embedding {
  return Float32Array.from({ length: DIMENSION }, (_, j) => (i === j ? 1 : 0))
}

function calibrationProducts (count: number, random: () => number): CalibrationProduct[] {
  return Array.from({ length: count }, (_, i) => {
    const words = around(axis(0), 0.6, random)
    const photo = around(axis(1), 0.2, random)
    return {
      title: `Product ${i}`,
      query: around(words, 0.05, random),
      records: [
        { key: `p${i}#text`, kind: 'text' as const, embedding: words },
        { key: `p${i}#image-0`, kind: 'image' as const, embedding: photo }
      ]
    }
  })
}

t.test('calibration tells how each kind of query scores against each kind of view', async (t) => {
  const { text, image } = calibrate(calibrationProducts(120, seededRandom(1)))

  t.ok(text.text.matched > text.text.mean + text.text.deviation, 'own words are nearer than others')
  t.ok(Math.abs(text.image.mean) < 0.3, 'words and photos lie apart')
  t.ok(image.image.mean > 0.8, 'photos lie together')
  t.equal(image.image.matched, 1, 'a product with one photo has no other to be compared with')
  for (const { mean, deviation } of [text.text, text.image, image.text, image.image]) {
    t.ok(deviation > 0 && deviation < 1 && Math.abs(mean) <= 1)
  }
})

t.test('every two different products are compared while they are few, none with itself', async (t) => {
  const products = [0, 1, 2].map((i) => ({
    title: `${i}`,
    query: axis(i),
    records: [{ key: `${i}#text`, kind: 'text' as const, embedding: axis(i) }]
  }))

  t.match(calibrate(products).text.text, { mean: 0, matched: 1 })
  t.same(calibrate([]).text.text, NEUTRAL)
  t.same(calibrate(products.slice(0, 1)).text.text, NEUTRAL)
})

t.test('no deviation is nothing, even where words are as far from their own product as from others', async (t) => {
  const products = [0, 1].map((i) => ({
    title: `${i}`,
    query: axis(5),
    records: [{ key: `${i}#text`, kind: 'text' as const, embedding: axis(i) }]
  }))

  t.ok(calibrate(products).text.text.deviation > 0.1)
})

t.test('two products are told apart, as many are: what is unlike the words is not relevant', async (t) => {
  for (const count of [1, 2, 3, 30]) {
    const products = Array.from({ length: count }, (_, i) => ({
      title: `${i}`,
      query: axis(i),
      records: [{ key: `${i}#text`, kind: 'text' as const, embedding: axis(i) }]
    }))
    const relevance = relevanceScale(
      [{ name: 'TEXT', modality: 'text', embedding: axis(0), weight: 1 }],
      calibrate(products)
    )

    t.ok(relevance(0, 'text') < 0.2, `of ${count} products one without anything in common`)
    t.ok(relevance(1, 'text') > 0.8, `of ${count} products the one that was meant`)
  }
})

t.test('a sample is the same whatever the order, has whole products and stays small', async (t) => {
  const views = Array.from({ length: 900 }, (_, i) =>
    [...Array(7).keys()].map((n) => ({
      id: `p${i}`,
      key: n === 0 ? `p${i}#text` : `p${i}#image-${n + 4}`,
      kind: n === 0 ? ('text' as const) : ('image' as const),
      embedding: axis(n)
    }))
  ).flat()
  const sampleOf = (all: typeof views) => {
    const sample = new RecordSample()
    for (const { id, ...view } of all) sample.add(product(id, id), view)
    return sample.products()
  }
  const [forwards, backwards] = [sampleOf(views), sampleOf(views.toReversed())]

  t.equal(forwards.length, 100)
  t.same(forwards, backwards)
  t.same(
    forwards[0]?.records.map(({ key }) => key.split('#')[1]),
    ['text', 'image-5', 'image-6', 'image-7', 'image-8']
  )
})

t.test('a set of ids keeps the first number of each through its growth', async (t) => {
  const ids = new IdSet()
  const known = Array.from({ length: 5000 }, (_, i) => ids.add(`id ${i + 1}`, i + 1)).filter(
    (number) => number !== undefined
  )

  t.same(known, [])
  t.equal(ids.size, 5000)
  t.equal(ids.add('id 77', 9), 77)
  t.equal(ids.get('id 5000'), 5000)
  t.notOk(ids.has('id 5001'))
})

t.test(
  'facets count a product once for each value, list two hundred, and take prices of the most frequent currency',
  async (t) => {
    const facets = new FacetCounter()
    for (let i = 0; i < 300; i++) {
      facets.add(
        product(`${i}`, '', {
          category: 'Home/Lamps',
          brand: `brand ${i}`,
          tags: ['new', 'new'],
          price: { amount: `${i}.50`, currency: i % 3 === 0 ? 'USD' : 'EUR' }
        })
      )
    }
    facets.add(product('last', '', { category: 'Home', brand: 'brand 7', color: 'red' }))
    const { categories, brands, colors, tags, price } = facets.counts()

    t.same(categories, [
      { value: 'Home', count: 301 },
      { value: 'Home/Lamps', count: 300 }
    ])
    t.equal(brands.length, 200)
    t.same(brands[0], { value: 'brand 7', count: 2 })
    t.same(colors, [{ value: 'red', count: 1 }])
    t.same(tags, [{ value: 'new', count: 300 }])
    t.same(price, { min: 1.5, max: 299.5, currency: 'EUR' })
  }
)
