import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import t, { type Test } from 'tap'
import { IngestService } from '../../src/catalogue/ingest/ingest-service.ts'
import { LanceDbVectorStore } from '../../src/vectors/lancedb/lancedb-vector-store.ts'
import type { VectorStore } from '../../src/vectors/vector-store.ts'
import { testApp } from '../fixtures/app.ts'
import { localAws, s3Store } from '../fixtures/aws-clients.ts'
import { writeJsonLines } from '../fixtures/catalogue-files.ts'
import { IMAGES } from '../fixtures/ingest.ts'
import { photo, WordEmbedder } from '../fixtures/word-embedder.ts'

const DAY = 86_400_000
const at = (days: number) => new Date(Date.now() + days * DAY).toISOString()
const EUR = (amount: string) => ({ amount, currency: 'EUR' })
const variant = (id: string, size: string, color: string, rest: object = {}) => ({
  id,
  options: [
    { name: 'Size', value: size },
    { name: 'Color', value: color }
  ],
  price: EUR('40.00'),
  ...rest
})

const PRODUCTS = [
  {
    id: 'shirt',
    handle: 'harbour-shirt',
    title: 'Harbour shirt',
    brand: 'Acme',
    images: ['red.jpg', 'blue.jpg'],
    identifiers: ['SKU-RED-S'],
    attributes: { Material: ['Linen', 'Cotton'], 'Care = how': ['Wash at 30° and '.repeat(10)], Fit: ['Slim  Fit'] },
    variants: [
      variant('v1', 'S', 'Red', {
        price: EUR('30.00'),
        compareAtPrice: EUR('45.00'),
        inStock: false,
        identifiers: ['SKU-RED-S'],
        image: 'red.jpg'
      }),
      variant('v2', 'M', 'Red', { inStock: true, identifiers: ['4006381333931'], image: 'red.jpg' }),
      variant('v3', 'M', 'Dark Blue', { inStock: true, price: EUR('60.00'), image: 'blue.jpg' })
    ]
  },
  { id: 'dress', title: 'Evening dress', attributes: { material: ['LINEN'] } },
  { id: 'gown', title: 'Evening dress', attributes: { Material: ['Silk'] } },
  {
    id: 'sale',
    title: 'Lamp on sale',
    price: EUR('10.00'),
    compareAtPrice: EUR('100.00'),
    saleStarts: at(-1),
    saleEnds: at(1)
  },
  { id: 'past', title: 'Lamp of yesterday', price: EUR('10.00'), compareAtPrice: EUR('100.00'), saleEnds: at(-1) },
  {
    id: 'next',
    title: 'Lamp of tomorrow',
    price: EUR('10.00'),
    compareAtPrice: EUR('100.00'),
    saleStarts: at(1),
    saleEnds: at(2)
  },
  {
    id: 'many',
    title: 'Shelf of many values',
    tags: Array.from({ length: 90 }, (_, i) => `tag number ${i}`),
    attributes: {
      Holes: Array.from({ length: 90 }, (_, i) => `hole number ${i}`),
      ...Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`Property ${i}`, [`Value of property ${i}`]])),
      Wood: ['Oak']
    }
  }
]

async function shop (t: Test, store: VectorStore, env: Record<string, string> = {}) {
  const root = await mkdtemp(path.join(tmpdir(), 'vitrine-records-'))
  t.teardown(async () => await rm(root, { recursive: true }))
  const file = path.join(root, 'products.jsonl')
  await writeJsonLines(file, PRODUCTS)
  await writeFile(path.join(root, 'red.jpg'), await photo('red', 40))
  await writeFile(path.join(root, 'blue.jpg'), await photo('blue', 50))
  const model = new WordEmbedder()
  const ingest = async (first: readonly string[] = []) =>
    await new IngestService({
      embedder: model,
      store,
      catalogue: 'products',
      dimensions: [64],
      dataDir: root,
      images: IMAGES
    }).run({ file, filterableAttributes: first })
  const report = await ingest()
  const { ask } = await testApp(t, { products: [], model, store, env: { DIMENSIONS: '64', ...env } })
  const found = async (args: string) => {
    const { data, errors } = await ask(
      `{ search(${args}, cutoff: false, topK: 50) { items { product { id } match { variantId } } } }`
    )
    if (errors) throw new Error(errors[0]!.message)
    return (data as { search: { items: Array<{ product: { id: string }; match: { variantId: string | null } }> } })
      .search.items
  }
  const ids = async (filter: string, text = 'shop') =>
    (await found(`text: "${text}", filter: ${filter}`)).map(({ product }) => product.id).sort()
  const variantOf = async (args: string) =>
    (await found(args)).find(({ product }) => product.id === 'shirt')?.match.variantId
  return { ask, found, ids, variantOf, report, ingest }
}

type Shop = Awaited<ReturnType<typeof shop>>

const STORES: Readonly<Record<string, (t: Test) => Promise<VectorStore>>> = {
  'embedded store': async (t) => await LanceDbVectorStore.open({ dataDir: t.testdir() }),
  'local AWS': async (t) => await s3Store(await localAws(t))
}

for (const [name, open] of Object.entries(STORES)) {
  t.test(`${name}: a product is answered with all that its file says`, async (t) => {
    const { ask, report } = await shop(t, await open(t), { PUBLIC_URL: 'https://shop.example/vitrine/' })
    t.match(report, { new: PRODUCTS.length, rejected: 0 })

    const { data, errors } = await ask(`{ product(id: "shirt") {
      handle identifiers colors color inStock images price { amount } compareAtPrice { amount } priceRange { min { amount } max { amount } }
      attributes { name values } media { kind url alt width height }
      variants { id title options { name value } price { amount currency } compareAtPrice { amount } inStock image identifiers }
    } }`)

    t.equal(errors, undefined)
    const place = (photo: string) => `https://shop.example/vitrine/media/${photo}.jpg`
    const [first] = (data!['product'] as { variants: object[] }).variants
    t.match(data!['product'], {
      handle: 'harbour-shirt',
      identifiers: ['SKU-RED-S'],
      colors: ['Red', 'Dark Blue'],
      color: 'Red',
      images: [place('red'), place('blue')],
      price: { amount: '30.00' },
      compareAtPrice: { amount: '45.00' },
      priceRange: { min: { amount: '30.00' }, max: { amount: '60.00' } },
      media: [
        { kind: 'IMAGE', url: place('red'), alt: 'Harbour shirt, Red', width: 40, height: 40 },
        { kind: 'IMAGE', url: place('blue'), alt: 'Harbour shirt, M, Dark Blue', width: 50, height: 50 }
      ],
      attributes: [
        { name: 'Material', values: ['Linen', 'Cotton'] },
        { name: 'Care = how', values: [/^Wash at 30°/] },
        { name: 'Fit', values: ['Slim Fit'] }
      ],
      inStock: true,
      variants: { length: 3 }
    })
    t.same(first, {
      id: 'v1',
      title: null,
      options: [
        { name: 'Size', value: 'S' },
        { name: 'Color', value: 'Red' }
      ],
      price: { amount: '30.00', currency: 'EUR' },
      compareAtPrice: { amount: '45.00' },
      inStock: false,
      image: place('red'),
      identifiers: ['SKU-RED-S']
    })
  })

  t.test(`${name}: attributes and options are filters`, async (t) => testFilters(t, await shop(t, await open(t))))
  t.test(`${name}: words and filters name a variant`, async (t) => testVariants(t, await shop(t, await open(t))))
  t.test(`${name}: a sale price holds in its time`, async (t) => testSales(t, await shop(t, await open(t))))
}

async function testFilters (t: Test, { ask, ids, found, ingest }: Shop): Promise<void> {
  t.same(
    await ids('{ attributes: [{ name: "Material", values: ["linen"] }] }'),
    ['dress', 'shirt'],
    'in whatever case'
  )
  t.same(
    await ids('{ attributes: [{ name: "MATERIAL", values: ["silk", "cotton"] }] }'),
    ['gown', 'shirt'],
    'any of the values'
  )
  t.same(
    await ids('{ attributes: [{ name: "material", values: ["linen"] }, { name: "size", values: ["M"] }] }'),
    ['shirt'],
    'each attribute'
  )
  t.same(await ids('{ attributes: [{ name: "Size", values: ["XL"] }] }'), [])
  t.same(await ids('{ attributes: [{ name: "fit", values: ["slim fit"] }] }'), ['shirt'], 'blanks are one')
  t.same(await ids('{ color: ["Dark Blue"] }'), ['shirt'], 'every color counts')
  await t.rejects(found('text: "x", filter: { attributes: [{ name: "Care", values: [] }] }'), {
    message: /attributes "Care" is an empty list/
  })
  await t.rejects(found(`text: "x", filter: { attributes: [{ name: "Care", values: ["${'long '.repeat(20)}"] }] }`), {
    message: /1 to 64 characters/
  })

  const [best] = await found('text: "silk dress"')
  t.equal(best?.product.id, 'gown', 'attributes are read by the model')

  for (const query of ['catalogue', 'search(text: "shop", cutoff: false, topK: 1)']) {
    const { data } = await ask(`{ ${query} { facets { attributes { name values { value count } } } } }`)
    const [facets] = Object.values(data!) as Array<{
      facets: { attributes: Array<{ name: string; values: Array<{ value: string; count: number }> }> }
    }>
    const { attributes } = facets!.facets
    t.equal(attributes[0]?.name.toLowerCase(), 'material', 'the commonest first')
    t.equal(attributes[0]?.values[0]?.value.toLowerCase(), 'linen')
    t.same(
      attributes[0]?.values.map(({ count }) => count),
      [2, 1, 1]
    )
    t.equal(
      attributes.find(({ name }) => name === 'Care = how'),
      undefined,
      'a text is no choice'
    )
    for (const { name, values } of attributes) {
      for (const { value, count } of values.slice(0, 2)) {
        t.equal(
          (await ids(`{ attributes: [{ name: ${JSON.stringify(name)}, values: [${JSON.stringify(value)}] }] }`))
            .length,
          count,
          `${name} ${value}`
        )
      }
    }
  }

  const oak = '{ attributes: [{ name: "wood", values: ["oak"] }] }'
  t.same(await ids(oak), [], 'there is room for the first attributes only')
  const { data } = await ask('{ product(id: "many") { attributes { name } } }')
  t.equal((data!['product'] as { attributes: unknown[] }).attributes.length, 62, 'and all are kept')
  t.match(await ingest(['Wood']), { changed: PRODUCTS.length, rejected: 0 })
  t.same(await ids(oak), ['many'], 'a setting makes room')
}

async function testVariants (t: Test, { variantOf }: Shop): Promise<void> {
  t.equal(await variantOf('text: "sku-red-s"'), 'v1', 'a SKU')
  t.equal(await variantOf('text: "shirt 4006381333931"'), 'v2', 'a bar code')
  t.equal(await variantOf('text: "dark blue shirt"'), 'v3', 'words of an option')
  t.equal(await variantOf('text: "red shirt"'), 'v2', 'of equals one that can be bought')
  t.equal(await variantOf('text: "red shirt, size S"'), 'v1', 'more words tell more')
  t.equal(await variantOf('text: "women\'s shirt"'), null, 'an apostrophe makes no size')
  t.equal(await variantOf('text: "shirt"'), null)
  t.equal(
    await variantOf('text: "shirt", filter: { attributes: [{ name: "size", values: ["m"] }], color: ["Dark Blue"] }'),
    'v3'
  )
  t.equal(
    await variantOf('text: "red shirt", filter: { attributes: [{ name: "color", values: ["dark blue"] }] }'),
    'v3',
    'a filter before words'
  )
  t.equal(await variantOf('text: "shirt", filter: { inStock: true }'), 'v2')
  t.equal(await variantOf('text: "shirt", filter: { price: { max: 35 } }'), 'v1')
}

async function testSales (t: Test, { ask, ids }: Shop): Promise<void> {
  t.same(await ids('{ price: { max: 20 } }'), ['sale'])
  t.same(await ids('{ price: { min: 90, max: 100 } }'), ['next', 'past'])
  t.same(await ids('{ price: { min: 5 } }'), ['next', 'past', 'sale', 'shirt'])

  const { data } = await ask(
    '{ a: product(id: "sale") { ...P } b: product(id: "past") { ...P } c: product(id: "next") { ...P } } fragment P on Product { price { amount } compareAtPrice { amount } }'
  )
  t.same(Object.values(data!), [
    { price: { amount: '10.00' }, compareAtPrice: { amount: '100.00' } },
    { price: { amount: '100.00' }, compareAtPrice: null },
    { price: { amount: '100.00' }, compareAtPrice: null }
  ])

  const page = async (after = '') => {
    const { data } =
      await ask(`{ search(text: "lamp", filter: { price: { min: 5 } }, cutoff: false, topK: 1${after}) {
      items { product { id } } pageInfo { endCursor } facets { price { min max } }
    } }`)
    return (data as { search: { pageInfo: { endCursor: string }; facets: { price: object } } }).search
  }
  const first = await page()
  t.same(first.facets.price, { min: 10, max: 100 })
  t.match(
    await page(`, after: "${first.pageInfo.endCursor}"`),
    { items: { length: 1 } },
    'a list goes on though time does'
  )
}
