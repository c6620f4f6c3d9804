import t from 'tap'
import { readGenerations } from '../../src/catalogue/generations.ts'
import { provision } from '../../src/commands/provision.ts'
import { openReviewStore } from '../../src/review/store/open-review-store.ts'
import { createVectorStore } from '../../src/vectors/create-vector-store.ts'
import { awsEnvironment, FakeTerminal, ingest, PRODUCTS, type AwsEnvironment } from '../fixtures/aws-environment.ts'
import { testApp } from '../fixtures/app.ts'
import { examined, finding, troubles } from '../fixtures/examined.ts'
import { pgliteServer } from '../fixtures/pglite-server.ts'
import { freshSchema, postgresStore, testDatabase } from '../fixtures/postgres-stores.ts'
import { record, SPEC } from '../fixtures/vector-records.ts'

const url = await pgliteServer(t)
const YES = { yes: true }

async function environment (t: Parameters<typeof awsEnvironment>[0]): Promise<AwsEnvironment> {
  const env = { VECTOR_STORE: 'postgres', DATABASE_URL: url, DATABASE_SCHEMA: freshSchema(), DATABASE_CONNECTIONS: '4' }
  return await awsEnvironment(t, { env })
}

t.test('provision makes the schema and an index for each dimension, once, and takes them out again', async (t) => {
  const { config } = await environment(t)
  const [planned, first, second] = [new FakeTerminal(), new FakeTerminal(), new FakeTerminal()]

  t.equal(await provision(config, { plan: true }, planned), 2)
  t.match(planned.text, /create {2}schema {2}t_[0-9a-f]+ {2}tables of version 6\ncreate {2}index {3}products-384/)
  t.equal(await provision(config, YES, first), 0)
  t.match(first.text, /made schema t_[^]*made index products-384\nmade index products-256\n$/)
  t.equal(await provision(config, {}, second), 0)
  t.match(second.text, /^exists {2}schema[^]*Everything is there\.\n$/)

  const removed = new FakeTerminal()
  t.equal(await provision(config, { destroy: true, yes: true }, removed), 0)
  t.match(removed.text, /deleted index products-256\ndeleted index products-384\ndeleted schema t_/)
  const after = new FakeTerminal()
  t.equal(await provision(config, { destroy: true, yes: true }, after), 0)
  t.match(after.text, /There is no schema t_/)
})

t.test('ingest, doctor, and a model of another generation, switched to and pruned', async (t) => {
  const all = await environment(t)
  const { config, env } = all
  await t.rejects(ingest(all), { code: 'DATABASE_UNPREPARED' }, 'before provision')
  await provision(config, YES, new FakeTerminal())
  await ingest(all)

  const result = await examined(env)
  t.same(troubles(result), [])
  t.match(finding(result, 'database', 'connection')?.detail, /^PostgreSQL 1\d.*, pgvector 0\.\d.*, pg_trgm 1\.\d/)
  t.match(finding(result, 'database', 'products-384')?.detail, /^4 records, \d MB, few enough/)
  t.match(finding(result, 'database', 'words of products-384'), { level: 'ok', detail: /^\d+ words, kept with/ })
  t.match(finding(result, 'reviews', 'log')?.detail, /^0 entries in t_[0-9a-f]+\.reviews of catalogue products$/)
  t.match(finding(result, 'catalogue', 'products-256')?.detail, /^3 products, 3 views/)

  await ingest(all, PRODUCTS.slice(0, 2), { recreate: true, yes: true })
  const store = await createVectorStore(config)
  t.teardown(async () => await store.close())
  t.same(await readGenerations(store, 'products'), { live: 2, kept: [1] })
  t.equal(await provision(config, { prune: true, yes: true }, new FakeTerminal()), 0)
  t.same((await store.listIndexes()).map(({ name }) => name), ['products-g2-256', 'products-g2-384', 'products-live'])
})

t.test('tables of the version before are brought up to date, with all that is in them', async (t) => {
  const all = await environment(t)
  const { config } = all
  await provision(config, YES, new FakeTerminal())
  await ingest(all)
  await ingest(all, PRODUCTS, { recreate: true, yes: true })
  const database = testDatabase(url)
  t.teardown(async () => await database.close())
  const schema = config.DATABASE_SCHEMA
  await database.query({ text: `DROP TABLE ${schema}.reviews` })
  await database.query({ text: `DROP TABLE ${schema}.settled_reviews` })
  for (const place of ['', '1', '2', '3']) {
    await database.query({ text: `DROP INDEX ${schema}.records_4_expr_idx${place}` })
  }
  await database.query({ text: `DELETE FROM ${schema}.migrations WHERE version > 1` })

  const before = await createVectorStore(config)
  await t.rejects(before.listIndexes(), { code: 'DATABASE_UNPREPARED', message: /of version 1, needed is \d+.*provision/ })
  await before.close()
  const terminal = new FakeTerminal()
  t.equal(await provision(config, YES, terminal), 0)

  t.match(terminal.text, /made schema/)
  t.notMatch(terminal.text, /made index/, 'the live ones are there')
  const [[indexes] = []] = await database.query({
    text: 'SELECT count(*)::int FROM pg_indexes WHERE schemaname = $1 AND tablename = $2 AND indexdef LIKE $3',
    values: [schema, 'records_4', '%Price%']
  })
  t.equal(indexes, 2, 'with what finds ranges of prices')
  const store = await createVectorStore(config)
  t.teardown(async () => await store.close())
  t.match(await readGenerations(store, 'products'), { live: 2 })
  const reviews = await openReviewStore(config)
  t.same(await reviews.entries(), [])
  await reviews.close()
})

t.test('doctor says what is wrong with a database', async (t) => {
  const { env } = await environment(t)
  t.match(finding(await examined(env), 'database', 'tables'), {
    level: 'failed',
    detail: 'DATABASE_UNPREPARED',
    advice: 'Run: vitrine provision'
  })
  t.match(finding(await examined({ ...env, DATABASE_URL: '' }), 'configuration', 'database'), { level: 'failed' })
  const away = await examined({ ...env, DATABASE_URL: 'postgres://127.0.0.1:1/nothing' })
  t.match(finding(away, 'database', 'connection'), { level: 'failed', detail: 'STORE_UNAVAILABLE' })
})

t.test('two replicas search what one of them writes', async (t) => {
  const schema = freshSchema()
  const [one, other] = [await postgresStore(url, { schema }), await postgresStore(url, { schema })]
  const writer = await testApp(t, { store: one })
  const reader = await testApp(t, { store: other, products: [] })
  const question = '{ search(text: "red dress", topK: 3) { items { product { id title } } } }'

  const [there, here] = [await writer.ask(question), await reader.ask(question)]

  t.ok((there.data!['search'] as { items: unknown[] }).items.length > 0)
  t.same(here.data, there.data)
})

t.test('two writers of the same records at once leave each record whole, once', async (t) => {
  const schema = freshSchema()
  const stores = [await postgresStore(url, { schema }), await postgresStore(url, { schema })]
  t.teardown(async () => await Promise.all(stores.map(async (store) => await store.close())))
  const keys = Array.from({ length: 300 }, (_, i) => `k${i}`)
  await Promise.all(
    stores.map(async (store, n) => {
      const index = await store.createIndex(SPEC)
      const mine = n === 0 ? keys : keys.toReversed()
      await index.upsert(mine.map((key) => record(key, [1, n, 0, 0], { n })))
      await index.delete(mine.slice(0, 20))
      await index.upsert(mine.map((key) => record(key, [1, n, 0, 0], { n })))
    })
  )
  const seen: string[] = []
  for await (const one of (await stores[0]!.openIndex(SPEC.name))!.list()) {
    seen.push(one.key)
    t.same(one, record(one.key, [1, Number(one.metadata['n']), 0, 0], { n: one.metadata['n']! }))
  }
  t.same(seen.sort(), keys.toSorted())
})
