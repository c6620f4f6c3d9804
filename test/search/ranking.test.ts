import t from 'tap'
import { CursorCodec } from '../../src/search/cursor.ts'
import { countFacets } from '../../src/search/facets.ts'
import { fuse, fusedLength, weigh } from '../../src/search/fusion.ts'
import { explain } from '../../src/search/explanation.ts'
import { toFilter } from '../../src/search/product-filter.ts'
import type { QueryPart } from '../../src/search/query-part.ts'
import { cutOff, isOnlyNearest, NO_WORDS, rank } from '../../src/search/ranking.ts'
import { relevanceScale } from '../../src/search/relevance.ts'
import { dot } from '../../src/embedding/embedder.ts'

const CALIBRATION = {
  text: { text: { mean: 0.4, deviation: 0.1, matched: 1 }, image: { mean: 0.1, deviation: 0.05, matched: 0.3 } },
  image: { text: { mean: 0.1, deviation: 0.05, matched: 0.3 }, image: { mean: 0.3, deviation: 0.2, matched: 0.9 } }
}
const text: QueryPart = { name: 'TEXT', modality: 'text', embedding: Float32Array.from([1, 0, 0]) }
const image: QueryPart = { name: 'IMAGE', modality: 'image', embedding: Float32Array.from([0, 1, 0]) }
const without: QueryPart = { name: 'WITHOUT', modality: 'text', embedding: Float32Array.from([0, 0, 1]) }

t.test('MEAN weighs parts evenly, BALANCED evens out how far their scores spread', async (t) => {
  t.same(
    weigh([text, image], { preset: 'MEAN' }, CALIBRATION).map(({ weight }) => weight),
    [0.5, 0.5]
  )

  const [words, picture] = weigh([text, image], {}, CALIBRATION)

  t.ok(Math.abs(words!.weight / picture!.weight - 0.2 / 0.05) < 1e-9)
})

t.test('own weights are taken as they are, and all zero is refused', async (t) => {
  const weights = { TEXT: 0.9, IMAGE: 0.1 }

  t.match(
    weigh([text, image], { weights }, CALIBRATION).map(({ weight }) => weight),
    [0.9, 0.1]
  )
  t.throws(() => weigh([text], { weights: { TEXT: 0 } }, undefined), { code: 'BAD_USER_INPUT' })
})

t.test('a fused query has unit length and steers away from `without`', async (t) => {
  const parts = weigh([text, without], { preset: 'MEAN' }, undefined)

  const fused = fuse(parts)

  t.ok(Math.abs(dot(fused, fused) - 1) < 1e-6)
  t.ok(fused[0]! > 0)
  t.ok(fused[2]! < 0)
  t.ok(Math.abs(fusedLength(parts) - Math.SQRT1_2) < 1e-6)
})

t.test('shares add up to one and name what helped', async (t) => {
  const shares = explain(weigh([text, image], { preset: 'MEAN' }, undefined), Float32Array.from([0.8, 0.2, 0]))

  t.same(
    shares.map(({ part, share }) => [part, Math.round(share * 100)]),
    [
      ['TEXT', 80],
      ['IMAGE', 20]
    ]
  )
})

t.test('relevance puts words and photos on one scale', async (t) => {
  const relevanceOf = relevanceScale([{ ...text, weight: 1 }], CALIBRATION)

  t.ok(Math.abs(relevanceOf(0.2, 'image') - 0.5) < 1e-9, 'two deviations above unrelated photos')
  t.ok(Math.abs(relevanceOf(0.6, 'text') - 0.5) < 1e-9, 'two deviations above unrelated texts')
  t.ok(relevanceOf(0.25, 'image') > relevanceOf(0.6, 'text'))
  t.ok(relevanceOf(0.1, 'image') < 0.1, 'an average score says nothing')
})

t.test('where the query names a product, others stay only if they are likely', async (t) => {
  const matches = [0.4, 0.35].map((score, i) => ({ key: `p${i}#text`, score, metadata: { kind: 'text' } }))

  t.equal(cutOff(rank(matches, (score) => score)).length, 2)
  t.equal(cutOff(rank(matches, (score) => score, { ...NO_WORDS, named: new Set(['p1']) })).length, 1)
})

t.test('a product shows once, by its best view, and ties go by id', async (t) => {
  const matches = [
    { key: 'b#image-0', score: 0.5, metadata: { kind: 'image' } },
    { key: 'b#text', score: 0.9, metadata: { kind: 'text' } },
    { key: '#manifest', score: 0.99, metadata: { kind: 'manifest' } },
    { key: 'x#1#text', score: 0.7, metadata: { kind: 'text' } },
    { key: 'a#text', score: 0.9, metadata: { kind: 'text' } }
  ]

  const ranked = rank(matches, (score) => score)

  t.same(
    ranked.map(({ productId, key }) => [productId, key]),
    [
      ['a', 'a#text'],
      ['b', 'b#text'],
      ['x#1', 'x#1#text']
    ]
  )
})

t.test('the list ends at the first clear drop, but never before a product that was named', async (t) => {
  const relevances = [0.9, 0.6, 0.35, 0.3]
  const matches = relevances.map((score, i) => ({ key: `p${i}#text`, score, metadata: { kind: 'text' } }))

  t.equal(cutOff(rank(matches, (score) => score)).length, 2)
  t.equal(cutOff(rank(matches, (score) => score, { ...NO_WORDS, named: new Set(['p3']) })).length, 3)
  t.equal(cutOff(rank(matches, (score) => score / 10)).length, 0, 'nothing similar is nothing')
})

t.test('where nothing is related a few are left as the nearest, and nothing where all are unlike', async (t) => {
  const matches = Array.from({ length: 9 }, (_, i) => ({ key: `p${i}#text`, score: 0.25 - i / 100, metadata: {} }))

  const left = cutOff(rank(matches, (score) => score))

  t.equal(left.length, 5, 'of nine above the least')
  t.ok(isOnlyNearest(left))
  t.equal(cutOff(rank(matches, (score) => score - 0.11)).length, 3, 'those above the least')
  t.equal(cutOff(rank(matches, (score) => score + 0.3)).length, 9, 'a list with something related keeps its floor')
})

t.test('a cursor comes back whole, and only to the search it is of', async (t) => {
  const codec = new CursorCodec({ secret: 'secret', maxProducts: 10 })
  const cursor = { query: 'q', rest: [['a#text', 0.5, 0.6]] as const }
  const text = codec.encode(cursor)

  t.same(codec.decode(text, 'q'), cursor)
  t.throws(() => codec.decode(text, 'other'), { code: 'INVALID_CURSOR', message: /another search/ })
  t.throws(() => codec.decode(`x${text}`, 'q'), { code: 'INVALID_CURSOR', message: /damaged/ })
  t.throws(() => codec.decode('', 'q'), { code: 'INVALID_CURSOR' })
  t.throws(() => new CursorCodec({ secret: 'else', maxProducts: 10 }).decode(text, 'q'), { code: 'INVALID_CURSOR' })
})

t.test('filters are translated, and those that cannot hold are refused', async (t) => {
  t.equal(toFilter({}), undefined)
  t.same(toFilter({ brand: ['A', 'B'] }), { key: 'brand', op: 'in', value: ['A', 'B'] })
  t.same(
    toFilter({ price: { currency: 'EUR' }, attributes: [{ name: ' Size', values: ['XL', 'm'] }], inStock: false }),
    {
      and: [
        { key: 'attributeValues', op: 'in', value: ['size=xl', 'size=m'] },
        { key: 'currency', op: 'eq', value: 'EUR' },
        { key: 'inStock', op: 'eq', value: false }
      ]
    }
  )
  t.throws(() => toFilter({ brand: [] }), { code: 'FILTER_INVALID', message: /brand is an empty list/ })
  t.throws(() => toFilter({ price: { min: 3, max: 2 } }), { code: 'FILTER_INVALID' })
  t.throws(() => toFilter({ tags: Array.from({ length: 51 }, String) }), {
    code: 'FILTER_INVALID',
    message: /at most 50/
  })
})

t.test('facets count each product once, the most frequent value first', async (t) => {
  const facets = countFacets([
    { category: ['Home', 'Home/Plants'], brand: 'B', price: 5, currency: 'EUR' },
    { category: ['Home'], brand: 'A', tags: ['new'], price: 2, currency: 'EUR' },
    { brand: 'B', price: 3, currency: 'USD' }
  ])

  t.same(facets.categories, [
    { value: 'Home', count: 2 },
    { value: 'Home/Plants', count: 1 }
  ])
  t.same(facets.brands, [
    { value: 'B', count: 2 },
    { value: 'A', count: 1 }
  ])
  t.same(facets.tags, [{ value: 'new', count: 1 }])
  t.same(facets.price, { min: 2, max: 5, currency: undefined })
})

t.test('searched by photo, a product that has photos is found by them alone, others by their words', async (t) => {
  const scale = (_score: number, kind: string) => (kind === 'text' ? 0.9 : 0.6)
  const images = ['a.jpg']
  const matches = [
    { key: 'a#text', score: 0.5, metadata: { kind: 'text', images } },
    { key: 'a#image-0', score: 0.4, metadata: { kind: 'image', images } },
    { key: 'b#text', score: 0.5, metadata: { kind: 'text', images } },
    { key: 'c#text', score: 0.5, metadata: { kind: 'text' } }
  ]

  const ranked = rank(matches, scale, { ...NO_WORDS, pictured: new Set(['a', 'b']) })

  t.same(
    ranked.map(({ key }) => key),
    ['c#text', 'a#image-0']
  )
  t.equal(rank(matches, scale)[0]!.key, 'a#text', 'in other searches the best record counts')
})

t.test('what products state moves them by deviations', async (t) => {
  const part = { ...image, weight: 1 }
  const stated = ({ key }: { key: string }) => (key.startsWith('red') ? 0.5 : -2)
  const matches = ['blue', 'red'].map((color) => ({
    key: `${color}#image-0`,
    score: color === 'blue' ? 0.7 : 0.6,
    metadata: { kind: 'image', color }
  }))

  const ranked = rank(matches, relevanceScale([part], CALIBRATION), { ...NO_WORDS, stated })

  t.same(
    ranked.map(({ productId }) => productId),
    ['red', 'blue']
  )
})
