import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import type { CatalogueRow, ReadOptions } from '../../../src/catalogue/sources/catalogue-row.ts'
import { ImageIndex } from '../../../src/catalogue/sources/abo/image-index.ts'
import { findImageRoot } from '../../../src/catalogue/photos/image-root.ts'
import { IngestService } from '../../../src/catalogue/ingest/ingest-service.ts'
import type { IngestOptions } from '../../../src/catalogue/ingest/ingest-options.ts'
import { countLines, readCatalogue } from '../../../src/catalogue/sources/read-catalogue.ts'
import { folder, writePhoto } from '../../fixtures/catalogue-files.ts'
import { FakeEmbedder } from '../../fixtures/fake-embedder.ts'
import { MemoryVectorStore } from '../../fixtures/memory-vector-store.ts'

interface Test {
  teardown(end: () => unknown): void
}

const IMAGES = { maxBytes: 1e6, maxPixels: 1e6, allowPrivate: false }
const INDEX = 'image_id,height,width,path\n71chairL,8,8,8c/8cchair.png\n81sideL,8,8,1a/1aside.png\n'

const text = (tag: string, ...values: string[]) => values.map((value) => ({ language_tag: tag, value }))
const size = (value: number, unit: string) => ({ value, unit, normalized_value: { value, unit } })

async function dataset (t: Test, shards: readonly (readonly (object | string)[])[], index = INDEX): Promise<string> {
  const root = await folder(t)
  for (const made of ['listings/metadata', 'images/metadata', 'images/small/8c', 'images/small/1a']) {
    await mkdir(path.join(root, made), { recursive: true })
  }
  for (const i of shards.keys()) await writeFile(shardOf(root, i), pack(shards[i]!))
  await writeFile(path.join(root, 'images/metadata/images.csv.gz'), gzipSync(index))
  await writePhoto(path.join(root, 'images/small/8c/8cchair.png'), 10)
  await writePhoto(path.join(root, 'images/small/1a/1aside.png'), 90)
  return root
}

function shardOf (root: string, i: number): string {
  return path.join(root, `listings/metadata/listings_${i}.json.gz`)
}

function pack (listings: readonly (object | string)[]): Buffer {
  return gzipSync(
    listings.map((listing) => `${typeof listing === 'string' ? listing : JSON.stringify(listing)}\n`).join('')
  )
}

async function read (source: string, options: ReadOptions = {}): Promise<CatalogueRow[]> {
  const rows: CatalogueRow[] = []
  for await (const row of readCatalogue(source, { format: 'abo', ...options })) rows.push(row)
  return rows
}

function productOf (row: CatalogueRow | undefined) {
  return row && 'product' in row ? row.product : undefined
}

function service (dataDir: string) {
  const store = new MemoryVectorStore()
  const embedder = new FakeEmbedder()
  const run = async (options: IngestOptions) =>
    await new IngestService({ embedder, store, catalogue: 'shop', dimensions: [8], dataDir, images: IMAGES }).run({
      format: 'abo',
      ...options
    })
  return { store, embedder, run }
}

const titled = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, i) => ({ item_id: `${prefix}${i}`, item_name: text('en_US', `Mug ${i}`) }))

t.test('a full listing becomes a product with its photos found through the index', async (t) => {
  const root = await dataset(t, [
    [
      {
        item_id: 'B01CHAIR',
        domain_name: 'amazon.com',
        country: 'US',
        item_name: text('en_US', 'Oak dining chair'),
        brand: text('en_US', 'Plainfield'),
        bullet_point: text('en_US', 'Solid &amp; sturdy', 'Seat of cane'),
        product_description: text('en_US', '<p>For long dinners.</p>'),
        item_keywords: text('en_US', 'chair'),
        color: text('en_US', 'Natural'),
        material: text('en_US', 'Oak', 'Cane', 'Oak'),
        style: text('en_US', 'Rustic'),
        model_number: [{ value: 'PF-17' }],
        model_year: [{ value: 2019 }],
        product_type: [{ value: 'CHAIR' }],
        item_dimensions: { height: size(35.5, 'inches'), width: size(18, 'inches') },
        item_weight: [size(9.25, 'pounds')],
        node: [
          { node_id: 1, node_name: '/Categories/Furniture/Chairs' },
          { node_id: 2, node_name: '/Deals' }
        ],
        main_image_id: '71chairL',
        other_image_id: ['81sideL', '71chairL', '99lostL']
      }
    ]
  ])

  t.same(await read(root), [
    {
      line: 1,
      product: {
        id: 'B01CHAIR',
        title: 'Oak dining chair',
        description: 'For long dinners. Solid & sturdy Seat of cane',
        brand: 'Plainfield',
        color: 'Natural',
        colors: ['Natural'],
        category: 'Categories/Furniture/Chairs',
        locale: 'en-US',
        images: ['8c/8cchair.png', '1a/1aside.png', '99lostL'],
        tags: [],
        identifiers: ['PF-17'],
        attributes: {
          material: ['Oak', 'Cane'],
          style: ['Rustic'],
          'model year': ['2019'],
          'product type': ['CHAIR'],
          width: ['18 inches'],
          height: ['35.5 inches'],
          weight: ['9.25 pounds']
        },
        variants: []
      }
    }
  ])
})

t.test('texts come in the language wanted, else in its other countries, else in English, else in any', async (t) => {
  const names = (...tags: string[]) => tags.flatMap((tag) => text(tag, `in ${tag}`))
  const root = await dataset(t, [
    [
      { item_id: 'a', item_name: names('fr_FR', 'en_US', 'de_DE', 'de_AT'), brand: names('en_GB') },
      { item_id: 'b', item_name: names('fr_FR', 'en_US', 'de_CH') },
      { item_id: 'c', item_name: names('fr_FR', 'en_IN') },
      { item_id: 'd', item_name: names('ja_JP', 'fr_FR') }
    ]
  ])
  const used = async (language?: string) =>
    (await read(root, { language })).map((row) => [productOf(row)?.title, productOf(row)?.locale])

  t.same(await used('de-at'), [
    ['in de_AT', 'de-AT'],
    ['in de_CH', 'de-CH'],
    ['in en_IN', 'en-IN'],
    ['in ja_JP', 'ja-JP']
  ])
  t.same(await used('fr'), [
    ['in fr_FR', 'fr-FR'],
    ['in fr_FR', 'fr-FR'],
    ['in fr_FR', 'fr-FR'],
    ['in fr_FR', 'fr-FR']
  ])
  t.same(await used(), [
    ['in en_US', 'en-US'],
    ['in en_US', 'en-US'],
    ['in en_IN', 'en-IN'],
    ['in ja_JP', 'ja-JP']
  ])
  t.equal(productOf((await read(root, { language: 'de_AT' }))[0])?.brand, 'in en_GB', 'each field for itself')
})

t.test(
  'all but the id may be missing or of another form; what is no product is named by shard and line',
  async (t) => {
    const many = Array.from({ length: 30 }, (_, i) => `img${i}`)
    const root = await dataset(t, [
      [
        {
          item_id: 'a',
          main_image_id: '71chairL',
          node: [],
          item_weight: [],
          item_dimensions: null,
          brand: 'plain',
          color: [null, { value: ' ' }]
        },
        '',
        '[1]'
      ],
      [
        { item_id: 'b', product_type: [{ value: 'RUG' }], item_name: text('en_US', 'Rug'), other_image_id: many },
        { item_name: text('en_US', 'Nobody') },
        { item_id: 'c' },
        '{"item_id":'
      ]
    ])
    const rows = await read(root)

    t.match(
      rows.map((row) => ('reason' in row ? [row.line, row.reason, row.id] : [row.line, row.product.id])),
      [
        [1, 'a'],
        [3, /^listings_0\.json\.gz line 3: .*not a JSON object/],
        [4, 'b'],
        [5, /^listings_1\.json\.gz line 2: .*it has no id/],
        [6, /title and images are both absent/, 'c'],
        [7, /^listings_1\.json\.gz line 4: the line is not JSON/]
      ]
    )
    t.same(productOf(rows[0]), {
      id: 'a',
      images: ['8c/8cchair.png'],
      tags: [],
      identifiers: [],
      colors: [],
      attributes: {},
      variants: []
    })
    t.match(productOf(rows[2]), { category: 'RUG', images: many.slice(0, 20) })
    t.equal(await countLines(root, 'abo'), 7)
  }
)

t.test('the first shop of an item stands, and photos that index or folder lack are listed', async (t) => {
  const listing = {
    item_id: 'a',
    item_name: text('en_US', 'Chair'),
    main_image_id: '71chairL',
    other_image_id: ['99lostL']
  }
  const root = await dataset(t, [
    [{ ...listing, domain_name: 'amazon.com' }],
    [{ ...listing, domain_name: 'amazon.in', item_name: text('en_IN', 'Other') }]
  ])
  const { store, run } = service(path.join(root, 'data'))
  const report = await run({ file: root })

  t.match(report, { new: 1, rejected: 1, imagesRejected: 1, views: 2, imageRoot: path.join(root, 'images/small') })
  t.match(
    (await readFile(report.rejectsFile!, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
    [
      { line: 1, id: 'a', kind: 'image', code: 'IMAGE_FETCH_FAILED', image: '99lostL' },
      { line: 2, id: 'a', kind: 'row', reason: 'duplicate of line 1' }
    ]
  )
  t.match(store.indexes.get('shop-8')!.records.get('a#image-0')!.metadata, {
    title: 'Chair',
    imageUrl: '/media/8c/8cchair.png'
  })
  t.match(await run({ file: root, dryRun: true }), { unchanged: 1, rejected: 1, imagesRejected: 1 })
})

t.test(
  'stopped in the second shard, the next run goes on there; another shard or language begins anew',
  async (t) => {
    const root = await dataset(t, [titled(50, 'a'), titled(90, 'b'), titled(20, 'c')])
    const { store, embedder, run } = service(path.join(root, 'data'))
    const interrupt = async () => {
      const stop = new AbortController()
      let products = 0
      store.onUpsert = (_index, records) => {
        products += records.filter(({ key }) => key !== '#manifest').length
        if (products > 80) stop.abort()
      }
      t.match(await run({ file: root, recreate: true, signal: stop.signal }), { isInterrupted: true })
      store.onUpsert = () => {}
    }
    await interrupt()
    embedder.calls = 0
    const report = await run({ file: root })

    t.ok(report.resumedAt! > 50 && report.resumedAt! < 140, `resumed at ${report.resumedAt}`)
    t.equal(embedder.calls, 160 - report.resumedAt!, 'what was confirmed is not embedded again')
    t.match(report, { new: 160, rejected: 0 })
    t.equal([...store.indexes.get('shop-8')!.records.keys()].filter((key) => key !== '#manifest').length, 160)

    await interrupt()
    t.equal((await run({ file: root, language: 'de_DE' })).resumedAt, undefined)
    await interrupt()
    await utimes(shardOf(root, 2), new Date(), new Date(0))
    t.equal((await run({ file: root })).resumedAt, undefined)
  }
)

t.test('one shard is read alone, and photos may lie elsewhere with their index', async (t) => {
  const listing = { item_id: 'b', main_image_id: '71chairL' }
  const [root, other] = [
    await dataset(t, [titled(1, 'a'), [listing]]),
    await dataset(t, [], 'path,image_id\nab/moved.png,71chairL\n')
  ]

  t.match(await read(shardOf(root, 1)), [{ line: 1, product: { id: 'b', images: ['8c/8cchair.png'] } }])
  t.equal(await findImageRoot(shardOf(root, 1), { format: 'abo' }), path.join(root, 'images/small'))
  t.match(productOf((await read(root, { imagesDir: path.join(other, 'images/small') }))[1]), {
    images: ['ab/moved.png']
  })
  await rm(path.join(root, 'images'), { recursive: true })
  await t.rejects(read(root), {
    code: 'CATALOGUE_FILE_INVALID',
    message: /images\/small nor .*images\/original; pass the folder/
  })
})

t.test('damaged, empty and missing parts are named', async (t) => {
  const root = await dataset(t, [titled(1, 'a'), titled(5, 'b')])
  const broken = { code: 'CATALOGUE_FILE_INVALID', message: /listings_1\.json\.gz/ }
  await writeFile(shardOf(root, 1), pack(titled(5, 'b')).subarray(0, -6))
  await t.rejects(read(root), broken)
  await t.rejects(service(path.join(root, 'data')).run({ file: root }), broken)
  await writeFile(shardOf(root, 1), '')
  await t.rejects(read(root), { message: /listings_1\.json\.gz cannot be used: it is empty/ })

  const index = path.join(root, 'images/metadata/images.csv.gz')
  await writeFile(index, gzipSync('image_id,height,width,path\n71chairL,8\n'))
  await t.rejects(ImageIndex.read(index), {
    message: /images\.csv\.gz cannot be used: line 2 lacks the id or the path/
  })
  await writeFile(index, gzipSync('id,file\n'))
  await t.rejects(read(root), { message: /no columns image_id and path/ })
  await writeFile(index, '')
  await t.rejects(read(root), { message: /images\.csv\.gz cannot be used: it is empty/ })
  await t.rejects(read(await folder(t)), { message: /it has no listings\/metadata\/\*\.json\.gz/ })
})

t.test('an index larger than its first buffer finds each path', async (t) => {
  const file = path.join(await folder(t), 'images.csv')
  await writeFile(
    file,
    `image_id,height,width,path\n${Array.from({ length: 9000 }, (_, i) => `id${i},1,1,${i % 256}/photo-${i}.jpg`).join('\n')}`
  )
  const index = await ImageIndex.read(file)

  t.equal(index.size, 9000)
  t.same(
    ['id0', 'id4567', 'id8999', 'id9000'].map((id) => index.pathOf(id)),
    ['0/photo-0.jpg', '215/photo-4567.jpg', '39/photo-8999.jpg', undefined]
  )
})
