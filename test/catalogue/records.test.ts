import t from 'tap'
import { contentHash } from '../../src/catalogue/content-hash.ts'
import type { Product } from '../../src/catalogue/product.ts'
import { categoryPath, NON_FILTERABLE_KEYS, toIdentifier, toRecord } from '../../src/catalogue/records.ts'
import { toProduct } from '../../src/catalogue/product-of-record.ts'
import { textOf } from '../../src/catalogue/record-text.ts'
import {
  imageKey,
  kindOf,
  productIdOf,
  RESERVED_KEY_PREFIX,
  textKey,
  recordRefsOf
} from '../../src/catalogue/record-keys.ts'
import { StoredProduct } from '../../src/catalogue/stored-product.ts'
import { validateProduct } from '../../src/catalogue/sources/validate-product.ts'
import { validateRecord } from '../../src/vectors/metadata.ts'
import { pick, seededRandom } from '../fixtures/random.ts'

const EMBEDDING = Float32Array.of(1, 0)
const SPEC = { name: 'shop-2', dimension: 2, metric: 'cosine', nonFilterableKeys: NON_FILTERABLE_KEYS } as const

function randomProduct (random: () => number): Product {
  const words = ['Red', 'ünï', '😀', "O'Neil", 'a/b', '#1', '"', ' x ', '0']
  const word = () => pick(words, random)
  const some = <T>(make: () => T) => (random() < 0.6 ? make() : undefined)
  const list = () => [...new Set(Array.from({ length: Math.floor(random() * 4) }, word))]
  return validateProduct({
    id: `p${word()}${Math.floor(random() * 100)}`,
    title: word(),
    description: some(word),
    brand: some(word),
    category: some(() => `${word()}/${word()}`),
    color: some(word),
    price: some(() => ({
      amount: pick(['0', '19.90', '1234567.125', '5'], random),
      currency: pick(['EUR', 'USD'], random)
    })),
    url: some(word),
    images: list(),
    locale: some(() => pick(['de', 'en-GB'], random)),
    inStock: some(() => random() < 0.5),
    tags: list(),
    identifiers: list(),
    attributes: Object.fromEntries(list().map((key) => [key, word()])),
    variants: list().map((id, i) => ({
      id: `${id}${i}`,
      options: list().map((name) => ({ name, value: word() })),
      price: some(() => ({ amount: pick(['1', '2.50'], random), currency: 'EUR' })),
      inStock: some(() => random() < 0.5),
      identifiers: list()
    })),
    handle: some(word),
    saleEnds: some(() => '2026-11-27T00:00:00Z')
  })
}

const products = Array.from({ length: 200 }, (_, i) => randomProduct(seededRandom(i)))

t.test('a product comes back from any record of its views', async (t) => {
  for (const product of products) {
    for (const view of recordRefsOf(product)) {
      const record = toRecord(product, view, EMBEDDING, 'hash')
      validateRecord(SPEC, record)
      const found = toProduct(JSON.parse(JSON.stringify(record.metadata)) as typeof record.metadata)
      t.same(found, { ...Object.fromEntries(Object.keys(found).map((key) => [key, undefined])), ...product })
      t.ok((record.metadata['identifiers'] as string[]).includes(toIdentifier(product.id)))
      t.equal(kindOf(record.metadata), view.kind)
    }
  }
})

t.test('a view has its key and, if it is a photo, its place', async (t) => {
  const product = validateProduct({ id: 'a#b', title: 'A', images: ['/1', '/2'] })
  t.same(recordRefsOf(product), [
    { key: 'a#b#text', kind: 'text' },
    { key: 'a#b#image-0', kind: 'image', imageUrl: '/1' },
    { key: 'a#b#image-1', kind: 'image', imageUrl: '/2' }
  ])
  t.match(toRecord(product, recordRefsOf(product)[2]!, EMBEDDING, 'h').metadata, {
    kind: 'image',
    imageUrl: '/2',
    images: ['/1', '/2'],
    contentHash: 'h'
  })
  t.same(
    recordRefsOf(validateProduct({ id: 'a', images: ['/1'] })).map(({ kind }) => kind),
    ['image']
  )
  for (const id of ['a', 'a#b', 'a#image-0', '😀#']) {
    for (const key of [textKey(id), imageKey(id, 19)]) {
      t.equal(productIdOf(key), id)
      t.notOk(key.startsWith(RESERVED_KEY_PREFIX))
    }
  }
})

t.test('what has no value is left out of the metadata', async (t) => {
  const product = validateProduct({ id: 'a', title: 'A' })
  t.same(toRecord(product, recordRefsOf(product)[0]!, EMBEDDING, 'h').metadata, {
    productId: 'a',
    kind: 'text',
    identifiers: ['a'],
    title: 'A',
    contentHash: 'h'
  })
  t.equal(toRecord({ ...product, inStock: false }, recordRefsOf(product)[0]!, EMBEDDING, 'h').metadata['inStock'], false)
  t.equal(
    toRecord({ ...product, price: { amount: '0', currency: 'EUR' } }, recordRefsOf(product)[0]!, EMBEDDING, 'h').metadata[
      'price'
    ],
    0
  )
})

t.test('a product is looked up by id, codes and brand, in small letters, each once', async (t) => {
  const product = validateProduct({ id: 'AB-1', title: 'A', brand: 'Acme', identifiers: ['ab-1', ' SKU 7 ', 'ACME'] })
  t.same(toRecord(product, recordRefsOf(product)[0]!, EMBEDDING, 'h').metadata['identifiers'], ['ab-1', 'sku 7', 'acme'])
})

t.test('a category holds each of the branches above it', async (t) => {
  t.same(categoryPath('Home/Furniture/Chairs'), ['Home', 'Home/Furniture', 'Home/Furniture/Chairs'])
  t.same(categoryPath('Home'), ['Home'])
})

t.test('the model reads what is short and telling first', async (t) => {
  t.equal(
    textOf(
      validateProduct({
        id: 'a',
        title: 'Mug',
        color: 'red',
        brand: 'Acme',
        category: 'Home/Mugs',
        description: 'Large'
      })
    ),
    'Mug. red. Acme. Mugs. Large'
  )
  t.equal(textOf(validateProduct({ id: 'a', images: ['x'], category: 'Home' })), 'Home')
  const attributes = {
    Material: ['Linen', 'Cotton'],
    Width: ['120 cm'],
    Made: ['Mug'],
    Guide: ['https://shop.example/guide'],
    Note: ['long '.repeat(20)]
  }
  t.equal(
    textOf(validateProduct({ id: 'a', title: 'Mug', colors: ['red', 'blue'], attributes, description: 'Large' })),
    'Mug. red, blue. Linen, Cotton. Large',
    'words only, and none twice'
  )
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`Name ${i}`, [`Value ${i}`]]))
  t.ok(
    textOf(validateProduct({ id: 'a', title: 'Mug', attributes: many, description: 'Large' })).length < 330,
    'a long table does not push out the description'
  )
  t.equal(textOf(validateProduct({ id: 'a', images: ['x'] })), '')
})

t.test('metadata that other tools wrote make a product as far as they can', async (t) => {
  t.same(toProduct({}), {
    id: '',
    handle: undefined,
    colors: [],
    compareAtPrice: undefined,
    saleStarts: undefined,
    saleEnds: undefined,
    images: [],
    tags: [],
    identifiers: [],
    attributes: {},
    variants: [],
    title: undefined,
    description: undefined,
    brand: undefined,
    category: undefined,
    color: undefined,
    price: undefined,
    url: undefined,
    locale: undefined,
    inStock: undefined
  })
  t.match(toProduct({ productId: 5, tags: 'x', inStock: 'yes', amount: '5', category: ['Home'] }), {
    id: '',
    tags: [],
    inStock: undefined,
    price: undefined,
    category: 'Home'
  })
})

t.test('equal products have one hash whatever the order of their fields, and any difference another', async (t) => {
  const product: Product = {
    ...products[3]!,
    attributes: { b: ['2'], a: ['1'] },
    price: { amount: '5', currency: 'EUR' },
    tags: ['x', 'y']
  }
  const hash = contentHash(product, ['h1'])
  const reversed = (value: object) => Object.fromEntries(Object.entries(value).reverse())
  t.equal(
    contentHash({ ...reversed(product), attributes: reversed(product.attributes), color: product.color } as Product, [
      'h1'
    ]),
    hash
  )
  t.equal(
    contentHash({ ...product, url: undefined, locale: undefined }, ['h1']),
    contentHash(
      Object.fromEntries(
        Object.entries(product).filter(([key]) => key !== 'url' && key !== 'locale')
      ) as unknown as Product,
      ['h1']
    )
  )

  const changes: Array<Partial<Product>> = [
    { id: 'other' },
    { title: 'other' },
    { tags: ['y', 'x'] },
    { tags: ['x'] },
    { attributes: { a: ['1'] } },
    { attributes: { a: ['1'], b: ['3'] } },
    { price: { amount: '5.0', currency: 'EUR' } },
    { price: { amount: '5', currency: 'USD' } },
    { images: ['/other'] },
    { inStock: !product.inStock }
  ]
  const hashes = [
    hash,
    contentHash(product, ['h2']),
    contentHash(product, []),
    contentHash(product, ['h1', 'h1']),
    ...changes.map((change) => contentHash({ ...product, ...change }, ['h1']))
  ]
  t.equal(new Set(hashes).size, hashes.length)
})

t.test('what is stored of a product is complete only in every dimension, from the same content', async (t) => {
  const product = validateProduct({ id: 'a', title: 'A', images: ['/1', '/2'] })
  const [text, first] = recordRefsOf(product).map((view) => toRecord(product, view, EMBEDDING, 'h1'))
  const stored = new StoredProduct(2, 0)
  t.ok(stored.isEmpty)
  t.notOk(stored.has(['a#text'], 'h1'))

  stored.add(0, text!)
  t.notOk(stored.has(['a#text'], 'h1'), 'the other dimension lacks it')
  stored.add(1, text!)
  t.ok(stored.has(['a#text'], 'h1'))
  t.notOk(stored.has(['a#text'], 'h2'))
  t.notOk(stored.has(['a#text', first!.key], 'h1'))
  t.same(stored.keysBeside(['a#text']), ['a#image-0', 'a#image-1'], 'one view names the others')
  t.notOk(stored.isEmpty)
})
