import { readFile, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { IngestService } from '../../../src/catalogue/ingest/ingest-service.ts'
import { readManifest } from '../../../src/catalogue/manifest.ts'
import { inspectImage } from '../../../src/images/inspect-image.ts'
import { writeJsonLines, writePhoto } from '../../fixtures/catalogue-files.ts'
import { FakeEmbedder } from '../../fixtures/fake-embedder.ts'
import { contents, IMAGES, keys, setUp, titled } from '../../fixtures/ingest.ts'

t.test('every view is embedded once and stored at every dimension, with a manifest', async (t) => {
  const { root, file, store, embedder, run, leftOver } = await setUp(t)
  await writePhoto(path.join(root, 'a 1.png'), 10)
  await writePhoto(path.join(root, 'a2.png'), 20)
  await writeJsonLines(file, [
    {
      id: 'a',
      title: 'Red mug',
      category: 'Home/Mugs',
      price: { amount: '5.00', currency: 'EUR' },
      images: ['a 1.png', 'a2.png']
    },
    { id: 'b', title: 'x'.repeat(400), tags: ['new'], price: { amount: '9.00', currency: 'EUR' } }
  ])

  const report = await run()

  t.match(report, {
    new: 2,
    changed: 0,
    unchanged: 0,
    rejected: 0,
    deleted: 0,
    views: 4,
    isInterrupted: false,
    rejectsFile: undefined,
    imageRoot: root
  })
  t.equal(embedder.calls, 4)
  t.equal(embedder.texts.find((text) => text.startsWith('x'))!.length, embedder.maxTextLength)
  t.same(keys(store), ['a#image-0', 'a#image-1', 'a#text', 'b#text'])
  t.same(keys(store, 'shop-8'), keys(store))
  t.match(store.indexes.get('shop-8')!.records.get('a#image-0'), {
    metadata: {
      imageUrl: '/media/a%201.png',
      images: ['/media/a%201.png', '/media/a2.png'],
      category: ['Home', 'Home/Mugs']
    }
  })
  t.match(await readManifest(store.indexes.get('shop-8')!), {
    model: 'fake-1',
    dimension: 8,
    products: 2,
    views: 4,
    updatedAt: String,
    facets: {
      categories: [
        { value: 'Home', count: 1 },
        { value: 'Home/Mugs', count: 1 }
      ],
      tags: [{ value: 'new', count: 1 }],
      price: { min: 5, max: 9, currency: 'EUR' }
    },
    calibration: { text: { text: { matched: Number, mean: Number }, image: { matched: Number, mean: Number } } }
  })
  t.same(await leftOver(), [])
})

t.test('unchanged products are skipped, changed ones replaced, photos that vanished deleted', async (t) => {
  const { root, file, store, embedder, run } = await setUp(t)
  for (const shade of [1, 2]) await writePhoto(path.join(root, `${shade}.png`), shade)
  await writeJsonLines(file, [
    { id: 'same', title: 'Same', images: ['1.png'] },
    { id: 'fewer', title: 'Fewer', images: ['1.png', '2.png'] },
    { id: 'photo', images: ['2.png'] }
  ])
  await run()
  embedder.calls = 0

  t.match(await run(), { new: 0, changed: 0, unchanged: 3, views: 0 })
  t.equal(embedder.calls, 0)

  await writePhoto(path.join(root, '2.png'), 99)
  await writeJsonLines(file, [
    { title: 'Same', id: 'same', images: ['1.png'] },
    { id: 'fewer', images: ['1.png'] },
    { id: 'photo', images: ['2.png'] }
  ])
  t.match(await run(), { new: 0, changed: 2, unchanged: 1 })
  t.same(keys(store), ['fewer#image-0', 'photo#image-0', 'same#image-0', 'same#text'])
  t.same(keys(store, 'shop-8'), keys(store))
})

t.test('products that the file lost are deleted on request only, bad rows keep theirs', async (t) => {
  const { file, store, run } = await setUp(t)
  await writeJsonLines(file, titled(4))
  await run()
  await writeJsonLines(file, [
    { id: 'p0', title: 'Product 0', brand: 'Even' },
    { id: 'p1', title: '' }
  ])

  t.match(await run(), { deleted: 0, rejected: 1 })
  t.equal(keys(store).length, 4)
  t.match(await run({ deleteMissing: true }), { deleted: 2 })
  t.same(keys(store), ['p0#text', 'p1#text'])
  t.same(keys(store, 'shop-8'), ['p0#text', 'p1#text'])
  t.match(await readManifest(store.indexes.get('shop-32')!), { products: 2 })
})

t.test('what cannot be used is listed with line, id, code and reason, and the rest is in', async (t) => {
  const { root, file, store, embedder, run } = await setUp(t)
  await writePhoto(path.join(root, 'good.png'), 1)
  await writePhoto(path.join(root, 'torn.png'), 2)
  await writeFile(path.join(root, 'text.png'), 'hello')
  embedder.unreadable = (await inspectImage(await readFile(path.join(root, 'torn.png')), IMAGES)).hash
  await writeJsonLines(file, [
    { id: 'a', title: 'A', images: ['none.png', 'torn.png', 'good.png'] },
    { id: 'b', images: ['torn.png', 'http://127.0.0.1/x.png'] },
    { id: 'c', title: '' },
    { id: 'a', title: 'A again' },
    { id: 'd', title: 'D', images: ['text.png'] }
  ])
  const report = await run()
  const rejects = (await readFile(report.rejectsFile!, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object)

  t.match(report, { new: 2, rejected: 3, imagesRejected: 5 })
  t.match(rejects, [
    { line: 1, id: 'a', kind: 'image', code: 'IMAGE_FETCH_FAILED', image: 'none.png' },
    { line: 1, id: 'a', kind: 'image', code: 'IMAGE_UNREADABLE', image: 'torn.png' },
    { line: 2, id: 'b', kind: 'image', code: 'IMAGE_FETCH_FAILED', reason: /no public address/ },
    { line: 2, id: 'b', kind: 'image', code: 'IMAGE_UNREADABLE' },
    { line: 2, id: 'b', kind: 'row', code: 'PRODUCT_INVALID', reason: /none of its photos/ },
    { line: 3, id: 'c', kind: 'row', code: 'PRODUCT_INVALID' },
    { line: 4, id: 'a', kind: 'row', code: 'PRODUCT_INVALID', reason: 'duplicate of line 1' },
    { line: 5, id: 'd', kind: 'image', code: 'UNSUPPORTED_MEDIA_TYPE' }
  ])
  t.match(store.indexes.get('shop-32')!.records.get('a#image-0')!.metadata, { images: ['/media/good.png'] })
  t.same(keys(store), ['a#image-0', 'a#text', 'd#text'])
})

t.test('what a model refuses is listed, and the rest is in', async (t) => {
  const { root, file, store, embedder, run } = await setUp(t)
  await writePhoto(path.join(root, 'good.png'), 1)
  await writePhoto(path.join(root, 'refused.png'), 2)
  await writeJsonLines(file, [
    { id: 'a', title: 'A', images: ['refused.png', 'good.png'] },
    { id: 'b', title: 'B' },
    { id: 'c', title: 'C' }
  ])
  embedder.refused = (await inspectImage(await readFile(path.join(root, 'refused.png')), IMAGES)).hash
  t.match(await run(), { new: 3, rejected: 0, imagesRejected: 1 })
  t.same(keys(store), ['a#image-0', 'a#text', 'b#text', 'c#text'])

  embedder.refused = embedder.texts.find((text) => text.includes('B'))!
  const report = await run({ recreate: true })
  const rejects = (await readFile(report.rejectsFile!, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object)

  t.match(report, { new: 2, rejected: 1, imagesRejected: 0 })
  t.match(rejects, [
    { line: 2, id: 'b', kind: 'row', code: 'MODEL_REJECTED_INPUT', reason: /fake-1 refuses the input: it is not fit/ }
  ])
})

t.test('stopped at any batch, the next run ends with what an undisturbed one has', async (t) => {
  const products = [
    ...titled(300),
    { id: 'p3', title: 'double' },
    ...titled(80).map(({ id, title }) => ({ id: `q${id}`, title }))
  ]
  const whole = await setUp(t)
  await writeJsonLines(whole.file, products)
  const expected = await whole.run()

  for (let batch = 1; batch <= 3; batch++) {
    for (const how of ['abort', 'throw'] as const) {
      const { file, store, embedder, run, leftOver } = await setUp(t)
      await writeJsonLines(file, products)
      const stop = new AbortController()
      let upserts = 0
      store.onUpsert = (index, [record]) => {
        if (index !== 'shop-8' || record!.key === '#manifest' || ++upserts !== batch) return
        if (how === 'abort') stop.abort()
        else throw new Error('killed')
      }
      if (how === 'abort') t.match(await run({ signal: stop.signal }), { isInterrupted: true }, `${how} ${batch}`)
      else await t.rejects(run(), { message: 'killed' })
      if (batch > 1) t.equal((await leftOver()).length, 1, 'a checkpoint is left')
      const calls = embedder.calls
      store.onUpsert = () => {}

      const report = await run()

      t.same(contents(store), contents(whole.store), `${how} in batch ${batch}: equal contents`)
      t.match(report, {
        rejected: 1,
        isInterrupted: false,
        resumedAt: batch > 1 || how === 'abort' ? Number : undefined
      })
      t.equal(report.new + report.changed + report.unchanged, expected.new, 'every product is counted once')
      t.equal((await readFile(report.rejectsFile!, 'utf8')).split('\n').length, 2, 'a reject is listed once')
      if (batch > 2) t.ok(embedder.calls - calls < products.length - 80, 'what was confirmed is not embedded again')
      t.same(await leftOver(), [])
    }
  }
})

t.test('a checkpoint is void once the file, the settings or the indexes have changed', async (t) => {
  const { file, store, run } = await setUp(t)
  await writeJsonLines(file, titled(100))
  const interrupt = async () => {
    const stop = new AbortController()
    store.onUpsert = (_index, [record]) => record!.key !== '#manifest' && stop.abort()
    t.match(await run({ recreate: true, signal: stop.signal }), { isInterrupted: true })
    store.onUpsert = () => {}
  }
  await interrupt()
  await utimes(file, new Date(), new Date(0))
  t.equal((await run()).resumedAt, undefined, 'another time of the file')

  await interrupt()
  t.equal((await run({ mediaUrl: 'https://cdn/' })).resumedAt, undefined, 'another setting')

  await interrupt()
  store.indexes.clear()
  t.match(await run(), { resumedAt: undefined, new: 100 }, 'other indexes')
})

t.test('another model is refused until the catalogue is made anew; an unknown dimension always', async (t) => {
  const { file, store, dataDir, run } = await setUp(t)
  await writeJsonLines(file, titled(2))
  await run()
  const other = new IngestService({
    embedder: new FakeEmbedder('fake-2'),
    store,
    catalogue: 'shop',
    dimensions: [32],
    dataDir,
    images: IMAGES
  })

  await t.rejects(other.run({ file }), { code: 'MODEL_MISMATCH', message: /fake-1.*fake-2/ })
  t.match(await other.run({ file, recreate: true }), { new: 2, switchedTo: 2 })
  t.match(await readManifest(store.indexes.get('shop-g2-32')!), { model: 'fake-2' })
  t.match(
    await readManifest(store.indexes.get('shop-32')!),
    { model: 'fake-1' },
    'kept for services that still run it'
  )
  t.throws(
    () =>
      new IngestService({
        embedder: new FakeEmbedder(),
        store,
        catalogue: 'shop',
        dimensions: [9],
        dataDir,
        images: IMAGES
      }),
    { code: 'DIMENSION_UNSUPPORTED' }
  )
})

t.test('nothing is deleted for the sake of a file that is no catalogue', async (t) => {
  const { file, store, run } = await setUp(t)
  await writeJsonLines(file, titled(2))
  await run()
  const before = contents(store)
  for (const text of ['<rss></rss>', '[{"id":"a"}]', '']) {
    await writeFile(file, text)
    await t.rejects(run({ recreate: true }), { code: 'CATALOGUE_FILE_INVALID' })
    t.same(contents(store), before, text)
  }
})

t.test('a dimension added later is filled, though the others have everything', async (t) => {
  const { file, store, embedder, dataDir, run } = await setUp(t)
  await writeJsonLines(file, titled(3))
  await run()
  const wider = new IngestService({
    embedder,
    store,
    catalogue: 'shop',
    dimensions: [32, 16, 8],
    dataDir,
    images: IMAGES
  })

  t.match(await wider.run({ file }), { changed: 3 })
  t.same(keys(store, 'shop-16'), keys(store))
})

t.test('the manifest of a large, varied catalogue stays within a record', async (t) => {
  const { file, store, run } = await setUp(t, { dimensions: [8] })
  const word = (i: number) => `${i}`.padStart(90, 'w')
  await writeJsonLines(
    file,
    Array.from({ length: 1200 }, (_, i) => ({
      id: `p${i}`,
      title: `T ${i}`,
      brand: word(i),
      color: word(i),
      category: `${word(i % 300)}/x`,
      tags: [word(i), 'all']
    }))
  )
  await run()
  const manifest = await readManifest(store.indexes.get('shop-8')!)

  t.match(manifest, { products: 1200, views: 1200, facets: { tags: [{ value: 'all', count: 1200 }] } })
  t.ok(Buffer.byteLength(JSON.stringify(manifest)) < 38_500)
})
