import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { indexSpec } from '../../src/catalogue/index-spec.ts'
import { textKey } from '../../src/catalogue/record-keys.ts'
import { toRecord } from '../../src/catalogue/records.ts'
import { product } from '../fixtures/app.ts'
import { noPooler, pooler } from '../fixtures/pooler.ts'
import { noPostgres, postgresServer } from '../fixtures/postgres-server.ts'
import { postgresStore } from '../fixtures/postgres-stores.ts'
import { testVectorStore } from '../fixtures/vector-store-contract.ts'
import { record, SPEC, unit } from '../fixtures/vector-records.ts'
import { testTextIndex } from '../search/text/text-index-contract.ts'

const skip = noPostgres || noPooler

if (skip) t.test('PgBouncer before a real PostgreSQL', { skip }, async () => {})
else {
  const server = await postgresServer(t)
  // Fewer than those who ask: whoever leaves something with a connection leaves it to others.
  const url = await pooler(t, server.url, 2)
  testVectorStore(t, 'PostgreSQL behind PgBouncer', async () => await postgresStore(url))

  t.test('words are found through it', async (t) => {
    await testTextIndex(t, async (products) => {
      const store = await postgresStore(url)
      t.teardown(async () => await store.close())
      const index = await store.createIndex(indexSpec('products', 4))
      await index.upsert(products.map((one) =>
        toRecord(one, { key: textKey(one.id), kind: 'text' }, unit(1, 0, 0, 0), 'hash')))
      return index.texts!
    })
  })

  t.test('settings of one statement do not stay for the next on its connection', async (t) => {
    const store = await postgresStore(url)
    t.teardown(async () => await store.close())
    const index = await store.createIndex(indexSpec('products', 4))
    const one = toRecord(product('a', 'Tablecloth'), { key: textKey('a'), kind: 'text' }, unit(1, 0, 0, 0), 'hash')
    await index.upsert([one])
    await index.texts!.words({ words: [], stems: [], near: ['tablrclith'] })
    await index.products!.count([{ of: 'prices', now: 0 }])
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    for (let i = 0; i < 6; i++) {
      const { rows: [left] } = await client.query(`SELECT current_setting('vitrine.texts', true) AS texts,
        current_setting('pg_trgm.similarity_threshold', true) AS threshold, current_setting('work_mem') AS memory`)
      t.match(left, { texts: /^$|^null$/, memory: '4MB' })
      t.not(left.threshold, '0.12')
    }
    await client.end()
  })

  t.test('who finds no connection free in time is told so, and waits for one before', async (t) => {
    const store = await postgresStore(url, { patienceMs: 10_000 })
    t.teardown(async () => await store.close())
    const index = await store.createIndex(SPEC)
    await index.upsert([record('a')])
    const busy = [new pg.Client({ connectionString: url }), new pg.Client({ connectionString: url })]
    for (const client of busy) {
      await client.connect()
      await client.query('BEGIN')
      await client.query('SELECT 1')
    }
    const found = index.query(unit(1, 0, 0, 0), { topK: 1 })
    await sleep(3000)
    for (const client of busy) await client.query('ROLLBACK')
    t.match(await found, [{ key: 'a' }], 'PgBouncer gave up after 2 s, and it was asked again')
    for (const client of busy) await client.end()
  })
}
