import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { DatabaseReviewStore } from '../../../src/review/store/database-review-store.ts'
import { answerLosingProxy } from '../../fixtures/answer-losing-proxy.ts'
import { pgliteServer } from '../../fixtures/pglite-server.ts'
import { noPostgres, postgresServer } from '../../fixtures/postgres-server.ts'
import { bareStore, freshSchema, postgresStore, testDatabase } from '../../fixtures/postgres-stores.ts'
import { draft, testReviewStore } from '../../fixtures/review-store-contract.ts'
import { startWriter } from '../../fixtures/writer-rounds.ts'

const KILLS = Number(process.env['KILLS'] ?? 5)
const pglite = await pgliteServer(t)

function reviews (t: Test, url: string, schema: string, catalogue = 'shop'): DatabaseReviewStore {
  const store = new DatabaseReviewStore(testDatabase(url, { patienceMs: 120_000 }), schema, catalogue)
  t.teardown(async () => await store.close())
  return store
}

/** A schema with all tables, as `vitrine provision` makes it. */
async function provisioned (url: string): Promise<string> {
  const store = await postgresStore(url)
  await store.close()
  return store.bucket
}

const contractOn = (url: string) => async (t: Test) => {
  const schema = await provisioned(url)
  return async () => reviews(t, url, schema)
}

testReviewStore(t, 'PostgreSQL', contractOn(pglite))

t.test('an append whose answer is lost, before or after it was kept, is written once', async (t) => {
  const schema = await provisioned(pglite)
  const proxy = await answerLosingProxy(t, pglite)
  const store = reviews(t, proxy.url, schema)
  for (const [i, bytes] of ['COMMIT', 'INSERT', 'BEGIN', 'SELECT', 'COMMIT'].entries()) {
    proxy.lose(bytes)
    t.match(await store.append(() => [draft(`p${i}`), draft(`q${i}`)]), [{ seq: 2 * i + 1 }, { seq: 2 * i + 2 }], bytes)
    t.equal(proxy.lost(), i + 1)
  }
  t.equal((await reviews(t, pglite, schema).entries()).length, 10)
})

t.test('catalogues in one schema, and schemas in one database, keep apart', async (t) => {
  const [schema, other] = [await provisioned(pglite), await provisioned(pglite)]
  await reviews(t, pglite, schema).append(() => [draft('a')])
  await reviews(t, pglite, schema).noteAppliedUpTo(1)
  for (const store of [reviews(t, pglite, schema, 'sho'), reviews(t, pglite, other)]) {
    t.same(await store.entries(), [])
    t.equal(await store.appliedUpTo(), 0)
  }
})

t.test('a log of many pages is read whole, texts with anything in them included', async (t) => {
  const schema = await provisioned(pglite)
  const strange = 'nul \0, one \x01, "quoted\\", \u2028, 👗'
  await reviews(t, pglite, schema).append(() =>
    Array.from({ length: 10_001 }, (_, i) => ({ ...draft(`p${i}`), value: strange }))
  )
  const entries = await reviews(t, pglite, schema).entries()
  t.equal(entries.length, 10_001)
  t.match(entries.at(-1), { seq: 10_001, productId: 'p10000', value: strange })
})

t.test('an older copy of the log that was brought back is read, and goes on from its own end', async (t) => {
  const schema = await provisioned(pglite)
  const store = reviews(t, pglite, schema)
  for (const id of ['a', 'b', 'c']) await store.append(() => [draft(id)])
  await testQuery(`DELETE FROM ${schema}.reviews WHERE seq > 1`)

  t.same((await store.entries()).map(({ seq }) => seq), [1])
  t.match(await store.append(() => [draft('d')]), [{ seq: 2 }])

  await testQuery(`DELETE FROM ${schema}.reviews`)
  t.same(await store.entries(), [])
})

t.test('a row that somebody has changed is named', async (t) => {
  const schema = await provisioned(pglite)
  await reviews(t, pglite, schema).append(() => [draft('a'), draft('b'), draft('c')])
  await testQuery(`UPDATE ${schema}.reviews SET entry = 'x' WHERE seq = 2`)
  await t.rejects(reviews(t, pglite, schema).entries(), {
    code: 'REVIEW_LOG_DAMAGED',
    message: new RegExp(`${schema}\\.reviews of catalogue shop.*line 2`)
  })
})

t.test('a schema of before, a server that is away and a right that is lacking are named', async (t) => {
  const bare = bareStore(pglite)
  t.teardown(async () => await bare.close())
  await t.rejects(reviews(t, pglite, bare.bucket).entries(), {
    code: 'DATABASE_UNPREPARED',
    message: /Run: vitrine provision/
  })
  const away = new DatabaseReviewStore(testDatabase('postgres://127.0.0.1:1/none', { patienceMs: 1 }), 'none', 'shop')
  t.teardown(async () => await away.close())
  await t.rejects(away.append(() => [draft('a')]), { code: 'STORE_UNAVAILABLE' })
})

t.test('a schema that holds decisions is not taken out with its indexes', async (t) => {
  const store = await postgresStore(pglite)
  t.teardown(async () => await store.close())
  const kept = reviews(t, pglite, store.bucket)
  await kept.append(() => [draft('a')])

  await t.rejects(store.deleteBucket(), { code: 'DATABASE_REFUSED', message: /holds 1 decisions of reviewers/ })
  t.equal((await kept.entries()).length, 1)

  await testQuery(`DELETE FROM ${store.bucket}.reviews`)
  await store.deleteBucket()
  t.equal(await store.describeBucket(), undefined)
})

if (noPostgres) t.test('a real PostgreSQL', { skip: noPostgres }, async () => {})
else {
  const server = await postgresServer(t, ['max_connections = 40'])
  testReviewStore(t, 'real PostgreSQL', contractOn(server.url))

  t.test(`${KILLS} reviewers killed in the middle lose nothing that was confirmed, and no half is kept`, async (t) => {
    const schema = await provisioned(server.url)
    let last = -1
    for (let kill = 0; kill < KILLS; kill++) {
      const writer = startWriter(`${server.url}#${schema}`, last + 1, 'review-into-postgres')
      await writer.confirmed(1 + (kill % 4))
      await sleep(kill % 7)
      last = await writer.kill()
      const kept = (await reviews(t, server.url, schema).entries()).map((entry) => 'productId' in entry && entry.productId)
      const ids = Array.from({ length: last + 1 }, (_, i) => [`p${i}`, `q${i}`]).flat()
      t.strictSame(kept.slice(0, ids.length), ids)
      // What was kept and not confirmed any more is whole, too.
      const more = kept.slice(ids.length)
      t.ok(more.length === 0 || (more.length === 2 && more[0] === `p${last + 1}` && more[1] === `q${last + 1}`))
      if (more.length > 0) last++
    }
  })

  t.test(`${KILLS} kills of the server lose nothing that was confirmed and double nothing`, async (t) => {
    const schema = await provisioned(server.url)
    const stores = [1, 2, 3].map(() => reviews(t, server.url, schema))
    const progress = { confirmed: 0, isDone: false }
    const ids: string[] = []
    const writing = stores.map(async (store, n) => {
      for (let i = 0; !progress.isDone; i++) {
        await store.append(() => [draft(`${n} ${i}`)])
        ids.push(`${n} ${i}`)
        progress.confirmed++
      }
    })
    for (let kill = 0; kill < KILLS; kill++) {
      const before = progress.confirmed
      while (progress.confirmed < before + 3) await sleep(5)
      await server.kill()
      await server.start()
    }
    progress.isDone = true
    await Promise.all(writing)
    const kept = (await reviews(t, server.url, schema).entries()).map((entry) => 'productId' in entry && entry.productId)
    t.strictSame(kept.toSorted(), ids.toSorted())
  })

  t.test('who may only read reads, and is told what lets it write', async (t) => {
    const schema = await provisioned(server.url)
    await reviews(t, server.url, schema).append(() => [draft('a')])
    const role = freshSchema()
    await testQuery(`CREATE ROLE ${role} LOGIN; GRANT USAGE ON SCHEMA ${schema} TO ${role};
      GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${role}`, server.url)
    const reader = reviews(t, server.url.replace('vitrine@', `${role}@`), schema)
    t.equal((await reader.entries()).length, 1)
    await t.rejects(reader.append(() => [draft('b')]), { code: 'DATABASE_REFUSED', message: /permission denied.*Grant/ })
  })
}

async function testQuery (text: string, url = pglite): Promise<void> {
  const database = testDatabase(url)
  await database.query({ text })
  await database.close()
}
