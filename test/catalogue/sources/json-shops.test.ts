import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { JSONParser, type ParsedElementInfo } from '@streamparser/json'
import t, { type Test } from 'tap'
import type { Product } from '../../../src/catalogue/product.ts'
import { explainCatalogue } from '../../../src/catalogue/sources/explain-catalogue.ts'
import { listedProduct, PRODUCT_LISTS } from '../../../src/catalogue/sources/json/product-lists.ts'
import { readCatalogue } from '../../../src/catalogue/sources/read-catalogue.ts'

const EUR = (amount: string) => ({ amount, currency: 'EUR' })

async function read (t: Test, content: unknown, currency?: string) {
  const file = join(t.testdir(), 'products.json')
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content))
  const [products, left, notices]: [Product[], string[], string[]] = [[], [], []]
  for await (const row of readCatalogue(file, { currency, onNotice: (message) => notices.push(message) })) {
    if ('product' in row) products.push(row.product)
    else left.push(`${row.id} ${row.isWithdrawn ? 'withdrawn' : 'bad'}: ${row.reason}`)
  }
  return { products, left, notices }
}

const SWEATER = {
  id: 678,
  title: 'Sweater',
  handle: 'sweater',
  body_html: '<p>Warm &amp; soft</p>',
  published_at: '2026-01-02T10:00:00Z',
  vendor: 'Fjell',
  product_type: 'Sweaters',
  tags: ['wool'],
  options: [{ name: 'Size', values: ['S', 'M'] }],
  variants: [
    { id: 1, title: 'S', option1: 'S', sku: 'SW-S', available: false, price: '99.00', compare_at_price: '129.00' },
    { id: 2, title: 'M', option1: 'M', sku: '', available: true, price: '105.00', compare_at_price: '0.00', featured_image: { src: 'https://x.example/2.jpg' } }
  ],
  images: [{ src: 'https://x.example/1.jpg', alt: 'Front' }, { src: 'https://x.example/2.jpg', alt: null }]
}

t.test('the products of a Shopify shop as its page and its API write them', async (t) => {
  const mug = {
    handle: 'mug',
    title: 'Mug',
    body_html: '',
    product_type: '',
    vendor: 'Fjell',
    tags: 'blue, big',
    options: [{ name: 'Title' }],
    images: [],
    variants: [{ title: 'Default Title', option1: 'Default Title', price: '12.00', compare_at_price: null, inventory_quantity: 0, inventory_management: null }]
  }
  const draft = { ...mug, handle: 'draft', status: 'draft' }
  const { products, left } = await read(t, { products: [SWEATER, mug, draft] }, 'EUR')
  t.match(products, [
    {
      id: 'sweater',
      description: 'Warm & soft',
      brand: 'Fjell',
      category: 'Sweaters',
      price: EUR('99.00'),
      inStock: true,
      images: ['https://x.example/1.jpg', 'https://x.example/2.jpg'],
      imageAlts: { 'https://x.example/1.jpg': 'Front' },
      variants: [
        { id: 'SW-S', options: [{ name: 'Size', value: 'S' }], price: EUR('99.00'), compareAtPrice: EUR('129.00'), inStock: false },
        { id: '2', price: EUR('105.00'), compareAtPrice: undefined, inStock: true, image: 'https://x.example/2.jpg' }
      ]
    },
    { id: 'mug', price: EUR('12.00'), variants: [], inStock: true, tags: ['blue', 'big'] }
  ])
  t.match(left, [/^draft withdrawn: .*its status is draft/])
})

t.test('the products of a WooCommerce shop as its API writes them', async (t) => {
  const hoodie = {
    id: 799,
    name: 'Hoodie',
    slug: 'hoodie',
    permalink: 'https://x.example/hoodie',
    status: 'publish',
    catalog_visibility: 'visible',
    description: '',
    short_description: '<p>Soft</p>',
    sku: 'H1',
    price: '20',
    regular_price: '25.00',
    sale_price: '20.00',
    stock_status: 'instock',
    categories: [{ name: 'Clothing' }, { name: 'Hoodies' }],
    tags: [{ name: 'blue' }],
    brands: [{ name: 'Acme' }],
    images: [{ src: 'https://x.example/h.jpg', alt: 'Front' }],
    attributes: [{ name: 'Color', options: ['Black', 'Green'] }]
  }
  const hidden = { id: 800, name: 'Hidden', status: 'publish', catalog_visibility: 'hidden', price: '1' }
  const { products, left } = await read(t, [hoodie, hidden], 'EUR')
  t.match(products, [{
    id: '799',
    title: 'Hoodie',
    description: 'Soft',
    price: EUR('20'),
    compareAtPrice: EUR('25.00'),
    inStock: true,
    category: 'Hoodies',
    brand: 'Acme',
    url: 'https://x.example/hoodie',
    identifiers: ['H1'],
    attributes: { Color: ['Black', 'Green'] },
    imageAlts: { 'https://x.example/h.jpg': 'Front' }
  }])
  t.match(left, [/^800 withdrawn: .*hidden/])
})

t.test('JSON of people: names, codes, bare prices, stock and what is not sold, in whatever object the list lies', async (t) => {
  const lamp = { sku: 'L1', name: 'Lamp', price: 129.5, currency: 'EUR', stock: 3, brand: { name: 'Lux' }, categories: ['Home', 'Light'] }
  const others = [
    { id: 'a', title: 'A', price: '12.50', inStock: 'false' },
    { id: 'b', title: 'B', published: false },
    { id: 'c', title: 'C', status: 'draft' },
    { id: 'd', title: 'D', active: 0 }
  ]
  for (const content of [
    [lamp, ...others],
    { meta: { page: { size: [5] } }, products: [lamp, ...others] },
    { data: { products: [lamp, ...others] } },
    [lamp, ...others].map((one) => JSON.stringify(one)).join('\n')
  ]) {
    const { products, left } = await read(t, content, 'USD')
    t.match(products, [
      { id: 'L1', title: 'Lamp', price: EUR('129.5'), inStock: true, brand: 'Lux', category: 'Home', identifiers: ['L1'] },
      { id: 'a', price: { amount: '12.50', currency: 'USD' }, inStock: false }
    ])
    t.match(left, [/^b withdrawn/, /^c withdrawn/, /^d withdrawn/])
  }
  const { products, notices } = await read(t, others.slice(0, 1))
  t.equal(products[0]!.price, undefined)
  t.match(notices, [/states no currency.*--currency/])
})

t.test('JSON of APIs: other names, objects for prices and stock, attributes and options in any form', async (t) => {
  const { products, notices } = await read(t, [
    {
      product_id: 'A1',
      productName: 'Boots',
      image_url: 'boots.jpg',
      category_path: ['Shoes', 'Boots'],
      in_stock: true,
      price: { value: 39.9, currency_code: 'eur' },
      attributes: [{ name: 'Material', value: 'Rubber' }, { name: 'Use', values: ['Rain', 'Snow'] }]
    },
    {
      id: 'H',
      title: 'Helmet',
      category: 'Bikes > Parts/Safety',
      currency: 'EUR',
      stock: { quantity: 0 },
      variants: [
        { id: 1, sku: 'H-M', options: { Size: 'M' }, price: 49.9, available: true, image: 'm.jpg' },
        { sku: 'H-L', size: 'L', price: { amount: '54.90', currency: 'EUR' }, stock: 0 }
      ]
    }
  ])
  t.same(notices, [])
  t.match(products, [
    {
      id: 'A1',
      title: 'Boots',
      images: ['boots.jpg'],
      category: 'Shoes/Boots',
      inStock: true,
      price: EUR('39.9'),
      attributes: { Material: ['Rubber'], Use: ['Rain', 'Snow'] }
    },
    {
      category: 'Bikes/Parts & Safety',
      variants: [
        { id: '1', options: [{ name: 'Size', value: 'M' }], price: EUR('49.9'), inStock: true, identifiers: ['H-M'], image: 'm.jpg' },
        { id: 'H-L', options: [{ name: 'size', value: 'L' }], price: EUR('54.90'), inStock: false, identifiers: ['H-L'] }
      ]
    }
  ])
})

t.test('a description of blocks is its words', async (t) => {
  const description = JSON.stringify({ time: 1, blocks: [{ type: 'paragraph', data: { text: 'Fell <b>straight</b>' } }, { type: 'list', data: { items: ['from', 'the tree'] } }], version: '2' })
  const { products } = await read(t, [{ id: 'a', title: 'A', description }, { id: 'b', title: 'B', description: '{"blocks": broken' }])
  t.match(products.map(({ description }) => description), [/^Fell straight\s+from\s+the tree$/, '{"blocks": broken'])
})

t.test('a list within an object is not kept, and lists of a product are none of products', async (t) => {
  const ids: unknown[] = []
  let longest = 0
  const onValue = (element: ParsedElementInfo) => {
    const product = listedProduct(element)
    if (Array.isArray(element.parent)) longest = Math.max(longest, element.parent.length)
    if (product !== undefined) ids.push((product as { id: unknown }).id)
  }
  for (const [before, after] of [['{"products":[', ']}'], ['{"data":{"products":{"pageInfo":{},"edges":[', ']}}}']] as const) {
    const list = Array.from({ length: 50 }, (_, id) => `{"node":{"id":${id},"items":[{"id":"within"}],"tags":["a"]}}`)
    const one = new JSONParser({ paths: PRODUCT_LISTS, keepStack: false })
    one.onValue = onValue
    ids.length = 0
    one.write(before + list.join(',') + after)
    t.same(ids, Array.from({ length: 50 }, (_, id) => id))
  }
  t.ok(longest <= 1)
})

t.test('Medusa 1 counts in cents, and in whole yen', async (t) => {
  const shirt = (prices: object[]) => ({ handle: 'shirt', title: 'Shirt', profile_id: 'sp_1', variants: [{ id: 'v1', prices }] })
  const both = [{ amount: 1250, currency_code: 'usd' }, { amount: 1990, currency_code: 'eur' }]
  t.same((await read(t, [shirt(both)], 'EUR')).products[0]!.price, EUR('19.90'))
  t.same((await read(t, [shirt(both)])).products[0]!.price, { amount: '12.50', currency: 'USD' })
  t.same((await read(t, [shirt([{ amount: 1990, currency_code: 'jpy' }])])).products[0]!.price, { amount: '1990', currency: 'JPY' })
})

t.test('a Magento sale counts on its days, and what is sold by its variants has no price of 0', async (t) => {
  const bag = (fields: object, codes: Record<string, string> = {}) => ({
    sku: 'bag',
    name: 'Bag',
    price: 34,
    type_id: 'simple',
    custom_attributes: Object.entries(codes).map(([code, value]) => ({ attribute_code: code, value })),
    ...fields
  })
  const over = { special_price: '29', special_to_date: '2020-01-01 00:00:00' }
  t.same((await read(t, [bag({}, over)], 'EUR')).products[0]!.price, EUR('34'))
  t.equal((await read(t, [bag({ type_id: 'configurable', price: 0 })], 'EUR')).products[0]!.price, undefined)
})

const thing = (fields: object) => ({ '@context': 'https://schema.org/', '@type': 'Product', ...fields })

t.test('JSON-LD of one page: an object over lines, among other things, or one page a line', async (t) => {
  const anvil = thing({ name: 'Anvil', sku: 'A1', offers: { '@type': 'Offer', price: '1.99', priceCurrency: 'EUR' } })
  const page = { '@context': 'https://schema.org', '@graph': [{ '@type': 'WebSite', name: 'Shop' }, anvil] }
  const item = { '@type': 'ItemPage', mainEntity: anvil }
  const [pretty, one] = [JSON.stringify(anvil, null, 2), JSON.stringify(anvil)]
  for (const content of [pretty, one, JSON.stringify(page), JSON.stringify(page, null, 2), [page], [item], `${JSON.stringify(page)}\n${JSON.stringify(page)}`]) {
    t.match((await read(t, content)).products[0], { id: 'A1', title: 'Anvil', price: EUR('1.99') })
  }
  const two = { '@graph': [anvil, thing({ sku: 'B', name: 'B' })] }
  t.match((await read(t, `${JSON.stringify(page)}\n${JSON.stringify(two)}`)).left, [/bad: the line holds several products/])
  const deep = '{"@graph":['.repeat(60_000) + ']}'.repeat(60_000)
  t.match((await read(t, `${JSON.stringify(page)}\n${deep}`)).left, [/bad: /])
})

t.test('JSON-LD: ids, types, languages, and offers as variants', async (t) => {
  const { products } = await read(t, [
    thing({ '@id': '#product', url: 'https://x.example/anvil', name: 'Anvil', color: ['Red', 'Blue'] }),
    thing({ '@type': ['Book', 'schema:Product'], name: 'Dune', isbn: '9780441013593' }),
    thing({
      sku: 'l',
      name: [{ '@value': 'Hammer', '@language': 'de' }],
      brand: [{ '@type': 'Brand', name: 'Acme' }],
      keywords: 'steel, heavy',
      size: { '@type': 'SizeSpecification', name: 'L' },
      audience: { suggestedGender: 'https://schema.org/Female' },
      additionalProperty: { '@type': 'PropertyValue', name: 'Weight', value: 3, unitText: 'kg' }
    }),
    thing({
      productID: 't',
      name: 'Tee',
      offers: {
        '@type': 'AggregateOffer',
        offers: [
          { sku: 't-s', name: 'S', price: 10, priceCurrency: 'EUR', availability: 'https://schema.org/InStock' },
          { sku: 't-m', name: 'M', price: 12, priceCurrency: 'EUR', availability: 'https://schema.org/OutOfStock' }
        ]
      }
    })
  ])
  t.match(products, [
    { id: 'https://x.example/anvil', colors: ['Red', 'Blue'] },
    { id: '9780441013593', title: 'Dune' },
    { id: 'l', title: 'Hammer', brand: 'Acme', tags: ['steel', 'heavy'], attributes: { Size: ['L'], Gender: ['Female'], Weight: ['3 kg'] } },
    {
      id: 't',
      price: EUR('10'),
      inStock: true,
      variants: [{ id: 't-s', inStock: true }, { id: 't-m', price: EUR('12'), inStock: false }]
    }
  ])
})

t.test('an HTML page with JSON-LD is told what to do', async (t) => {
  await t.rejects(read(t, '<!doctype html><script type="application/ld+json">{}</script>'), { message: /holds JSON-LD; save/ })
  await t.rejects(read(t, '<!doctype html><p>Login</p>'), { message: /perhaps a login/ })
})

t.test('what each field of JSON becomes is explained, also of fields that say the same', async (t) => {
  const explained = async (name: string) => {
    const { explanation } = await explainCatalogue(`test/fixtures/catalogues/${name}`, { currency: 'EUR' })
    const meanings = explanation!.columns.map(({ heading, meaning }) => [heading, meaning] as const)
    return { format: explanation!.format, ...Object.fromEntries(meanings) }
  }
  t.match(await explained('json-medusa.json'), {
    format: 'JSON of Medusa',
    handle: 'id, handle',
    status: 'whether it is sold',
    thumbnail: 'images',
    images: 'images',
    collection: undefined
  })
  t.match(await explained('json-magento.json'), { format: 'JSON of Magento 2', price: /price/, status: 'whether it is sold', visibility: 'whether it is sold' })
  t.match(await explained('json-array.json'), { format: 'JSON of Vitrine', id: 'id', title: 'title' })
})
