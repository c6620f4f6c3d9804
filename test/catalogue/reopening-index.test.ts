import t, { type Test } from 'tap'
import type { Product } from '../../src/catalogue/product.ts'
import { LanceDbVectorStore } from '../../src/vectors/lancedb/lancedb-vector-store.ts'
import { PRODUCTS, product, testApp } from '../fixtures/app.ts'
import { WordEmbedder } from '../fixtures/word-embedder.ts'

const SEARCH = '{ search(text: "lamp") { items { product { id } } } product(id: "lamp") { title } }'

t.test('a running service goes on when its catalogue is deleted and made anew beside it', async (t) => {
  const dataDir = t.testdir()
  const served = await testApp(t, { dataDir })
  t.match((await served.ask(SEARCH)).data, {
    search: { items: [{ product: { id: 'lamp' } }] },
    product: { title: 'lamp' }
  })

  await anew(t, dataDir, [product('lamp', 'lamp with a shade')])

  t.match(await served.ask(SEARCH), {
    errors: undefined,
    data: { search: { items: [{ product: { id: 'lamp' } }] }, product: { title: 'lamp with a shade' } }
  })
})

t.test("what is not there any more, or another model's now, is said at once", async (t) => {
  const dataDir = t.testdir()
  const served = await testApp(t, { dataDir })
  await served.ask(SEARCH)

  await anew(t, dataDir, [])
  t.match((await served.ask(SEARCH)).errors, [
    { extensions: { code: 'CATALOGUE_EMPTY' } },
    { extensions: { code: 'CATALOGUE_EMPTY' } }
  ])

  await anew(t, dataDir, PRODUCTS)
  t.match((await served.ask(SEARCH)).data, { product: { title: 'lamp' } })
  await anew(t, dataDir, PRODUCTS, new WordEmbedder('words-2'))
  t.match((await served.ask(SEARCH)).errors, [
    { extensions: { code: 'MODEL_MISMATCH' } },
    { extensions: { code: 'MODEL_MISMATCH' } }
  ])
})

/** As another process does it with `ingest --recreate`. */
async function anew (
  t: Test,
  dataDir: string,
  products: readonly Product[],
  model = new WordEmbedder()
): Promise<void> {
  const store = await LanceDbVectorStore.open({ dataDir })
  for (const { name } of await store.listIndexes()) await store.deleteIndex(name)
  await store.close()
  await testApp(t, { dataDir, products, model })
}
