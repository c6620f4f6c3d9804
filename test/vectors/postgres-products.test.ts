import t, { type Test } from 'tap'
import type { Database, Run } from '../../src/postgres/database.ts'
import type { PostgresVectorStore } from '../../src/vectors/postgres/postgres-vector-store.ts'
import type { ProductPage } from '../../src/vectors/product-table.ts'
import type { VectorIndex } from '../../src/vectors/vector-store.ts'
import { pgliteServer } from '../fixtures/pglite-server.ts'
import { noPostgres, postgresServer } from '../fixtures/postgres-server.ts'
import { bareStore, postgresStore, testDatabase } from '../fixtures/postgres-stores.ts'
import { SCHEMA_VERSION } from '../../src/postgres/migrations.ts'
import { record, SPEC } from '../fixtures/vector-records.ts'
import { versionFive } from '../fixtures/version-five.ts'
import { versionFour } from '../fixtures/version-four.ts'

const servers = {
  PGlite: await pgliteServer(t),
  ...(noPostgres ? {} : { 'a real PostgreSQL': (await postgresServer(t)).url })
}
if (noPostgres) t.test('a real PostgreSQL', { skip: noPostgres }, async () => {})

const ALL: ProductPage = { order: [], offset: 0, count: 99, now: 0 }
const BY_TITLE: ProductPage = { ...ALL, order: [{ by: 'TITLE', isDescending: false }] }

interface Opened { readonly store: PostgresVectorStore, readonly database: Database, readonly run: Run }

async function opened (t: Test, url: string): Promise<Opened> {
  const [store, database] = [await postgresStore(url), testDatabase(url)]
  t.teardown(async () => await Promise.all([store.close(), database.close()]))
  return { store, database, run: async (statement) => await database.query(statement) }
}

/** Takes the schema back to what version 4 was, as if `vitrine provision` of this version had never run. */
async function backToFour (run: Run, schema: string): Promise<void> {
  await backToFive(run, schema)
  await run({ text: `ALTER TABLE "${schema}".indexes DROP COLUMN has_products` })
  await run({ text: `DROP FUNCTION "${schema}".keep_products()` })
  await run({ text: `DELETE FROM "${schema}".migrations WHERE version > 4` })
}

/** The same with version 5, which has products, and no texts. */
async function backToFive (run: Run, schema: string): Promise<void> {
  for (const [id] of await run({ text: `SELECT id::text FROM "${schema}".indexes` })) {
    await run({ text: `DROP TABLE "${schema}".texts_${String(id)}, "${schema}".words_${String(id)}` })
  }
  await run({ text: `ALTER TABLE "${schema}".indexes DROP COLUMN has_texts` })
  await run({ text: `DROP FUNCTION "${schema}".keep_texts() CASCADE` })
  await run({ text: `DELETE FROM "${schema}".migrations WHERE version > 5` })
}

async function idsByWords (index: VectorIndex | undefined, text: string): Promise<string[]> {
  return [...(await (await index!.texts!.find(text)).best(0, 99)).keys()]
}

async function keysOf (index: VectorIndex | undefined, page = ALL): Promise<string[]> {
  return (await index!.products!.page(page)).map(({ key }) => key)
}

for (const [name, url] of Object.entries(servers)) {
  t.test(`${name}: a product is listed once, by the first of its records, as long as it has one`, async (t) => {
    const { store } = await opened(t, url)
    const index = await store.createIndex(SPEC)
    const put = (key: string, productId: string, rest = {}) => record(key, [1, 0, 0, 0], { productId, ...rest })
    await index.upsert([put('b#text', 'b'), put('a#text', 'a'), put('a#image-1', 'a'), record('#manifest', [1, 0, 0, 0])])
    t.same(await keysOf(index), ['a#image-1', 'b#text'])

    await index.upsert([put('a#image-0', 'a', { price: 5 })])
    t.same(await keysOf(index), ['a#image-0', 'b#text'])
    t.equal(await index.products!.total({ filter: { key: 'price', op: 'eq', value: 5 }, now: 0 }), 1)
    await index.delete(['a#image-0', 'b#text'])
    t.same(await keysOf(index), ['a#image-1'])
    t.equal(await index.products!.total({ filter: { key: 'price', op: 'exists', value: true }, now: 0 }), 0, 'what its first record says')
    await index.update(['a#image-1'], (one) => ({ ...one, metadata: { ...one.metadata, price: 7 } }))
    t.equal(await index.products!.total({ filter: { key: 'price', op: 'eq', value: 7 }, now: 0 }), 1)
    await index.upsert([{ ...put('a#image-1', 'c'), key: 'a#image-1' }])
    t.same((await index.products!.page(ALL)).map(({ id }) => id), ['a', 'c'], 'a record of another product now')
    await index.delete(['a#image-1', 'a#text'])
    t.same(await keysOf(index), [])
  })

  t.test(`${name}: those who change records of one product at once leave it as its records are`, async (t) => {
    const { store } = await opened(t, url)
    const index = await store.createIndex(SPEC)
    const records = Array.from({ length: 40 }, (_, i) =>
      record(`p${i % 4}#image-${i}`, [1, 0, 0, 0], { productId: `p${i % 4}` })
    )
    for (let round = 0; round < 3; round++) {
      await Promise.all(records.map(async (one) => await index.upsert([one])))
      t.same((await index.products!.page(ALL)).map(({ id }) => id), ['p0', 'p1', 'p2', 'p3'])
      const stays = (_: unknown, i: number) => i === 39 || i % 7 === 6
      const [gone, left] = [records.filter((one, i) => !stays(one, i)), records.filter(stays)]
      await Promise.all([
        ...gone.map(async ({ key }) => await index.delete([key])),
        ...left.map(async (one) => await index.upsert([one]))
      ])
      const there = new Set(left.map(({ key }) => key))
      for (const key of await keysOf(index)) t.ok(there.has(key), `${key} is a record that is there`)
      await index.delete(left.map(({ key }) => key))
      t.same(await keysOf(index), [])
    }
  })

  t.test(`${name}: tables of version 4 get products with all that is in them, for those who may read them`, async (t) => {
    const { store, run } = await opened(t, url)
    const old = versionFour(run, store.bucket)
    await backToFour(run, store.bucket)
    await old.createIndex('1')
    for (let i = 0; i < 30; i++) await old.put('1', `p${i}#text`, { productId: `p${i}`, title: `Title ${30 - i}`, price: i })
    const reader = `reader_${store.bucket}`
    await run({ text: `CREATE ROLE ${reader}` })
    await run({ text: `GRANT SELECT ON "${store.bucket}".records_1 TO ${reader}` })

    const before = bareStore(url, { schema: store.bucket })
    t.teardown(async () => await before.close())
    await t.rejects(before.openIndex('index-1'), { code: 'DATABASE_UNPREPARED', message: /version 4, needed is 6.*provision/ })
    t.equal(await before.describeBucket(), undefined)
    await Promise.all([before.createBucket(), before.createBucket()])

    const index = (await before.openIndex('index-1'))!
    t.equal(await index.products!.total({ now: 0 }), 30)
    t.match(await index.products!.page({ ...BY_TITLE, count: 2 }), [{ id: 'p29', title: 'Title 1' }, { id: 'p28' }])
    const [[may] = []] = await run({
      text: 'SELECT has_table_privilege($1, $2, \'SELECT\')',
      values: [reader, `"${store.bucket}".products_1`]
    })
    t.equal(may, true)
  })

  t.test(`${name}: a program of version 4 that runs on answers as before, and what it writes is listed`, async (t) => {
    const { store, run } = await opened(t, url)
    const old = versionFour(run, store.bucket)
    const index = await store.createIndex({ ...SPEC, dimension: 2, nonFilterableKeys: ['title'] })
    await index.upsert([{ ...record('a#text', [1, 0], { productId: 'a', title: 'Zoo' }) }])

    t.same(await old.keysOf('1'), ['a#text'])
    await old.put('1', 'b#text', { productId: 'b', title: 'Ant', price: 2 })
    await old.put('1', 'a#text', { productId: 'a', title: 'Zoo', price: 3 })
    t.same(await keysOf(index, BY_TITLE), ['a#text', 'b#text'], 'what it wrote anew is sorted last')
    t.equal(await index.products!.total({ filter: { key: 'price', op: 'gt', value: 0 }, now: 0 }), 2)
    t.equal(await store.describeBucket(), undefined, 'provision has something to do')
    await store.createBucket()
    t.same(await keysOf(index, BY_TITLE), ['b#text', 'a#text'])
    t.match(await store.describeBucket(), { version: SCHEMA_VERSION })
    await old.remove('1', 'b#text')
    t.same(await keysOf(index), ['a#text'])

    await old.createIndex('2')
    await old.put('2', 'x#text', { productId: 'x', title: 'X' })
    t.equal((await store.openIndex('index-2'))!.products, undefined, 'listed from memory')
    t.equal((await store.openIndex('index-2'))!.texts, undefined, 'and found by words in memory')
    t.equal(await store.describeBucket(), undefined, 'provision has something to do')
    await store.createBucket()
    t.same(await keysOf(await store.openIndex('index-2')), ['x#text'])
    t.same(await idsByWords(await store.openIndex('index-2'), 'x'), ['x'])
    t.match(await store.describeBucket(), { version: SCHEMA_VERSION })
    await old.deleteIndex('2')
    await store.createBucket()
    const left = await run({ text: 'SELECT tablename FROM pg_tables WHERE schemaname = $1 AND tablename LIKE $2', values: [store.bucket, '%_2'] })
    t.same(left, [])
  })

  t.test(`${name}: tables of version 5 get the words of all products, more of them than one statement takes`, async (t) => {
    const { store, run } = await opened(t, url)
    const old = versionFive(run, store.bucket)
    const spec = { ...SPEC, dimension: 2, nonFilterableKeys: ['title'] }
    const made = await store.createIndex(spec)
    await made.upsert(Array.from({ length: 1100 }, (_, i) =>
      record(`p${i}#text`, [1, 0], { productId: `p${i}`, title: `Lamp ${i === 1099 ? 'zeppelin' : i}` })))
    await backToFive(run, store.bucket)
    const before = bareStore(url, { schema: store.bucket })
    t.teardown(async () => await before.close())
    await t.rejects(before.openIndex(spec.name), { code: 'DATABASE_UNPREPARED', message: /version 5, needed is 6.*provision/ })
    const writing = (async () => {
      for (let i = 0; i < 20; i++) await old.put('1', `q${i}#text`, { productId: `q${i}`, title: `Rake ${i}` }, 'x')
    })()
    await Promise.all([before.createBucket(), before.createBucket(), writing])
    await before.createBucket()

    t.match(await before.describeBucket(), { version: SCHEMA_VERSION })
    const index = await before.openIndex(spec.name)
    t.same(await idsByWords(index, 'zeppelin'), ['p1099'])
    t.equal((await idsByWords(index, 'rakes')).length, 20)
    const known = await index!.texts!.words({ words: ['zeppelin', 'rake'], stems: [], near: [] })
    t.same(known.map(({ word }) => word).sort(), ['rake', 'zeppelin'])
  })

  t.test(`${name}: what a program of version 5 writes is found by the words of before until provision`, async (t) => {
    const { store, run } = await opened(t, url)
    const old = versionFive(run, store.bucket)
    const index = await store.createIndex({ ...SPEC, dimension: 2, nonFilterableKeys: ['title'] })
    await index.upsert([record('a#text', [1, 0], { productId: 'a', title: 'Kite' })])
    await old.put('1', 'a#text', { productId: 'a', title: 'Rake', price: 3 }, 'rake')
    await old.put('1', 'b#text', { productId: 'b', title: 'Hose' }, 'hose')

    t.same(await keysOf(index, BY_TITLE), ['b#text', 'a#text'])
    t.same(await idsByWords(index, 'kite rake hose'), ['a'])
    t.equal(await store.describeBucket(), undefined, 'provision has something to do')
    await store.createBucket()
    t.same(await idsByWords(index, 'kite'), [])
    t.same((await idsByWords(index, 'rake hose')).sort(), ['a', 'b'])
    t.match(await store.describeBucket(), { version: SCHEMA_VERSION })
    await old.remove('1', 'b#text')
    t.same(await idsByWords(index, 'hose'), [])
  })
}
