import path from 'node:path'
import t from 'tap'
import { exportCatalogue } from '../../../src/catalogue/write/export-catalogue.ts'
import { MemoryVectorStore } from '../../fixtures/memory-vector-store.ts'
import { writeJsonLines, writePhoto } from '../../fixtures/catalogue-files.ts'
import { contents, setUp } from '../../fixtures/ingest.ts'

const EUR = (amount: string) => ({ amount, currency: 'EUR' })

const PRODUCTS = [
  { id: 'plain', title: 'Plain' },
  { id: 'photo#1', images: ['a b.png', 'c%.png'] },
  {
    id: 'all',
    handle: 'all-of-it',
    title: 'Cups &lt;b&gt;, 5 &amp;lt; 6 &amp;amp; more',
    description: 'Line one. 30 &lt; 40 &lt;i&gt;not italic',
    brand: 'H&amp;amp;M &lt;x&gt;',
    category: 'Home/Cups &lt;s&gt;',
    colors: ['red', 'off-white'],
    price: EUR('5.00'),
    compareAtPrice: EUR('9.00'),
    saleStarts: '2026-11-01T00:00:00Z',
    saleEnds: '2026-12-01T00:00:00Z',
    url: 'https://shop.example/all?a=1&b=2',
    images: ['a b.png'],
    imageAlts: { 'a b.png': 'Cup, from above &lt;b&gt;' },
    locale: 'en-GB',
    inStock: false,
    tags: ['new', 'a &lt;b&gt; c'],
    identifiers: ['SKU-1'],
    attributes: { Material: ['wool', 'silk &lt;u&gt;'], 'Fit &lt;b&gt;': ['wide'] },
    variants: [
      {
        id: 'v1',
        title: 'S &lt;b&gt;',
        options: [{ name: 'Size', value: 'S' }],
        price: EUR('5.00'),
        compareAtPrice: EUR('9.00'),
        inStock: true,
        image: 'a b.png',
        identifiers: ['SKU-1-S']
      },
      { id: 'v2' }
    ]
  }
]

async function all (store: MemoryVectorStore): Promise<Array<Record<string, unknown>>> {
  const products: Array<Record<string, unknown>> = []
  for await (const product of exportCatalogue({ store, catalogue: 'shop', dimension: 8, mediaUrl: '/media/' })) {
    products.push(product)
  }
  return products
}

t.test('what is exported is read back to an equal catalogue, record for record', async (t) => {
  const first = await setUp(t)
  await writePhoto(path.join(first.root, 'a b.png'), 10)
  await writePhoto(path.join(first.root, 'c%.png'), 20)
  await writeJsonLines(first.file, PRODUCTS)
  t.match(await first.run(), { new: 3, rejected: 0, imagesRejected: 0 })

  const second = await setUp(t)
  const exported = await all(first.store)
  await writeJsonLines(second.file, exported)
  t.match(await second.run({ imagesDir: first.root }), { new: 3, rejected: 0, imagesRejected: 0 })

  t.equal(exported.length, 3)
  t.same(sorted(contents(second.store)), sorted(contents(first.store)))
  t.match(
    exported.find(({ id }) => id === 'photo#1'),
    { images: ['a b.png', 'c%.png'] }
  )
  await writeJsonLines(first.file, exported)
  t.match(await first.run(), { unchanged: 3 }, 'the catalogue itself is told to be as the file says')
})

t.test('a catalogue that is not there is said to be empty', async (t) => {
  await t.rejects(all(new MemoryVectorStore()), { code: 'CATALOGUE_EMPTY' })
})

/** Equal contents are equal text. */
function sorted (stored: unknown): unknown {
  return JSON.parse(JSON.stringify(stored))
}
