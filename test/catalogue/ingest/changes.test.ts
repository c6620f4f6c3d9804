import { rename } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { writeJsonLines, writePhoto } from '../../fixtures/catalogue-files.ts'
import { contents, setUp, titled } from '../../fixtures/ingest.ts'

const mug = (more: object = {}) => ({
  id: 'mug',
  title: 'Red mug',
  price: { amount: '5.00', currency: 'EUR' },
  inStock: true,
  images: ['a.png', 'b.png'],
  ...more
})
const offer = { price: { amount: '4.00', currency: 'EUR' }, inStock: false }

async function stored (t: Parameters<typeof setUp>[0]) {
  const shop = await setUp(t)
  await writePhoto(path.join(shop.root, 'a.png'), 1)
  await writePhoto(path.join(shop.root, 'b.png'), 2)
  await writeJsonLines(shop.file, [mug(), ...titled(20)])
  await shop.run()
  const asked = { calls: 0 }
  const embed = shop.embedder.embed.bind(shop.embedder)
  shop.embedder.embed = async (input, options) => {
    asked.calls++
    return await embed(input, options)
  }
  return {
    ...shop,
    asked,
    record: (key: string, index = 'shop-32') => shop.store.indexes.get(index)!.records.get(key)
  }
}

t.test('a change of price and stock asks the model nothing, not even for its measurements', async (t) => {
  const { file, run, asked, record } = await stored(t)
  const before = record('mug#image-1', 'shop-8')!.embedding
  await writeJsonLines(file, [mug(offer), ...titled(20)])

  t.match(await run(), { changed: 1, offersOnly: 1, unchanged: 20, views: 0 })
  t.equal(asked.calls, 0)
  t.match(record('mug#text')!.metadata, { price: 4, amount: '4.00', inStock: false })
  t.match(record('mug#image-1', 'shop-8')!.metadata, { price: 4 })
  t.ok(record('mug#image-1', 'shop-8')!.embedding.every((value, i) => Math.abs(value - before[i]!) < 1e-6))
})

t.test('of a product that changed, only what the model reads anew is embedded', async (t) => {
  const { root, file, run, embedder, record } = await stored(t)
  const photo = record('mug#image-0')!.embedding
  embedder.calls = 0
  await writeJsonLines(file, [mug({ title: 'Blue mug', url: 'https://shop/mug' }), ...titled(20)])
  t.match(await run(), { changed: 1, offersOnly: 0, views: 1 })
  t.equal(embedder.calls, 1)
  t.same(record('mug#image-0')!.embedding, photo)

  await writePhoto(path.join(root, 'b.png'), 99)
  t.match(await run(), { changed: 1, views: 1 })
  t.equal(embedder.calls, 2)

  await writeJsonLines(file, [mug({ title: 'Blue mug', tags: ['new'] }), ...titled(20)])
  t.match(await run(), { changed: 1, offersOnly: 0, views: 0 }, 'tags are not read')
})

t.test('photos that changed places or names keep their embeddings', async (t) => {
  const { root, file, run, embedder, record } = await stored(t)
  const [first, second] = ['mug#image-0', 'mug#image-1'].map((key) => record(key)!.embedding)
  embedder.calls = 0
  await writeJsonLines(file, [mug({ images: ['b.png', 'a.png'] }), ...titled(20)])
  t.match(await run(), { changed: 1, views: 0 })
  t.same([record('mug#image-0')!.embedding, record('mug#image-1')!.embedding], [second, first])

  await rename(path.join(root, 'a.png'), path.join(root, 'c.png'))
  await writeJsonLines(file, [mug({ images: ['c.png'] }), ...titled(20)])
  t.match(await run(), { changed: 1, views: 0 })
  t.same(record('mug#image-0')!.embedding, first, 'found at the place that it had')
  t.equal(record('mug#image-1'), undefined)
  t.equal(embedder.calls, 0)
})

t.test('changed and changed back, a catalogue is stored as one that never changed', async (t) => {
  const { file, run, store } = await stored(t)
  const round = (value: unknown) =>
    JSON.parse(
      JSON.stringify(value, (_key, part: unknown) =>
        part instanceof Float32Array ? [...part].map((x) => x.toFixed(5)) : part
      )
    ) as unknown
  const before = round(contents(store))
  await writeJsonLines(file, [
    mug({ ...offer, images: ['b.png'] }),
    ...titled(20).map((product) => ({ ...product, inStock: true }))
  ])
  t.match(await run(), { changed: 21, offersOnly: 20, views: 0 })
  await writeJsonLines(file, [mug(), ...titled(20)])
  await run()

  t.same(round(contents(store)), before)
})

t.test('a narrower dimension made later is cut from the wider one, at no cost', async (t) => {
  const { file, store, run, embedder } = await setUp(t, { dimensions: [32] })
  await writeJsonLines(file, titled(5))
  await run()
  const { IngestService } = await import('../../../src/catalogue/ingest/ingest-service.ts')
  const { IMAGES } = await import('../../fixtures/ingest.ts')
  embedder.calls = 0
  const wider = new IngestService({
    embedder,
    store,
    catalogue: 'shop',
    dimensions: [32, 8],
    dataDir: path.dirname(file),
    images: IMAGES
  })

  t.match(await wider.run({ file }), { changed: 5, views: 0 })
  t.equal(embedder.calls, 0)
  t.equal(store.indexes.get('shop-8')!.records.size, 6)
})
