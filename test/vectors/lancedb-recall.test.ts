import { join } from 'node:path'
import { connect } from '@lancedb/lancedb'
import t from 'tap'
import type { Filter } from '../../src/vectors/filter.ts'
import { LanceDbVectorStore } from '../../src/vectors/lancedb/lancedb-vector-store.ts'
import { matchesFilter } from '../../src/vectors/match-filter.ts'
import type { IndexSpec, VectorIndex, VectorRecord } from '../../src/vectors/vector-store.ts'
import { clusteredVectors, exactNearest, recall } from '../fixtures/clustered-vectors.ts'

// Above the size up to which the store compares every row, so that the approximate index answers.
const COUNT = 12_000
const CLUSTERS = 200
const SPEC: IndexSpec = { name: 'many', dimension: 64, metric: 'cosine', nonFilterableKeys: [] }
const FILTERS: Record<string, Filter | undefined> = {
  'no filter': undefined,
  '1 % of the rows, anywhere': { key: 'bucket', op: 'eq', value: 'b7' },
  '1 % of the rows, in two clusters far from most queries': { key: 'cluster', op: 'in', value: ['c3', 'c4'] },
  'half of the rows': { key: 'number', op: 'lt', value: COUNT / 2 },
  'all but one bucket': { key: 'bucket', op: 'ne', value: 'b7' },
  'rows with a list': { key: 'tags', op: 'eq', value: 't1' }
}

t.test('recall@10 above the exact limit, with filters, before and after every row is replaced', async (t) => {
  const dataDir = t.testdir()
  const { vectors, clusters, queries } = clusteredVectors({
    count: COUNT,
    dimension: SPEC.dimension,
    clusters: CLUSTERS,
    queries: 40
  })
  const records = vectors.map((embedding, i): VectorRecord => ({
    key: `k${i}`,
    embedding,
    metadata: { bucket: `b${i % 100}`, cluster: `c${clusters[i]}`, number: i, tags: [`t${i % 3}`, 'all'] }
  }))

  await withIndex(dataDir, (index) => upsertAll(index, records))
  t.same(await vectorIndex(dataDir), { rows: COUNT, unindexed: 0 }, 'closing has indexed every row')
  await withIndex(dataDir, async (index) => {
    for (const [sentence, filter] of Object.entries(FILTERS)) {
      t.ok((await meanRecall(index, records, queries, filter)) >= 0.97, sentence)
    }
  })

  const moved = records.map((record, i) => ({ ...record, embedding: vectors[(i + 1) % COUNT]! }))
  await withIndex(dataDir, async (index) => {
    await upsertAll(index, moved)
    t.ok((await meanRecall(index, moved, queries.slice(0, 10), undefined)) >= 0.97, 'rows not yet indexed are found')
  })
  t.same(
    await vectorIndex(dataDir),
    { rows: COUNT, unindexed: 0 },
    'the index has outlived the replacement of every row'
  )
  await withIndex(dataDir, async (index) => {
    for (const [sentence, filter] of Object.entries(FILTERS)) {
      t.ok((await meanRecall(index, moved, queries, filter)) >= 0.97, `${sentence}, replaced`)
    }
    const all = await index.query(queries[0]!, { topK: 10_000 })
    t.equal(new Set(all.map(({ key }) => key)).size, 10_000, 'as many as asked for, none twice')
  })
})

async function withIndex (dataDir: string, run: (index: VectorIndex) => Promise<void>): Promise<void> {
  const store = await LanceDbVectorStore.open({ dataDir })
  try {
    await run(await store.createIndex(SPEC))
  } finally {
    await store.close()
  }
}

async function upsertAll (index: VectorIndex, records: readonly VectorRecord[]): Promise<void> {
  for (let from = 0; from < records.length; from += 500) await index.upsert(records.slice(from, from + 500))
}

async function meanRecall (
  index: VectorIndex,
  records: readonly VectorRecord[],
  queries: readonly Float32Array[],
  filter: Filter | undefined
): Promise<number> {
  const vectors = records.map(({ embedding }) => embedding)
  const isAllowed = records.map(({ metadata }) => filter === undefined || matchesFilter(filter, metadata))
  let sum = 0
  for (const query of queries) {
    const matches = await index.query(query, { topK: 10, filter })
    const truth = exactNearest(query, vectors, 10, (i) => isAllowed[i]!)
    sum += recall(
      matches.map(({ key }) => key),
      truth.map((i) => records[i]!.key)
    )
  }
  return sum / queries.length
}

async function vectorIndex (
  dataDir: string
): Promise<{ rows: number | undefined; unindexed: number | undefined } | undefined> {
  const connection = await connect(join(dataDir, 'lancedb'))
  const table = await connection.openTable((await connection.tableNames())[0]!)
  const index = (await table.listIndices()).find(({ columns }) => columns.includes('vector'))
  return index && { rows: index.numIndexedRows, unindexed: index.numUnindexedRows }
}
