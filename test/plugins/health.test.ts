import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { PRODUCTS, testApp } from '../fixtures/app.ts'
import { IDS } from '../fixtures/found.ts'
import { WordEmbedder } from '../fixtures/word-embedder.ts'

t.test('an empty catalogue and one of another model say which command helps', async (t) => {
  const empty = await testApp(t, { products: [] })
  t.match((await empty.ask(`{ search(text: "red") { ${IDS} } }`)).errors, [
    { message: /vitrine ingest/, extensions: { code: 'CATALOGUE_EMPTY' } }
  ])
  const ready = await empty.app.inject('/readyz')
  t.equal(ready.statusCode, 503)
  t.match(ready.json(), { code: 'CATALOGUE_EMPTY' })
  t.equal((await empty.app.inject('/healthz')).statusCode, 200)

  const dataDir = t.testdir()
  const before = await testApp({ teardown: () => {} }, { dataDir, model: new WordEmbedder('words-0') })
  await before.app.close()
  const after = await testApp(t, { dataDir, products: [] })
  t.match((await after.ask(`{ search(text: "red") { ${IDS} } }`)).errors, [
    { message: /words-0.*words-1.*--recreate/, extensions: { code: 'MODEL_MISMATCH' } }
  ])
  await after.app.close()
})

t.test('a ready service says how many products it has', async (t) => {
  const { app } = await testApp(t)

  const response = await app.inject('/readyz')

  t.equal(response.statusCode, 200)
  t.match(response.json(), { status: 'ok', products: PRODUCTS.length, cache: { hits: 0 } })
})

t.test('a damaged review log shows, leaves searches in service, and tells callers no path', async (t) => {
  const dataDir = t.testdir()
  const { app, ask } = await testApp(t, { dataDir, env: { REVIEW: 'local' } })
  await mkdir(path.join(dataDir, 'reviews'))
  await writeFile(path.join(dataDir, 'reviews', 'products.jsonl'), 'no entry\n')

  const ready = await app.inject('/readyz')
  const tagged = await ask('{ reviews { id } }')
  const { data } = await ask(`{ autoTagProduct(id: "${PRODUCTS[0]!.id}") { reviewVersion category { path } } }`)

  t.match(data, { autoTagProduct: { reviewVersion: 0 } }, 'tagging goes on')
  t.equal(ready.statusCode, 200)
  t.match(ready.json(), {
    status: 'degraded',
    reviews: { code: 'REVIEW_LOG_DAMAGED', message: /its log says which line/ }
  })
  t.match(tagged.errors, [{ message: /review log cannot be read/, extensions: { code: 'REVIEW_LOG_DAMAGED' } }])
  t.notMatch(ready.body + JSON.stringify(tagged), dataDir)
})
