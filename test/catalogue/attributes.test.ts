import t from 'tap'
import { AttributeCounter } from '../../src/catalogue/attribute-counter.ts'
import { attributeValue, filterableValues, valuesOf, withFirst } from '../../src/catalogue/attributes.ts'
import { fitProduct } from '../../src/catalogue/product-limits.ts'
import { attributeValuesOf, NON_FILTERABLE_KEYS, toRecord } from '../../src/catalogue/records.ts'
import { recordRefsOf } from '../../src/catalogue/record-keys.ts'
import { validateProduct } from '../../src/catalogue/sources/validate-product.ts'
import { validateRecord } from '../../src/vectors/metadata.ts'
import { pick, seededRandom } from '../fixtures/random.ts'

const SPEC = { name: 'shop-2', dimension: 2, metric: 'cosine', nonFilterableKeys: NON_FILTERABLE_KEYS } as const
const numbered = (count: number, name: string) => Array.from({ length: count }, (_, i) => `${name} ${i}`)

t.test('one value has one stored spelling, and its name is told apart from it', async (t) => {
  const same = [
    ['Material', 'Linen'],
    ['MATERIAL ', ' linen'],
    ['ｍaterial', 'LINEN']
  ] as const
  t.same(new Set(same.map(([name, value]) => attributeValue(name, value))), new Set(['material=linen']))
  t.equal(attributeValue('a=b', 'c=d'), 'a b=c=d')
  t.not(attributeValue('a', 'b=c'), attributeValue('a=b', 'c'))
})

t.test('attributes and options of variants are one', async (t) => {
  const options = [
    { name: 'size', value: 'M' },
    { name: 'Size', value: 'm' },
    { name: 'Color', value: 'Red' }
  ]
  const product = validateProduct({
    id: 'a',
    title: 'A',
    attributes: { Size: ['S'] },
    variants: [{ id: 'v', options }]
  })
  t.same(filterableValues(product, Infinity), ['size=s', 'size=m', 'color=red'])
  t.same(
    [...valuesOf(product)].map(({ stored, ...spelled }) => `${spelled.name}: ${spelled.value}`),
    ['Size: S', 'Size: m', 'size: M', 'Color: Red']
  )
})

t.test('attributes find room in their order, those with many values last', async (t) => {
  const product = {
    attributes: { Models: numbered(40, 'model'), Material: ['Linen'], Note: ['long '.repeat(20)], Fit: ['Slim'] },
    variants: []
  }
  t.same(filterableValues(product, 100), ['material=linen', 'fit=slim', 'models=model 0', 'models=model 1'])
  t.same(filterableValues(withFirst(product, ['fit']), 45), ['fit=slim'])
  t.same(filterableValues(product, 0), [])
})

t.test('a product with too much of everything fits a record, and attributes keep their share', async (t) => {
  const random = seededRandom(7)
  for (let i = 0; i < 50; i++) {
    const some = (name: string, most: number) =>
      numbered(Math.floor(random() * most), pick([name, `ü${name}`, `${name} `.repeat(4)], random))
    const { product } = fitProduct(
      validateProduct({
        id: 'p'.repeat(200),
        title: 'A',
        brand: 'b'.repeat(100),
        category: numbered(8, 'category').join('/'),
        colors: some('color', 50),
        tags: some('tag', 100),
        identifiers: some('code', 200),
        attributes: Object.fromEntries(some('name', 90).map((name) => [name, some('value', 20)])),
        variants: some('variant', 100).map((id) => ({ id, options: [{ name: 'Size', value: id }] }))
      })
    )
    for (const view of recordRefsOf(product)) {
      t.doesNotThrow(() => validateRecord(SPEC, toRecord(product, view, Float32Array.of(1, 0), 'h'.repeat(64))))
    }
    const bytes = (values: readonly string[]) => values.reduce((sum, value) => sum + 4 + Buffer.byteLength(value), 0)
    t.ok(
      bytes(attributeValuesOf(product)) >= Math.min(600, bytes(filterableValues(product, Infinity))),
      'tags and codes leave attributes some room'
    )
  }
})

t.test('counts are of products, told in the first spelling and cut to the most frequent', async (t) => {
  const counter = new AttributeCounter({ maxNames: 2, maxValues: 2 })
  const products = [
    { Fit: ['Slim'], Material: ['LINEN', 'Linen', 'Wool'] },
    { material: ['linen', 'Silk'] },
    { Sleeve: ['Long'] },
    { sleeve: ['long'] },
    { material: ['Silk'] }
  ]
  for (const attributes of products) {
    const product = { attributes, variants: [] }
    counter.add(filterableValues(product, Infinity), () => product)
  }
  t.same(counter.counts(), [
    {
      name: 'Material',
      values: [
        { value: 'LINEN', count: 2 },
        { value: 'Silk', count: 2 }
      ]
    },
    { name: 'Sleeve', values: [{ value: 'Long', count: 2 }] }
  ])
})
