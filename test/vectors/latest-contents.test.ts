import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { connect, type Table } from '@lancedb/lancedb'
import t, { type Test } from 'tap'
import { LatestContents } from '../../src/vectors/lancedb/latest-contents.ts'
import { ResidentReader } from '../../src/vectors/lancedb/resident-reader.ts'
import { VersionFolder } from '../../src/vectors/lancedb/version-folder.ts'
import { MemoryBudget } from '../../src/vectors/resident/memory-budget.ts'
import type { VectorIndex } from '../../src/vectors/vector-store.ts'
import { withStores, type Stores } from '../fixtures/lancedb-stores.ts'
import { record, SPEC, unit } from '../fixtures/vector-records.ts'

/** An index to write to, and its table as the engine has it. */
async function opened (
  t: Test,
  { dataDir, open }: Stores
): Promise<{ index: VectorIndex; table: Table; folder: string }> {
  const index = await (await open()).createIndex(SPEC)
  const folder = join(dataDir, 'lancedb')
  const connection = await connect(folder, { readConsistencyInterval: 0 })
  const [name = ''] = await connection.tableNames()
  const table = await connection.openTable(name)
  t.teardown(() => {
    table.close()
    connection.close()
  })
  return { index, table, folder: join(folder, `${name}.lance`) }
}

const contentsOf = ({ table, folder }: { table: Table, folder: string }, maxRows: number) =>
  new LatestContents(
    table,
    new ResidentReader({ spec: SPEC, budget: new MemoryBudget(2 ** 20), maxRows, maxThreads: 1 }),
    new VersionFolder(folder)
  )

const ALL = { embedding: unit(1, 0, 0, 0), topK: 10, metadataCount: 0 }

const records = (count: number) => Array.from({ length: count }, (_, i) => record(`k${i}`, [1, i, 0, 0]))

withStores(t, 'rows are kept in memory up to the limit, and counted beyond', async (t, stores) => {
  const at = await opened(t, stores)
  const { index } = at
  const latest = contentsOf(at, 3)
  const look = async () => {
    const { rows, resident } = await latest.get()
    return { rows, resident: (await resident?.scan(ALL))?.keys.length }
  }
  t.same(await look(), { rows: 0, resident: 0 })
  await index.upsert(records(3))
  t.same(await look(), { rows: 3, resident: 3 })
  await index.upsert(records(4))
  t.same(await look(), { rows: 4, resident: undefined })
  await index.delete(['k0'])
  t.same(await look(), { rows: 3, resident: 3 })

  t.equal((await contentsOf(at, 2).get()).resident, undefined)
  await index.delete(['k1', 'k2', 'k3'])
  t.match(await contentsOf(at, 0).get(), { rows: 0, resident: {} }, 'also a limit of none holds no rows')
})

withStores(t, 'a version is looked into once, however many ask for it, and each new one again', async (t, stores) => {
  const at = await opened(t, stores)
  const { index } = at
  const latest = contentsOf(at, 10)
  await index.upsert(records(2))

  const [first, ...others] = await Promise.all(Array.from({ length: 8 }, () => latest.get()))
  for (const one of [...others, await latest.get()]) t.equal(one, first)

  await index.upsert(records(2))
  const second = await latest.get()
  t.not(second, first, 'equal contents are another version')
  t.equal(await latest.get(), second)
  t.equal((await first!.resident!.scan(ALL)).keys.length, 2, 'who holds an earlier one can still use it')
})

withStores(t, 'contents that could not be read are read again', async (t, stores) => {
  const at = await opened(t, stores)
  const { index, folder } = at
  const latest = contentsOf(at, 10)
  await index.upsert(records(3))
  await rename(join(folder, 'data'), join(folder, 'away'))

  const failed = await Promise.allSettled([latest.get(), latest.get()])
  t.same(
    failed.map(({ status }) => status),
    ['rejected', 'rejected']
  )
  await rename(join(folder, 'away'), join(folder, 'data'))
  t.match(await latest.get(), { rows: 3, resident: {} })
})
