import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pino } from 'pino'
import t from 'tap'
import { PRODUCTS, testApp } from '../fixtures/app.ts'
import { DataDirUnusableError } from '../../src/errors.ts'
import { KEY, OFFERS, writeApp } from '../fixtures/write-app.ts'
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

t.test('a write that the service could not do shows until one succeeds, and is an error in the log', async (t) => {
  const lines: Array<{ level: number, msg: string }> = []
  const stream = { write: (line: string) => lines.push(JSON.parse(line) as (typeof lines)[number]) }
  const { app, services, post, write } = await writeApp(t, { logger: pino({ level: 'warn' }, stream) })
  const offers = [{ id: PRODUCTS[0]!.id, price: { amount: '7', currency: 'EUR' } }]
  const { index } = await services.catalogue.open()
  const plain = index.update.bind(index)
  index.update = async () => { throw new DataDirUnusableError('/secret/data', 'no space left on device') }

  const { errors } = await post(OFFERS, { offers }, KEY)
  t.match(errors, [{ extensions: { code: 'DATA_DIR_UNUSABLE' } }])
  const full = await app.inject('/readyz')
  t.equal(full.statusCode, 200, 'searches go on')
  t.match(full.json(), { status: 'degraded', writes: { code: 'DATA_DIR_UNUSABLE', message: /its log says why/ } })
  t.notMatch(full.body, '/secret')
  t.match(lines, [{ level: 50, msg: /\/secret\/data.*no space left/ }])

  index.update = plain
  t.match(await write(OFFERS, { offers }), { updated: 1 })
  t.match((await app.inject('/readyz')).json(), { status: 'ok', writes: undefined })
})
