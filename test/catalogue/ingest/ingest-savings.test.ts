import path from 'node:path'
import t from 'tap'
import { IngestService } from '../../../src/catalogue/ingest/ingest-service.ts'
import { folder, writeJsonLines, writePhoto } from '../../fixtures/catalogue-files.ts'
import { FakeEmbedder } from '../../fixtures/fake-embedder.ts'
import { MemoryVectorStore } from '../../fixtures/memory-vector-store.ts'

const IMAGES = { maxBytes: 1e6, maxPixels: 1e6, allowPrivate: false }

/** Texts that the summary at the end of a run compares. */
const SAMPLED = 100

/** Tells how many keys were looked up, but for those of manifests. */
class WatchedStore extends MemoryVectorStore {
  lookedUp = 0

  watch (): void {
    this.lookedUp = 0
    for (const index of this.indexes.values()) {
      const get = index.get.bind(index)
      index.get = async (keys) => {
        this.lookedUp += keys.filter((key) => !key.startsWith('#')).length
        return await get(keys)
      }
    }
  }
}

async function setUp (test: { teardown(end: () => unknown): void }) {
  const root = await folder(test)
  const file = path.join(root, 'products.jsonl')
  const [store, embedder] = [new WatchedStore(), new FakeEmbedder()]
  const service = new IngestService({
    embedder,
    store,
    catalogue: 'shop',
    dimensions: [32],
    dataDir: path.join(root, 'data'),
    images: IMAGES
  })
  return { root, file, store, embedder, run: async (signal?: AbortSignal) => await service.run({ file, signal }) }
}

t.test('a photo that several products share costs one model call and is stored for each', async (t) => {
  const { root, file, store, embedder, run } = await setUp(t)
  await writePhoto(path.join(root, 'shared.png'), 1)
  await writePhoto(path.join(root, 'copy.png'), 1)
  await writePhoto(path.join(root, 'own.png'), 2)
  await writeJsonLines(file, [
    { id: 'a', images: ['shared.png'] },
    { id: 'b', images: ['shared.png', 'own.png'] },
    { id: 'c', images: ['copy.png'] }
  ])

  t.match(await run(), { new: 3, views: 4 })

  t.equal(embedder.calls, 2)
  const records = store.indexes.get('shop-32')!.records
  t.same(records.get('a#image-0')!.embedding, records.get('c#image-0')!.embedding)
  t.not(records.get('b#image-1')!.embedding[0], records.get('a#image-0')!.embedding[0])
})

t.test('a first ingest that was killed looks up the batch in doubt only, a later one lists everything', async (t) => {
  const { file, store, run } = await setUp(t)
  await writeJsonLines(
    file,
    Array.from({ length: 1000 }, (_, i) => ({ id: `p${i}`, title: `Product ${i}` }))
  )
  let batches = 0
  store.onUpsert = (_index, [record]) => {
    if (!record!.key.startsWith('#') && ++batches === 3) throw new Error('killed')
  }
  await t.rejects(run(), { message: 'killed' })
  store.onUpsert = () => {}
  store.watch()

  t.match(await run(), { new: 1000, unchanged: 0, resumedAt: 256 })
  t.ok(store.lookedUp > SAMPLED && store.lookedUp <= 2 * 256 + SAMPLED, `${store.lookedUp} keys`)

  store.lookedUp = 0
  t.match(await run(), { unchanged: 1000 })
  t.ok(store.lookedUp <= 2 * 64 + SAMPLED, `${store.lookedUp} keys before the listing`)
})
