import path from 'node:path'
import t, { type Test } from 'tap'
import { CatalogueService } from '../../src/catalogue/catalogue-service.ts'
import { readGenerations } from '../../src/catalogue/generations.ts'
import { NO_DECISIONS } from '../../src/catalogue/ingest/decisions.ts'
import { IngestService } from '../../src/catalogue/ingest/ingest-service.ts'
import { MediaLoader } from '../../src/catalogue/media/load-media.ts'
import { ProductImageLoader } from '../../src/catalogue/photos/load-image.ts'
import { CatalogueWriter } from '../../src/catalogue/write/catalogue-writer.ts'
import { readWritten } from '../../src/catalogue/write-journal.ts'
import type { EmbedInput, EmbedOptions } from '../../src/embedding/embedder.ts'
import { createVectorStore } from '../../src/vectors/create-vector-store.ts'
import type { IndexSpec, VectorIndex, VectorRecord, VectorStore } from '../../src/vectors/vector-store.ts'
import { awsEnvironment } from '../fixtures/aws-environment.ts'
import { folder, writeJsonLines } from '../fixtures/catalogue-files.ts'
import { FakeEmbedder } from '../fixtures/fake-embedder.ts'
import { gate } from '../fixtures/gate.ts'
import { IMAGES, titled } from '../fixtures/ingest.ts'

const DIMENSIONS = [32, 8]
const EUR = (amount: string) => ({ amount, currency: 'EUR' })
const COUNT = 160

/** Stops at one text until it is let go on. */
class GatedEmbedder extends FakeEmbedder {
  readonly reached = gate()
  readonly onward = gate()

  override async embed (input: EmbedInput, options: EmbedOptions) {
    if ('text' in input && input.text.startsWith('Product 150')) {
      this.reached.open()
      await this.onward.promise
    }
    return await super.embed(input, options)
  }
}

/** A complete catalogue, a service that writes to it, and an ingest that builds it anew. */
async function shop (t: Test, kind: 'lancedb' | 's3') {
  const { config, folder: dataDir } = await awsEnvironment(t, { env: { VECTOR_STORE: kind } })
  const store = await createVectorStore(config)
  t.teardown(async () => await store.close())
  if (kind === 's3') await (store as VectorStore & { createBucket(): Promise<void> }).createBucket()
  const file = path.join(await folder(t), 'products.jsonl')
  await writeJsonLines(file, titled(COUNT).map((product) => ({ ...product, price: EUR('10') })))
  const ingest = async (embedder: FakeEmbedder, recreate: boolean, through = store) =>
    await new IngestService({
      embedder, store: through, catalogue: 'products', dimensions: DIMENSIONS, dataDir, images: IMAGES
    }).run({ file, recreate })
  const service = (model = 'fake-1', refreshMs = 4000, through = store) =>
    new CatalogueService({
      store: through, embedder: new FakeEmbedder(model), name: 'products', dimensions: DIMENSIONS, refreshMs
    })
  const writer = (catalogue: CatalogueService, model = 'fake-1') =>
    new CatalogueWriter({
      store,
      catalogue,
      embedder: new FakeEmbedder(model),
      loader: new ProductImageLoader({ ...IMAGES, root: dataDir, mediaUrl: '/media/' }),
      mediaLoader: new MediaLoader({
        root: dataDir, mediaUrl: '/media/', allowPrivate: false, maxBytes: 1e6, maxSeconds: 10, maxPages: 5
      }),
      decisions: NO_DECISIONS
    })
  await ingest(new FakeEmbedder('fake-1'), false)
  return { store, ingest, service, writer }
}

/** The same with one method in another way. */
function withCall<T extends object> (target: T, name: keyof T, call: unknown): T {
  return new Proxy(target, {
    get: (of, key) => {
      const value: unknown = key === name ? call : Reflect.get(of, key)
      return typeof value === 'function' && key !== name ? (value.bind(of) as unknown) : value
    }
  })
}

/** What the catalogue has of products, whichever dimension is asked. */
async function states (catalogue: CatalogueService, ids: readonly string[]) {
  const products = await catalogue.products(ids)
  return Object.fromEntries(ids.map((id) => [id, products.get(id)?.price?.amount ?? products.get(id)?.title]))
}

const IDS = ['p1', 'p2', 'p155', 'p156', 'new', 'gone']
const WANTED = { p1: '77', p2: undefined, p155: '88', p156: undefined, new: 'New one', gone: undefined }

for (const kind of ['lancedb', 's3'] as const) {
  for (const model of ['fake-1', 'fake-2']) {
    t.test(`on ${kind}, what is written while ${model} builds a generation is in it`, async (t) => {
      const { store, ingest, service, writer } = await shop(t, kind)
      const [live, other] = [service(), service()]
      // Both have seen the live generation and go by it for seconds.
      await Promise.all([live.open(), other.open(8)])
      const embedder = new GatedEmbedder(model)
      const building = ingest(embedder, true)
      await embedder.reached.promise
      const writes = writer(live)
      const offers = [{ id: 'p1', price: EUR('77') }, { id: 'p155', price: EUR('88') }]
      t.match(await writes.updateOffers(offers), { updated: 2 })
      t.match(await writes.upsert([{ id: 'new', title: 'New one' }, { id: 'gone', title: 'Gone' }]), { created: 2 })
      t.match(await writes.delete(['p2', 'p156', 'gone']), { deleted: 3 })
      t.equal((await readGenerations(store, 'products')).building, 2)
      embedder.onward.open()
      t.match(await building, { switchedTo: 2 })

      const after = service(model, 0)
      t.same(await states(after, IDS), WANTED)
      const { manifest } = await after.open()
      t.equal(manifest.products, COUNT - 2 + 1, 'and counted')
      t.same(await readGenerations(store, 'products'), { live: 2, kept: [1] })

      // A service that has not looked since goes by what is live, not by what it knew.
      const late = writer(other)
      const write = late.updateOffers([{ id: 'p5', price: EUR('55') }])
      if (model === 'fake-1') {
        t.match(await write, { updated: 1 })
        t.match(await states(service(model, 0), ['p5']), { p5: '55' })
      } else {
        await t.rejects(write, { code: 'MODEL_MISMATCH' }, 'of another model, a service cannot write')
      }
    })
  }

  t.test(`on ${kind}, nothing is lost that is written around the switch itself`, async (t) => {
    const { store, ingest, service, writer } = await shop(t, kind)
    const switched = gate()
    const begun = gate()
    // Its own way to the store is held up in the midst of a write until the switch is done.
    const slow = service('fake-1', 4000, withCall(store, 'openIndex', async (name: string) => {
      const index = (await store.openIndex(name))!
      return name === 'products-8'
        ? withCall(index, 'update', async (...args: Parameters<VectorIndex['update']>) => {
          begun.open()
          await switched.promise
          await index.update(...args)
        })
        : index
    }))
    let during: Promise<unknown> | undefined
    const around = withCall(store, 'createIndex', async (spec: IndexSpec) => {
      const index = await store.createIndex(spec)
      return withCall(index, 'upsert', async (records: readonly VectorRecord[]) => {
        const isSwitch = records.some(({ metadata }) => String(metadata['attributes']).includes('"live":2'))
        if (!isSwitch) return await index.upsert(records)
        // The build has looked for the last time before it switches.
        await writer(service()).updateOffers([{ id: 'p3', price: EUR('33') }])
        during = writer(slow).updateOffers([{ id: 'p4', price: EUR('44') }])
        await begun.promise
        await index.upsert(records)
        switched.open()
      })
    })
    t.match(await ingest(new FakeEmbedder('fake-1'), true, around), { switchedTo: 2 })
    t.match(await during, { updated: 1 })
    t.same(await states(service('fake-1', 0), ['p3', 'p4', 'p5']), { p3: '33', p4: '44', p5: '10' })
  })
}

t.test('what an abandoned build noted is forgotten by the next, which has it from the live generation', async (t) => {
  const { store, ingest, service, writer } = await shop(t, 'lancedb')
  const embedder = new GatedEmbedder('fake-1')
  const building = ingest(embedder, true)
  await embedder.reached.promise
  await writer(service()).delete(['p1'])
  t.same([...(await readWritten(store, 'products')).keys()], ['p1'])
  embedder.onward.open()
  await building
  await ingest(new FakeEmbedder('fake-1'), true)
  t.same([...(await readWritten(store, 'products')).keys()], [])
  t.ok((await service('fake-1', 0).products(['p1'])).has('p1'), 'the file of the second build has it again')
})
