import t, { type Test } from 'tap'
import type { Database, SqlValue } from '../../src/postgres/database.ts'
import { toFilter, type ProductFilter } from '../../src/search/product-filter.ts'
import { exactly, isWide } from '../../src/vectors/postgres/vector-query.ts'
import { pageStatement, placeStatement } from '../../src/vectors/postgres/products/product-pages.ts'
import { tableNames } from '../../src/vectors/postgres/sql-names.ts'
import type { ProductOrder } from '../../src/vectors/product-table.ts'
import type { VectorRecord } from '../../src/vectors/vector-store.ts'
import { pgliteServer } from '../fixtures/pglite-server.ts'
import { noPostgres, postgresServer } from '../fixtures/postgres-server.ts'
import { postgresStore, testDatabase } from '../fixtures/postgres-stores.ts'
import { unit } from '../fixtures/vector-records.ts'

const COUNT = 6000
const SALE = { regularPrice: 5, saleStarts: 4_000_000_000, saleEnds: 5_000_000_000 }

/** What shoppers narrow a search by, and how many records each finds. */
const NARROW: ReadonlyArray<readonly [string, ProductFilter, number]> = [
  ['a brand', { brand: ['brand 7'] }, 20],
  ['a range of prices', { price: { min: 100, max: 119 } }, 21],
  ['a range of high prices', { price: { min: 5900, max: 5909 } }, 11],
  ['a range that only a dearer variant lies in', { price: { min: 7000, max: 9000 } }, 1],
  ['a price that is not a sale yet', { price: { max: 5 } }, 7],
  ['an attribute', { attributes: [{ name: 'size', values: ['7', '8'] }] }, 24],
  ['all of them', { brand: ['brand 7'], price: { min: 300, max: 399 } }, 1]
]

/** Those that shops show; others are sorted when they are asked for. */
const ORDERS: readonly ProductOrder[] = [
  { by: 'ID', isDescending: false },
  { by: 'ID', isDescending: true },
  { by: 'PRICE', isDescending: false },
  { by: 'PRICE', isDescending: true },
  { by: 'ADDED', isDescending: true },
  { by: 'TITLE', isDescending: false }
]

const records = Array.from({ length: COUNT }, (_, i): VectorRecord => ({
  key: `k${i}#text`,
  embedding: unit(1, i / COUNT, 0, 0),
  metadata: {
    productId: `k${i}`,
    description: 'As long as that of a product is. '.repeat(40),
    brand: `brand ${i % 300}`,
    attributeValues: [`size=${i % 500}`, `material=${i % 3}`],
    price: i,
    ...(i === 0 && { priceMax: 8000 }),
    ...(i === COUNT - 1 && SALE)
  }
}))

const servers = {
  PGlite: await pgliteServer(t),
  ...(noPostgres ? {} : { 'a real PostgreSQL': (await postgresServer(t)).url })
}
if (noPostgres) t.test('a real PostgreSQL', { skip: noPostgres }, async () => {})

for (const [name, url] of Object.entries(servers)) {
  t.test(`${name}: narrow filters are answered by an index, never by going through all records`, async (t) => {
    const store = await postgresStore(url)
    const database = testDatabase(url)
    t.teardown(async () => await Promise.all([store.close(), database.close()]))
    const index = await store.createIndex({ name: 'many', dimension: 4, metric: 'cosine', nonFilterableKeys: ['description'] })
    await index.upsert(records)
    await database.query({ text: 'VACUUM ANALYZE' })
    const names = { schema: store.bucket, extension: 'public' }
    const query = { names, tables: tableNames(names, '1'), dimension: 4, embedding: unit(1, 0, 0, 0), limit: 50, withMetadata: false }

    for (const [sentence, asked, count] of NARROW) {
      const filter = toFilter(asked)!
      t.equal((await index.query(unit(1, 0, 0, 0), { topK: 50, filter })).length, count, sentence)
      for (const statement of [isWide(query, filter, 2000), exactly({ ...query, filter })]) {
        const plan = await planOf(t, database, statement)
        t.match(plan, /Bitmap Index Scan|Index Scan/, sentence)
        t.notMatch(plan, /Seq Scan on records_1/, sentence)
      }
    }
  })
}

for (const [name, url] of Object.entries(servers)) {
  t.test(`${name}: pages of products are read in the order of an index, however many there are`, async (t) => {
    const store = await postgresStore(url)
    const database = testDatabase(url)
    t.teardown(async () => await Promise.all([store.close(), database.close()]))
    const index = await store.createIndex({ name: 'many', dimension: 4, metric: 'cosine', nonFilterableKeys: ['title'] })
    await index.upsert(records.map(({ metadata, ...one }, i) => ({
      ...one,
      metadata: { ...metadata, title: `Title ${i}`, added: i, currency: 'EUR' }
    })))
    await database.query({ text: 'VACUUM ANALYZE' })
    const { products } = tableNames({ schema: store.bucket, extension: 'public' }, '1')
    for (const order of ORDERS) {
      const page = { order: [order], offset: 0, count: 24, now: 0, currency: undefined }
      const [after] = (await index.products!.page({ ...page, count: 3000 })).slice(-1)
      const [place] = await database.query(placeStatement(products, after!.id, page))
      for (const from of [undefined, place as SqlValue[]]) {
        const plan = await planOf(t, database, pageStatement(products, page, from))
        t.notMatch(plan, /Seq Scan/, JSON.stringify(order))
      }
    }
  })
}

async function planOf (t: Test, database: Database, { text, values = [] }: ReturnType<typeof isWide>): Promise<string> {
  const rows = await database.query({ text: `EXPLAIN ${text}`, values })
  const plan = rows.map(([line]) => String(line)).join('\n')
  t.ok(plan.length > 0)
  return plan
}
