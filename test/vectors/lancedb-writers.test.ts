import { utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { LanceDbVectorStore } from '../../src/vectors/lancedb/lancedb-vector-store.ts'
import { withStores } from '../fixtures/lancedb-stores.ts'
import { keysOf, record, SPEC } from '../fixtures/vector-records.ts'
import { lastRounds, startWriter, WRITER_SPEC } from '../fixtures/writer-rounds.ts'

t.test('a killed writer loses no confirmed record and doubles none, round after round', async (t) => {
  const dataDir = t.testdir()
  let round = -1
  for (let kill = 0; kill < 4; kill++) {
    const writer = startWriter(dataDir, round + 1)
    await writer.confirmed(10 + 7 * kill)
    round = await writer.kill()

    const store = await LanceDbVectorStore.open({ dataDir })
    const index = (await store.openIndex(WRITER_SPEC.name))!
    const rounds = new Map<string, number>()
    const keys: string[] = []
    for await (const { key, metadata } of index.list()) {
      keys.push(key)
      rounds.set(key, Number(metadata['round']))
    }
    const stale = [...lastRounds(round)].filter(([key, last]) => !(rounds.get(key)! >= last))
    t.same(stale, [], `kill ${kill} after round ${round}`)
    t.equal(rounds.size, keys.length, 'no key twice')
    const query = await index.query(new Float32Array(8).fill(1), { topK: 1000 })
    t.equal(query.length, keys.length, 'every record is found by a search, once')
    await store.close()
  }
})

withStores(t, 'a second process reads at once and writes in turn with the first', async (t, { dataDir, open }) => {
  const store = await open()
  const index = await store.createIndex(WRITER_SPEC)
  await store.close()
  const reader = await open()
  const seen = (await reader.openIndex(WRITER_SPEC.name))!
  const found = async () => (await seen.query(new Float32Array(8).fill(1), { topK: 1000 })).map(({ key }) => key)
  t.same(await found(), [])
  const writer = startWriter(dataDir, 0)

  await writer.confirmed(3)
  const [listed, nearest] = [(await keysOf(seen)).length, (await found()).length]
  await writer.confirmed(3)
  t.ok(listed >= 40 && (await keysOf(seen)).length > listed, 'what the other process has confirmed is seen')
  t.ok(nearest >= 40 && (await found()).length > nearest, 'and found')
  const own = { key: 'own', embedding: new Float32Array(8).fill(1), metadata: { n: 1 } }
  await seen.upsert([own])
  await seen.update(['own'], (record) => ({ ...record, metadata: { n: Number(record.metadata['n']) + 1 } }))
  t.equal((await seen.get(['own'])).get('own')!.metadata['n'], 2, 'while the other process goes on writing')
  await seen.delete(['own'])
  await writer.confirmed(3)
  const round = await writer.kill()

  await seen.upsert([own])
  const keys = await keysOf(seen)
  t.ok(keys.includes('own'), 'the lock of a dead process is taken over')
  t.ok(keys.length >= lastRounds(round).size + 1)
  t.same((await found()).sort(), keys)
  await t.rejects(index.get(['own']), { code: 'STORE_UNAVAILABLE' }, 'the closed store stays closed')
})

withStores(
  t,
  'a lock left by an earlier process of the same pid, or unreadable for a minute, is taken over',
  async (t, { dataDir, open }) => {
    const store = await open()
    const index = await store.createIndex(SPEC)
    await store.close()
    const lock = join(dataDir, 'lancedb', `${SPEC.name}.lock`)

    await writeFile(lock, JSON.stringify({ pid: process.pid, host: hostname(), started: 'long ago' }))
    const second = await open()
    await (await second.openIndex(index.spec.name))!.upsert([record('a')])
    await second.close()

    await writeFile(lock, '')
    const third = await open({ maxWaitMs: 100 })
    const again = (await third.openIndex(SPEC.name))!
    await t.rejects(again.upsert([record('b')]), { code: 'STORE_UNAVAILABLE', message: /process unknown is writing/ })
    const past = new Date(Date.now() - 120_000)
    await utimes(lock, past, past)
    await again.upsert([record('b')])
    t.same(await keysOf(again), ['a', 'b'])
  }
)

withStores(t, 'two stores of one process share one queue of writes', async (t, { open }) => {
  const stores = [await open(), await open()]
  const indexes = await Promise.all(stores.map((store) => store.createIndex(SPEC)))
  const keys = Array.from({ length: 10 }, (_, i) => `k${i}`)

  await Promise.all(
    [0, 1, 2, 3, 4, 5].map((n) => indexes[n % 2]!.upsert(keys.map((key) => record(key, [1, n, 0, 0], { n }))))
  )

  t.same(await keysOf(indexes[0]!), keys)
  t.same(await keysOf(indexes[1]!), keys)
})
