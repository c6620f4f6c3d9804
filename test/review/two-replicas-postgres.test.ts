import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { PRODUCTS } from '../fixtures/app.ts'
import { pgliteServer } from '../fixtures/pglite-server.ts'
import { noPostgres, postgresServer } from '../fixtures/postgres-server.ts'
import { freshSchema, postgresStore } from '../fixtures/postgres-stores.ts'
import { program } from '../fixtures/program.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'
import { DELETE, OFFERS, UPSERT, writeApp, type WriteApp } from '../fixtures/write-app.ts'

const FIND = '{ search(text: "red lamp", topK: 20, cutoff: false) { items { product { id title color price { amount } } } } }'
const BROWSE = 'query ($filter: ProductFilter) { search(topK: 20, filter: $filter) { items { product { id } } } }'

interface Found {
  readonly id: string
  readonly color: string | null
  readonly price: { readonly amount: string } | null
}

interface Shop {
  readonly env: Record<string, string>
  readonly one: WriteApp
  readonly other: WriteApp
}

/** Two replicas on one database, with nothing of AWS and no folder in common. */
async function shop (t: Test, url: string): Promise<Shop> {
  const schema = freshSchema()
  const provisioned = await postgresStore(url, { schema })
  await provisioned.close()
  const folder = t.testdir({ 'shop.json': JSON.stringify(smallTaxonomy()) })
  const env = {
    VECTOR_STORE: 'postgres',
    DATABASE_URL: url,
    DATABASE_SCHEMA: schema,
    DATABASE_CONNECTIONS: '4',
    CURSOR_SECRET: 'x'.repeat(32),
    DIMENSIONS: '64',
    TAXONOMY: join(folder, 'shop.json'),
    REVIEW: 'keys'
  }
  return { env, one: await writeApp(t, { env }), other: await writeApp(t, { env, products: [] }) }
}

async function found ({ ask }: WriteApp): Promise<Map<string, Found>> {
  const { items } = (await ask(FIND)).data!['search'] as { items: ReadonlyArray<{ product: Found }> }
  return new Map(items.map(({ product }) => [product.id, product]))
}

/** Asks again until it is so: a replica believes what it has read for some seconds. */
async function until (app: WriteApp, isSo: (products: Map<string, Found>) => boolean): Promise<Map<string, Found>> {
  for (;;) {
    const products = await found(app)
    if (isSo(products)) return products
    await sleep(20)
  }
}

const servers = {
  PGlite: await pgliteServer(t),
  ...(noPostgres ? {} : { 'a real PostgreSQL': (await postgresServer(t)).url })
}
if (noPostgres) t.test('two replicas on a real PostgreSQL', { skip: noPostgres }, async () => {})

for (const [name, url] of Object.entries(servers)) {
  t.test(`${name}: what one replica writes, changes and deletes the other searches and browses`, async (t) => {
    const { one, other } = await shop(t, url)
    await until(other, (products) => products.size === PRODUCTS.length)
    const start = performance.now()

    await one.write(UPSERT, {
      products: [{ id: 'new', title: 'red lamp', price: { amount: '10.00', currency: 'EUR' }, brand: 'Nova' }]
    })
    await until(other, (products) => products.has('new'))
    t.comment(`found by the other after ${Math.round(performance.now() - start)} ms`)
    t.match((await other.write(OFFERS, { offers: [{ id: 'new', price: { amount: '9.00', currency: 'EUR' } }] })), {
      updated: 1
    })
    t.match((await until(one, (products) => products.get('new')?.price?.amount === '9.00')).get('new'), { id: 'new' })
    await one.write(DELETE, { ids: ['new'] })
    await until(other, (products) => !products.has('new'))
    t.match((await other.ask(BROWSE, { filter: { brand: ['Aurora'] } })).data!['search'], {
      items: [{ product: { id: 'dress-blue' } }, { product: { id: 'dress-red' } }]
    })
  })

  t.test(`${name}: both write the same products at once, and every product is whole`, async (t) => {
    const { one, other } = await shop(t, url)
    const products = (brand: string) =>
      Array.from({ length: 20 }, (_, i) => ({ id: `p${i}`, title: `${brand} lamp ${i}`, brand, colors: ['red'] }))
    await Promise.all([
      one.write(UPSERT, { products: products('Nova') }),
      other.write(UPSERT, { products: products('Stella') }),
      one.write(UPSERT, { products: products('Terra') }),
      other.write(DELETE, { ids: ['p3'] })
    ])
    for await (const { key, metadata } of (await one.services.catalogue.open()).index.listMetadata()) {
      if (!/^p\d/.test(key)) continue
      t.equal(metadata['title'], `${String(metadata['brand'])} lamp ${String(metadata['productId']).slice(1)}`)
    }
  })

  t.test(`${name}: decisions made at one replica hold at the other, and none is lost with a pod`, async (t) => {
    const { env, one, other } = await shop(t, url)
    const decide = async ({ services }: WriteApp, productId: string, value: string, replacement: string) =>
      await services.reviews.review({
        productId,
        decisions: [{ attribute: 'color', verdict: 'REPLACE', value, replacement }],
        who: 'anna'
      })
    t.match(await decide(one, 'dress-red', 'red', 'blue'), { isIndexed: true })
    t.match(await decide(other, 'shirt-green', 'green', 'red'), { isIndexed: true })
    t.match([...(await found(other))].filter(([id]) => id === 'dress-red'), [['dress-red', { color: 'blue' }]])

    const pod = spawn(
      process.execPath,
      [...program('test/fixtures/review-and-die'), JSON.stringify(env), 'sofa-blue'],
      { stdio: ['ignore', 'inherit', 'inherit'] }
    )
    t.same(await once(pod, 'exit'), [null, 'SIGKILL'])
    t.equal((await found(other)).get('sofa-blue')!.color, 'blue', 'kept, and not in the index yet')
    await other.services.applier.applyNew()

    t.equal((await found(one)).get('sofa-blue')!.color, 'green')
    t.match(await one.services.reviewLog.entries(), [
      { seq: 1, productId: 'dress-red' },
      { seq: 2, productId: 'shirt-green' },
      { seq: 3, productId: 'sofa-blue' }
    ])
    t.same(await other.services.reviewLog.entries(), await one.services.reviewLog.entries())
  })

  t.test(`${name}: a queue begun at one replica goes on at the other`, async (t) => {
    const { one, other } = await shop(t, url)
    const all = await one.services.reviewQueue.page({ first: 10 })
    const first = await one.services.reviewQueue.page({ first: 2 })
    const rest = await other.services.reviewQueue.page({ first: 10, after: first.pageInfo.endCursor })
    const ids = [...first.items, ...rest.items].map(({ product }) => product.id)
    t.ok(ids.length > 2)
    t.same(ids, all.items.map(({ product }) => product.id))
  })
}
