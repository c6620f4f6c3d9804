import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t, { type Test } from 'tap'
import type { VectorIndex } from '../../src/vectors/vector-store.ts'
import { noPostgres, postgresServer } from '../fixtures/postgres-server.ts'
import { bareStore, freshSchema, postgresStore } from '../fixtures/postgres-stores.ts'
import { testVectorStore } from '../fixtures/vector-store-contract.ts'
import { lastRounds, roundRecords, startWriter, WRITER_SPEC } from '../fixtures/writer-rounds.ts'

const KILLS = Number(process.env['KILLS'] ?? 5)
const PATIENT = { patienceMs: 120_000 }

if (noPostgres) t.test('a real PostgreSQL', { skip: noPostgres }, async () => {})
else {
  const server = await postgresServer(t, ['max_connections = 30'])
  testVectorStore(t, 'real PostgreSQL', async () => await postgresStore(server.url))

  t.test(`${KILLS} writers killed in the middle of their batches lose nothing and double nothing`, async (t) => {
    const schema = freshSchema()
    let round = -1
    for (let kill = 0; kill < KILLS; kill++) {
      const writer = startWriter(`${server.url}#${schema}`, round + 1, 'upsert-into-postgres')
      await writer.confirmed(1 + (kill % 4))
      await sleep(kill % 7)
      round = await writer.kill()
      await assertWhole(t, schema, [round, round + 1])
      // What came after the last word of the writer is written again by the next one.
    }
  })

  t.test(`${KILLS} kills of the server in the middle of batches lose nothing that was confirmed`, async (t) => {
    const schema = freshSchema()
    const store = await postgresStore(server.url, { schema, ...PATIENT })
    const index = await store.createIndex(WRITER_SPEC)
    const progress = { round: -1, isDone: false }
    const writing = (async () => {
      while (!progress.isDone) {
        await index.upsert(roundRecords(progress.round + 1))
        progress.round++
      }
    })()
    for (let kill = 0; kill < KILLS; kill++) {
      const before = progress.round
      while (progress.round === before) await sleep(5)
      await sleep(kill % 7)
      await server.kill()
      await server.start()
    }
    progress.isDone = true
    await writing
    await assertWhole(t, schema, [progress.round])
    await store.close()
  })

  t.test('a connection that is cut in the middle of a batch is taken up by another', async (t) => {
    const store = await postgresStore(server.url, PATIENT)
    const index = await store.createIndex(WRITER_SPEC)
    const admin = await client()
    for (let round = 0; round < KILLS; round++) {
      const writing = index.upsert(roundRecords(round))
      await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'vitrine %'")
      await writing
    }
    t.same(await roundsOf(index), lastRounds(KILLS - 1))
    await admin.end()
    await store.close()
  })

  t.test('an unknown database and a right that is lacking are refused with what to do', async (t) => {
    const admin = await client()
    const store = await postgresStore(server.url)
    await store.createIndex(WRITER_SPEC)
    await admin.query(`CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA ${store.bucket} TO reader;
      GRANT SELECT ON ALL TABLES IN SCHEMA ${store.bucket} TO reader`)
    const reader = bareStore(server.url.replace('vitrine@', 'reader@'), { schema: store.bucket })
    const index = (await reader.openIndex(WRITER_SPEC.name))!

    t.same(await index.query(roundRecords(0)[0]!.embedding, { topK: 1 }), [])
    await t.rejects(index.upsert(roundRecords(0)), { code: 'DATABASE_REFUSED', message: /permission denied.*Grant/ })
    t.same((await reader.report()).missingRights, ['INSERT', 'UPDATE', 'DELETE', 'CREATE'])
    const nowhere = bareStore(server.url.replace(/postgres$/, 'nowhere'))
    await t.rejects(nowhere.listIndexes(), { code: 'DATABASE_REFUSED', message: /"nowhere" does not exist/ })
    await Promise.all([reader.close(), nowhere.close(), store.close(), admin.end()])
  })

  t.test('a caller that leaves ends its statement on the server', async (t) => {
    const store = await postgresStore(server.url, { connections: 2 })
    const index = await store.createIndex(WRITER_SPEC)
    const [admin, watcher] = [await client(), await client()]
    const running = `SELECT count(*)::int AS n FROM pg_stat_activity
      WHERE application_name LIKE 'vitrine %' AND query LIKE 'WITH given%' AND state = 'active'`
    const count = async () => Number((await watcher.query<{ n: number }>(running)).rows[0]!.n)
    await admin.query(`BEGIN; LOCK TABLE ${store.bucket}.records_1 IN ACCESS EXCLUSIVE MODE`)
    const controller = new AbortController()
    const waiting = index.upsert(roundRecords(0), { signal: controller.signal })
    waiting.catch(() => {})
    while ((await count()) === 0) await sleep(10)

    controller.abort()
    await t.rejects(waiting, { name: 'AbortError' })
    while ((await count()) > 0) await sleep(10)
    await admin.query('ROLLBACK')

    t.same(await roundsOf(index), new Map(), 'nothing was written')
    await Promise.all([admin.end(), watcher.end()])
    await store.close()
  })

  async function client (): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: server.url })
    await client.connect()
    return client
  }

  async function assertWhole (t: Test, schema: string, rounds: readonly number[]): Promise<void> {
    const store = bareStore(server.url, { schema })
    const index = (await store.openIndex(WRITER_SPEC.name))!
    const there = await settledRounds(index)
    const found = JSON.stringify([...there].sort())
    const allowed = rounds.map((round) => JSON.stringify([...lastRounds(round)].sort()))
    t.ok(allowed.includes(found), `after round ${rounds.join(' or ')}`)
    const listed = await index.products!.page({ order: [], offset: 0, count: 999, now: 0 })
    t.same(listed.map(({ id }) => id).sort(), [...there.keys()].sort(), 'products are those of the records')
    for (const round of new Set(there.values())) {
      const worded = [...(await (await index.texts!.find(`round${round}`)).best(0, 999)).keys()].sort()
      t.same(worded, [...there].filter(([, one]) => one === round).map(([key]) => key).sort(), 'and so are their words')
    }
    await store.close()
  }
}

/** As they are once the server has ended what a writer that was killed had sent it. */
async function settledRounds (index: VectorIndex): Promise<Map<string, number>> {
  for (let before = await roundsOf(index); ;) {
    await sleep(500)
    const after = await roundsOf(index)
    if (JSON.stringify([...before]) === JSON.stringify([...after])) return after
    before = after
  }
}

/** The round of each key; rejects where a key comes twice. */
async function roundsOf (index: VectorIndex): Promise<Map<string, number>> {
  const rounds = new Map<string, number>()
  for await (const { key, metadata } of index.list()) {
    if (rounds.has(key)) throw new Error(`${key} is there twice`)
    rounds.set(key, Number(metadata['round']))
  }
  return rounds
}
