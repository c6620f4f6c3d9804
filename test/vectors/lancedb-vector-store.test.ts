import { readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { connect } from '@lancedb/lancedb'
import t, { type Test } from 'tap'
import { loadConfig } from '../../src/config.ts'
import { createVectorStore } from '../../src/vectors/create-vector-store.ts'
import { LanceDbVectorStore } from '../../src/vectors/lancedb/lancedb-vector-store.ts'
import { keysOf, record, SPEC, unit } from '../fixtures/vector-records.ts'
import { testVectorStore } from '../fixtures/vector-store-contract.ts'
import { lastRounds, startWriter, WRITER_SPEC } from '../fixtures/writer-rounds.ts'

testVectorStore(t, 'lancedb', (t) => LanceDbVectorStore.open({ dataDir: t.testdir() }))
testVectorStore(t, 'lancedb without resident rows', (t) => LanceDbVectorStore.open({ dataDir: t.testdir(), residentRows: 0 }))

withStores('records are still there after closing and opening again', async (t, { dataDir, open }) => {
  const first = await createVectorStore(loadConfig({ DATA_DIR: dataDir }))
  await (await first.createIndex(SPEC)).upsert([record('a', [1, 2, 3, 4], { brand: 'x' })])
  await first.close()

  const index = await (await open()).openIndex(SPEC.name)

  t.same((await index!.get(['a'])).get('a'), record('a', [1, 2, 3, 4], { brand: 'x' }))
  t.same((await index!.query(unit(1, 2, 3, 4), { topK: 1, filter: { key: 'brand', op: 'eq', value: 'x' } })).length, 1)
})

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

withStores('a second process reads at once and cannot write until the first has ended', async (t, { dataDir, open }) => {
  const store = await open()
  const index = await store.createIndex(WRITER_SPEC)
  await store.close()
  const reader = await open()
  const seen = (await reader.openIndex(WRITER_SPEC.name))!
  const writer = startWriter(dataDir, 0)

  await writer.confirmed(3)
  const atFirst = (await keysOf(seen)).length
  await writer.confirmed(3)
  t.ok(atFirst >= 40 && (await keysOf(seen)).length > atFirst, 'what the other process has confirmed is seen')
  const blocked = { code: 'STORE_UNAVAILABLE', message: new RegExp(`process ${writer.pid} is writing`) }
  const own = { key: 'own', embedding: new Float32Array(8).fill(1), metadata: {} }
  await t.rejects(seen.upsert([own]), blocked)
  await t.rejects(seen.delete(['k1']), blocked)
  await t.rejects(reader.deleteIndex(WRITER_SPEC.name), blocked)

  const round = await writer.kill()

  await seen.upsert([own])
  const keys = await keysOf(seen)
  t.ok(keys.includes('own'), 'the lock of a dead process is taken over')
  t.ok(keys.length >= lastRounds(round).size + 1)
  await t.rejects(index.get(['own']), { code: 'STORE_UNAVAILABLE' }, 'the closed store stays closed')
})

withStores('a query answers from what is there now, whoever wrote it', async (t, { open }) => {
  const [store, other] = [await open(), await open()]
  const index = await store.createIndex(SPEC)
  const found = async () => (await index.query(unit(1, 0, 0, 0), { topK: 10 })).map(({ key }) => key)
  await index.upsert([record('a')])
  t.same(await found(), ['a'])

  await (await other.openIndex(SPEC.name))!.upsert([record('b', [1, 1, 0, 0])])
  t.same(await found(), ['a', 'b'])
  await index.delete(['a'])
  t.same(await Promise.all([found(), found()]), [['b'], ['b']])
})

withStores('above the resident rows the engine is asked', async (t, { dataDir }) => {
  const store = await LanceDbVectorStore.open({ dataDir, residentRows: 3 })
  t.teardown(() => store.close())
  const index = await store.createIndex(SPEC)
  for (const keys of [['a', 'b', 'c'], ['d'], ['e']]) {
    await index.upsert(keys.map((key) => record(key, [1, key.charCodeAt(0) - 97, 0, 0], { letter: key })))
    const filter = { key: 'letter', op: 'ne', value: 'a' } as const
    t.same((await index.query(unit(1, 0, 0, 0), { topK: 2, filter })).map(({ key }) => key), ['b', 'c'])
  }
})

withStores('a lock left by an earlier process of the same pid, or unreadable for a minute, is taken over', async (t, { dataDir, open }) => {
  const store = await open()
  const index = await store.createIndex(SPEC)
  await store.close()
  const lock = join(dataDir, 'lancedb', `${SPEC.name}.lock`)

  await writeFile(lock, JSON.stringify({ pid: process.pid, host: hostname(), started: 'long ago' }))
  const second = await open()
  await (await second.openIndex(index.spec.name))!.upsert([record('a')])
  await second.close()

  await writeFile(lock, '')
  const third = await open()
  const again = (await third.openIndex(SPEC.name))!
  await t.rejects(again.upsert([record('b')]), { code: 'STORE_UNAVAILABLE', message: /process unknown is writing/ })
  const past = new Date(Date.now() - 120_000)
  await utimes(lock, past, past)
  await again.upsert([record('b')])
  t.same(await keysOf(again), ['a', 'b'])
})

withStores('two stores of one process share one queue of writes', async (t, { open }) => {
  const stores = [await open(), await open()]
  const indexes = await Promise.all(stores.map((store) => store.createIndex(SPEC)))
  const keys = Array.from({ length: 10 }, (_, i) => `k${i}`)

  await Promise.all([0, 1, 2, 3, 4, 5].map((n) => indexes[n % 2]!.upsert(keys.map((key) => record(key, [1, n, 0, 0], { n })))))

  t.same(await keysOf(indexes[0]!), keys)
  t.same(await keysOf(indexes[1]!), keys)
})

withStores('a handle of an index that another store has created anew says so, and opening again helps', async (t, { open }) => {
  const [server, ingest] = [await open(), await open()]
  const served = await server.createIndex(SPEC)
  await served.upsert([record('old')])
  await ingest.deleteIndex(SPEC.name)
  await (await ingest.createIndex(SPEC)).upsert([record('new')])

  await t.rejects(served.query(unit(1, 0, 0, 0), { topK: 1 }), { code: 'STORE_UNAVAILABLE', message: /deleted since it was opened/ })
  t.same(await keysOf((await server.openIndex(SPEC.name))!), ['new'])
})

t.test('damage is reported when the store is opened, with the place', async (t) => {
  const damages: Record<string, (folder: string, table: string) => Promise<unknown>> = {
    'a cut data file': async (_folder, table) => truncate(await firstFile(join(table, 'data')), 100),
    'a missing data file': async (_folder, table) => rm(await firstFile(join(table, 'data'))),
    'no versions': (_folder, table) => rm(join(table, '_versions'), { recursive: true }),
    'no table': (_folder, table) => rm(table, { recursive: true }),
    'an empty table': async (_folder, table) => {
      for (const version of await readdir(join(table, '_versions'))) await truncate(join(table, '_versions', version), 0)
    },
    'a half spec': (folder) => writeFile(join(folder, `${SPEC.name}.json`), '{"name":'),
    'a foreign spec': (folder) => writeFile(join(folder, `${SPEC.name}.json`), '{}')
  }
  for (const [sentence, damage] of Object.entries(damages)) {
    const dataDir = t.testdir()
    const store = await LanceDbVectorStore.open({ dataDir })
    await (await store.createIndex(SPEC)).upsert([record('a'), record('b')])
    await store.close()
    const folder = join(dataDir, 'lancedb')
    await damage(folder, join(folder, await tableFolder(folder)))

    await t.rejects(LanceDbVectorStore.open({ dataDir }), { code: 'STORE_DAMAGED', message: new RegExp(`in ${folder}/${SPEC.name}`) }, sentence)
  }
})

t.test('a folder that cannot be written is named', async (t) => {
  const dataDir = t.testdir({ file: 'not a folder' })

  await t.rejects(LanceDbVectorStore.open({ dataDir: join(dataDir, 'file') }), { code: 'DATA_DIR_UNUSABLE', message: /file \(DATA_DIR\)/ })
})

withStores('what a crash left of creating an index does not stand in the way', async (t, { dataDir, open }) => {
  const store = await open()
  await (await store.createIndex(SPEC)).upsert([record('old')])
  await store.close()
  await rm(join(dataDir, 'lancedb', `${SPEC.name}.json`))

  const again = await open()
  t.same(await again.listIndexes(), [])
  t.same(await keysOf(await again.createIndex(SPEC)), [])
  t.equal((await connect(join(dataDir, 'lancedb')).then((connection) => connection.tableNames())).length, 1, 'the old table is gone')
})

interface Stores { readonly dataDir: string, readonly open: () => Promise<LanceDbVectorStore> }

/** Closes every store that the test opened before its folder goes. */
function withStores (sentence: string, run: (t: Test, stores: Stores) => Promise<void>): void {
  t.test(sentence, async (t) => {
    const dataDir = t.testdir()
    const opened: LanceDbVectorStore[] = []
    const open = async () => {
      const store = await LanceDbVectorStore.open({ dataDir })
      opened.push(store)
      return store
    }
    try {
      await run(t, { dataDir, open })
    } finally {
      for (const store of opened) await store.close()
    }
  })
}

async function tableFolder (folder: string): Promise<string> {
  return (await readdir(folder)).find((file) => file.endsWith('.lance'))!
}

async function firstFile (folder: string): Promise<string> {
  const [file] = await readdir(folder)
  return join(folder, file!)
}
