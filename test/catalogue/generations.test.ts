import path from 'node:path'
import t, { type Test } from 'tap'
import { CatalogueService } from '../../src/catalogue/catalogue-service.ts'
import { pruneGenerations, readGenerations } from '../../src/catalogue/generations.ts'
import { IngestService } from '../../src/catalogue/ingest/ingest-service.ts'
import type { IngestOptions } from '../../src/catalogue/ingest/ingest-options.ts'
import { createVectorStore } from '../../src/vectors/create-vector-store.ts'
import type { VectorStore } from '../../src/vectors/vector-store.ts'
import { awsEnvironment } from '../fixtures/aws-environment.ts'
import { folder, writeJsonLines } from '../fixtures/catalogue-files.ts'
import { FakeEmbedder } from '../fixtures/fake-embedder.ts'
import { IMAGES, titled } from '../fixtures/ingest.ts'

const DIMENSIONS = [32, 8]

/**
 * A complete catalogue of the first model in each kind of store, and what a service and an ingest of a model do with
 * it.
 */
async function complete (t: Test, kind: 'lancedb' | 's3') {
  const { config, folder: dataDir } = await awsEnvironment(t, { env: { VECTOR_STORE: kind } })
  const store = await createVectorStore(config)
  t.teardown(async () => await store.close())
  if (kind === 's3') await (store as VectorStore & { createBucket(): Promise<void> }).createBucket()
  const file = path.join(await folder(t), 'products.jsonl')
  await writeJsonLines(file, titled(160))
  const ingest = async (model: string, options: Partial<IngestOptions> = {}) => {
    const embedder = new FakeEmbedder(model)
    const service = new IngestService({
      embedder,
      store,
      catalogue: 'products',
      dimensions: DIMENSIONS,
      dataDir,
      images: IMAGES
    })
    return { ...(await service.run({ file, ...options })), calls: embedder.calls }
  }
  const service = (model: string) =>
    new CatalogueService({
      store,
      embedder: new FakeEmbedder(model),
      name: 'products',
      dimensions: DIMENSIONS,
      refreshMs: 0
    })
  await ingest('fake-1')
  return { store, file, ingest, service }
}

for (const kind of ['lancedb', 's3'] as const) {
  t.test(
    `on ${kind}, a change of model is built beside what is searched, goes on when interrupted, and is switched in one step`,
    async (t) => {
      const { store, file, ingest, service } = await complete(t, kind)
      const [before, after] = [service('fake-1'), service('fake-2')]
      const titleOf = async (catalogue: CatalogueService) => (await catalogue.product('p0'))?.title
      await writeJsonLines(
        file,
        titled(160).map((product) => ({ ...product, title: `New ${product.title}` }))
      )
      await t.rejects(after.open(), { code: 'MODEL_MISMATCH' })

      const stop = new AbortController()
      const half = await ingest('fake-2', { recreate: true, signal: stop.signal, onProgress: () => stop.abort() })
      t.match(half, { isInterrupted: true, switchedTo: undefined })
      t.equal(await titleOf(before), 'Product 0', 'searches answer from the old one')
      await t.rejects(after.open(), { code: 'MODEL_MISMATCH' }, 'half of a generation is none')

      const rest = await ingest('fake-2', { recreate: true })
      t.match(rest, { new: 160, isInterrupted: false, switchedTo: 2, resumedAt: half.new })
      t.equal(rest.calls, 160 - half.new, 'nothing is embedded twice')
      t.same(await readGenerations(store, 'products'), { live: 2, kept: [1] })
      for (const dimension of DIMENSIONS) {
        t.equal((await after.open(dimension)).index.spec.name, `products-g2-${dimension}`)
      }
      t.equal(await titleOf(after), 'New Product 0')
      t.equal(await titleOf(before), 'Product 0', 'a service of the model of before goes on')

      t.match(
        await ingest('fake-2'),
        { unchanged: 160, switchedTo: undefined, calls: 0 },
        'later ingests go to the live one'
      )
      t.same(await pruneGenerations(store, 'products'), ['products-32', 'products-8'])
      t.same(await readGenerations(store, 'products'), { live: 2, kept: [] })
      t.equal(await titleOf(after), 'New Product 0')
      await t.rejects(before.open(), {
        code: 'MODEL_MISMATCH',
        message: /ingested with fake-2, the service runs fake-1/
      })
    }
  )
}

t.test('a running service follows a switch without being told', async (t) => {
  const { file, ingest, service } = await complete(t, 'lancedb')
  const running = service('fake-1')
  t.match(await running.product('p1'), { title: 'Product 1' })
  await writeJsonLines(file, [{ id: 'p1', title: 'Another' }])

  t.match(await ingest('fake-1', { recreate: true, yes: true }), { new: 1, switchedTo: 2 })

  t.match(await running.product('p1'), { title: 'Another' })
  t.equal(await running.product('p2'), undefined)
})

t.test('what an abandoned build left is replaced by the next one', async (t) => {
  const { file, ingest, service } = await complete(t, 'lancedb')
  const stop = new AbortController()
  await ingest('fake-2', { recreate: true, signal: stop.signal, onProgress: () => stop.abort() })
  await writeJsonLines(file, [{ id: 'only', title: 'Only' }])

  t.match(await ingest('fake-1', { recreate: true, yes: true }), { new: 1, switchedTo: 2, resumedAt: undefined })

  t.match((await service('fake-1').open()).manifest, { model: 'fake-1', products: 1 })
})
