import { readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '@lancedb/lancedb'
import t from 'tap'
import { loadConfig } from '../../src/config/config.ts'
import { createVectorStore } from '../../src/vectors/create-vector-store.ts'
import { LanceDbVectorStore } from '../../src/vectors/lancedb/lancedb-vector-store.ts'
import { withStores } from '../fixtures/lancedb-stores.ts'
import { keysOf, record, SPEC, unit } from '../fixtures/vector-records.ts'
import { testVectorStore } from '../fixtures/vector-store-contract.ts'

testVectorStore(t, 'lancedb', (t) => LanceDbVectorStore.open({ dataDir: t.testdir() }))
testVectorStore(t, 'lancedb without resident rows', (t) =>
  LanceDbVectorStore.open({ dataDir: t.testdir(), residentRows: 0 })
)

withStores(t, 'records are still there after closing and opening again', async (t, { dataDir, open }) => {
  const first = await createVectorStore(loadConfig({ DATA_DIR: dataDir }))
  await (await first.createIndex(SPEC)).upsert([record('a', [1, 2, 3, 4], { brand: 'x' })])
  await first.close()

  const index = await (await open()).openIndex(SPEC.name)

  t.same((await index!.get(['a'])).get('a'), record('a', [1, 2, 3, 4], { brand: 'x' }))
  t.same(
    (await index!.query(unit(1, 2, 3, 4), { topK: 1, filter: { key: 'brand', op: 'eq', value: 'x' } })).length,
    1
  )
})

withStores(
  t,
  'a handle of an index that another store has created anew says so, and opening again helps',
  async (t, { open }) => {
    const [server, ingest] = [await open(), await open()]
    const served = await server.createIndex(SPEC)
    await served.upsert([record('old')])
    await ingest.deleteIndex(SPEC.name)
    await (await ingest.createIndex(SPEC)).upsert([record('new')])

    await t.rejects(served.query(unit(1, 0, 0, 0), { topK: 1 }), {
      code: 'INDEX_GONE',
      message: /deleted since it was opened/
    })
    t.same(await keysOf((await server.openIndex(SPEC.name))!), ['new'])
  }
)

t.test('damage is reported when the store is opened, with the place', async (t) => {
  const damages: Record<string, (folder: string, table: string) => Promise<unknown>> = {
    'a cut data file': async (_folder, table) => truncate(await firstFile(join(table, 'data')), 100),
    'a missing data file': async (_folder, table) => rm(await firstFile(join(table, 'data'))),
    'no versions': (_folder, table) => rm(join(table, '_versions'), { recursive: true }),
    'no table': (_folder, table) => rm(table, { recursive: true }),
    'an empty table': async (_folder, table) => {
      for (const version of await readdir(join(table, '_versions'))) {
        await truncate(join(table, '_versions', version), 0)
      }
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

    await t.rejects(
      LanceDbVectorStore.open({ dataDir }),
      { code: 'STORE_DAMAGED', message: new RegExp(`in ${folder}/${SPEC.name}`) },
      sentence
    )
  }
})

t.test('a folder that cannot be written is named', async (t) => {
  const dataDir = t.testdir({ file: 'not a folder' })

  await t.rejects(LanceDbVectorStore.open({ dataDir: join(dataDir, 'file') }), {
    code: 'DATA_DIR_UNUSABLE',
    message: /file \(DATA_DIR\)/
  })
})

withStores(t, 'what a crash left of creating an index does not stand in the way', async (t, { dataDir, open }) => {
  const store = await open()
  await (await store.createIndex(SPEC)).upsert([record('old')])
  await store.close()
  await rm(join(dataDir, 'lancedb', `${SPEC.name}.json`))

  const again = await open()
  t.same(await again.listIndexes(), [])
  t.same(await keysOf(await again.createIndex(SPEC)), [])
  t.equal(
    (await connect(join(dataDir, 'lancedb')).then((connection) => connection.tableNames())).length,
    1,
    'the old table is gone'
  )
})

async function tableFolder (folder: string): Promise<string> {
  return (await readdir(folder)).find((file) => file.endsWith('.lance'))!
}

async function firstFile (folder: string): Promise<string> {
  const [file] = await readdir(folder)
  return join(folder, file!)
}
