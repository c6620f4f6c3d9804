import t from 'tap'
import type { Filter } from '../../src/vectors/filter.ts'
import { matchesFilter } from '../../src/vectors/match-filter.ts'
import type { VectorIndex, VectorRecord } from '../../src/vectors/vector-store.ts'
import { clusteredVectors, exactNearest, recall } from '../fixtures/clustered-vectors.ts'
import { pgliteServer } from '../fixtures/pglite-server.ts'
import { postgresStore } from '../fixtures/postgres-stores.ts'
import { keysOf, record, SPEC, unit } from '../fixtures/vector-records.ts'
import { testVectorStore } from '../fixtures/vector-store-contract.ts'

const url = await pgliteServer(t)

testVectorStore(t, 'PostgreSQL', async () => await postgresStore(url))

t.test('texts with what PostgreSQL cannot keep come back as they were, and are filtered by', async (t) => {
  const store = await postgresStore(url)
  const index = await store.createIndex(SPEC)
  const texts = ['nul \0', 'one \x01', '\x01\0', '\x01N', 'N']
  const put = texts.map((text) => record(`k${text}`, [1, 0, 0, 0], { brand: text, [`key${text}`]: true, title: text }))
  await index.upsert(put)

  for (const [i, one] of put.entries()) {
    const filter: Filter = { and: [{ key: 'brand', op: 'eq', value: texts[i]! }, { key: `key${texts[i]}`, op: 'exists', value: true }] }
    t.match(await index.query(unit(1, 0, 0, 0), { topK: 9, filter }), [{ key: one.key, metadata: one.metadata }])
    t.same((await index.get([one.key])).get(one.key), one)
  }
  t.same(await keysOf(index), put.map(({ key }) => key).sort())
  await store.close()
})

t.test('the longest and the shortest vectors are kept and found', async (t) => {
  const store = await postgresStore(url)
  for (const dimension of [1, 256, 1900, 1901, 3072, 4096]) {
    const index = await store.createIndex({ ...SPEC, name: `of-${dimension}`, dimension })
    const embedding = Float32Array.from({ length: dimension }, (_, i) => Math.sin(i + 1))
    await index.upsert([{ key: 'a', embedding, metadata: { title: 'x'.repeat(30_000) } }])
    t.same((await index.get(['a'])).get('a')!.embedding, embedding)
    t.match(await index.query(embedding, { topK: 1 }), [{ key: 'a' }])
  }
  await store.close()
})

const COUNT = 2600
const FILTERS: Readonly<Record<string, Filter | undefined>> = {
  'no filter': undefined,
  'few of the records': { key: 'bucket', op: 'eq', value: 'b7' },
  'most of the records': { key: 'bucket', op: 'ne', value: 'b7' },
  'all but few, which a graph finds only when it walks on': { key: 'number', op: 'gte', value: 400 }
}

t.test('above the size of exact search a graph answers, narrow filters too come back whole', async (t) => {
  const { vectors, queries } = clusteredVectors({ count: COUNT, dimension: 32, clusters: 40, queries: 12 })
  const records = vectors.map((embedding, i): VectorRecord => ({
    key: `k${i}`,
    embedding,
    metadata: { bucket: `b${i % 100}`, number: i }
  }))
  const store = await postgresStore(url)
  const schema = store.bucket
  const index = await store.createIndex({ name: 'many', dimension: 32, metric: 'cosine', nonFilterableKeys: [] })
  await index.upsert(records)
  t.equal((await store.report()).tables[0]!.graph, 'missing')
  await store.close()

  const again = await postgresStore(url, { schema })
  const many = (await again.openIndex('many'))!
  t.match((await again.report()).tables, [{ name: 'many', records: COUNT, graph: 'ready' }], 'closing has built it')
  for (const [sentence, filter] of Object.entries(FILTERS)) {
    t.ok((await meanRecall(many, records, queries, filter)) >= 0.97, sentence)
  }
  t.equal((await many.query(queries[0]!, { topK: 10_000 })).length, COUNT, 'as many as there are')

  await many.delete(records.slice(0, 500).map(({ key }) => key))
  await many.upsert(records.slice(500, 900).map((one, i) => ({ ...one, embedding: vectors[i]! })))
  const moved = records.slice(500).map((one, i) => (i < 400 ? { ...one, embedding: vectors[i]! } : one))
  t.ok((await meanRecall(many, moved, queries, undefined)) >= 0.97, 'after deleting and replacing')
  await again.close()
})

async function meanRecall (
  index: VectorIndex,
  records: readonly VectorRecord[],
  queries: readonly Float32Array[],
  filter: Filter | undefined
): Promise<number> {
  const vectors = records.map(({ embedding }) => embedding)
  const isAllowed = (i: number) => filter === undefined || matchesFilter(filter, records[i]!.metadata)
  const recalls: number[] = []
  for (const query of queries) {
    const found = (await index.query(query, { topK: 10, filter })).map(({ key }) => key)
    recalls.push(recall(found, exactNearest(query, vectors, 10, isAllowed).map((i) => records[i]!.key)))
  }
  return recalls.reduce((sum, one) => sum + one, 0) / recalls.length
}
