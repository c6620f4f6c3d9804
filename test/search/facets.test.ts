import t from 'tap'
import { countFacets } from '../../src/search/facets.ts'
import { toFilter, type ProductFilter } from '../../src/search/product-filter.ts'
import { matchesFilter } from '../../src/vectors/match-filter.ts'
import type { Metadata } from '../../src/vectors/vector-store.ts'
import { seededRandom } from '../fixtures/random.ts'

const random = seededRandom(5)
const oneOf = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!

/** Metadata of records as a catalogue has them, with gaps. */
const PRODUCTS: Metadata[] = Array.from({ length: 200 }, (_, i) => ({
  productId: `p${i}`,
  ...(random() < 0.9 && { category: oneOf([['Home'], ['Home', 'Home/Light'], ['Fashion', 'Fashion/Dress']]) }),
  ...(random() < 0.8 && { brand: oneOf(['Aurora', 'Borealis', 'Corona']) }),
  ...(random() < 0.7 && { color: oneOf(['red', 'green']) }),
  ...(random() < 0.5 && { tags: oneOf([['new'], ['new', 'sale'], ['sale']]) }),
  ...(random() < 0.9 && { price: Math.round(random() * 100), currency: oneOf(['EUR', 'USD']) }),
  ...(random() < 0.5 && { inStock: random() < 0.5 }),
  ...(random() < 0.3 && { locale: oneOf(['en-GB', 'de']) })
}))

function matching (filter: ProductFilter): Metadata[] {
  const translated = toFilter(filter)
  return translated === undefined ? PRODUCTS : PRODUCTS.filter((metadata) => matchesFilter(translated, metadata))
}

t.test('choosing a value of a facet leaves as many products as it counted', async (t) => {
  const { categories, brands, colors, tags } = countFacets(PRODUCTS)
  for (const [key, counts] of Object.entries({ category: categories, brand: brands, color: colors, tags })) {
    t.ok(counts.length > 1, key)
    for (const { value, count } of counts) t.equal(matching({ [key]: [value] }).length, count, `${key} ${value}`)
  }
})

t.test('several values of one filter add up, several filters narrow', async (t) => {
  const count = (filter: ProductFilter) => matching(filter).length

  t.equal(count({ color: ['red', 'green'] }), count({ color: ['red'] }) + count({ color: ['green'] }))
  t.ok(
    count({ color: ['red'], brand: ['Aurora'] }) < Math.min(count({ color: ['red'] }), count({ brand: ['Aurora'] }))
  )
  t.equal(count({ color: ['red', 'red'] }), count({ color: ['red'] }))
  t.equal(count({ category: ['Home'] }), count({ category: ['Home', 'Home/Light'] }), 'a branch has all below it')
})

t.test('both ends of a price range count as inside, and either may be left out', async (t) => {
  const { price } = countFacets(PRODUCTS)
  const priced = PRODUCTS.filter((metadata) => 'price' in metadata)

  t.equal(matching({ price: { min: price!.min, max: price!.max } }).length, priced.length)
  t.equal(matching({ price: { min: price!.min } }).length, priced.length)
  t.equal(
    matching({ price: { max: price!.min } }).length,
    priced.filter((metadata) => metadata['price'] === price!.min).length
  )
  t.equal(
    matching({ price: { min: price!.max, max: price!.max } }).length,
    priced.filter((metadata) => metadata['price'] === price!.max).length
  )
  t.equal(matching({ price: { min: 0 } }).length, priced.length, 'zero is a price')
})

t.test('out of stock is asked for, too; who does not say is neither', async (t) => {
  const [inStock, sold] = [matching({ inStock: true }).length, matching({ inStock: false }).length]

  t.ok(inStock > 0 && sold > 0 && inStock + sold < PRODUCTS.length)
})

t.test('a filter without conditions is none', async (t) => {
  for (const filter of [{}, { price: {} }, { brand: undefined, inStock: undefined }]) {
    t.equal(toFilter(filter), undefined)
  }
  t.equal(toFilter(), undefined)
})

t.test('a list may have 1 to 50 values, each list by itself', async (t) => {
  const values = (count: number) => Array.from({ length: count }, String)
  for (const key of ['category', 'brand', 'color', 'tags', 'locale']) {
    for (const count of [1, 50]) t.match(toFilter({ [key]: values(count) }), { key, op: 'in' })
    t.throws(() => toFilter({ [key]: [] }), {
      code: 'FILTER_INVALID',
      message: `The filter cannot be used: ${key} is an empty list; leave it out to allow any.`
    })
    t.throws(() => toFilter({ [key]: values(51) }), {
      code: 'FILTER_INVALID',
      message: `${key} has 51 values; at most 50 are allowed`
    })
  }
})

t.test('a filter may ask for 20 attributes, each of which is counted without it', async (t) => {
  const attributes = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `a${i}`, values: ['x'] }))
  t.doesNotThrow(() => toFilter({ attributes: attributes(20) }))
  for (const filter of [{ attributes: attributes(21) }, { not: { attributes: attributes(300) } }]) {
    t.throws(() => toFilter(filter), { code: 'FILTER_INVALID', message: /names; at most 20 are allowed/ })
  }
})

t.test('a range that holds nothing is told with its ends, one that holds one price is fine', async (t) => {
  t.throws(() => toFilter({ price: { min: 5.01, max: 5 } }), {
    code: 'FILTER_INVALID',
    message: /price\.min 5\.01 is above price\.max 5\./
  })
  t.doesNotThrow(() => toFilter({ price: { min: 5, max: 5 } }))
})

t.test('a product that names a value twice has it once', async (t) => {
  t.same(countFacets([{ tags: ['sale', 'sale', 'new'] }, { tags: ['sale'] }]).tags, [
    { value: 'sale', count: 2 },
    { value: 'new', count: 1 }
  ])
})

t.test('fifty values are shown, the most frequent, equal ones by the alphabet', async (t) => {
  const rare = Array.from({ length: 60 }, (_, i) => ({ brand: `brand-${String(59 - i).padStart(2, '0')}` }))

  const { brands } = countFacets([...rare, { brand: 'often' }, { brand: 'often' }])

  t.equal(brands.length, 50)
  t.same(brands.slice(0, 3), [
    { value: 'often', count: 2 },
    { value: 'brand-00', count: 1 },
    { value: 'brand-01', count: 1 }
  ])
})

t.test('the currency is told where all prices are of one', async (t) => {
  t.same(countFacets([{ price: 3, currency: 'EUR' }, { price: 0, currency: 'EUR' }, {}]).price, {
    min: 0,
    max: 3,
    currency: 'EUR'
  })
  t.equal(countFacets([{ brand: 'A' }]).price, undefined)
  t.equal(countFacets([]).price, undefined)
})
