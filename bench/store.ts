import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Filter } from '../src/vectors/filter.ts'
import { loadConfig } from '../src/config/config.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'
import { matchesFilter } from '../src/vectors/match-filter.ts'
import { isDatabase } from '../src/vectors/database-store.ts'
import { isProvisionable } from '../src/vectors/provisionable-store.ts'
import type { Metadata, VectorIndex, VectorStore } from '../src/vectors/vector-store.ts'
import { machineLine, percentile } from './report.ts'
import { clusteredVectors, exactNearest, recall, type ClusteredVectors } from '../test/fixtures/clustered-vectors.ts'

const BATCH = 500
const CLUSTERS = 200
const MIN_RECALL = 0.97

interface Data extends ClusteredVectors {
  readonly metadata: readonly Metadata[]
}
interface Case {
  readonly name: string
  readonly filter?: Filter
}
interface Row {
  readonly rows: number
  readonly name: string
  readonly times: readonly number[]
  readonly exact: readonly number[]
  readonly recall: number
}

const CASES: readonly Case[] = [
  { name: 'none' },
  { name: '1 %, anywhere', filter: { key: 'bucket', op: 'eq', value: 'b7' } },
  { name: '50 %', filter: { key: 'price', op: 'lt', value: 500 } },
  { name: '0.1 %, anywhere', filter: { key: 'price', op: 'eq', value: 7 } },
  { name: '1 %, two clusters', filter: { key: 'cluster', op: 'in', value: ['c3', 'c4'] } }
]

const { values: options } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,100000' },
    dimension: { type: 'string', default: '1024' },
    queries: { type: 'string', default: '100' },
    k: { type: 'string', default: '10' }
  }
})
const [dimension, queryCount, K] = [Number(options.dimension), Number(options.queries), Number(options.k)]
const config = loadConfig({ CATALOGUE: 'bench', DATABASE_SCHEMA: 'bench', ...process.env })

console.log(`${machineLine()}, ${Math.round(totalmem() / 2 ** 30)} GiB`)
console.log(
  `${config.VECTOR_STORE} store, ${dimension} dimensions, k = ${K}, ${queryCount} queries one after the other; "exact scan" compares every vector that the filter allows, in JavaScript, same run\n`
)
const results: Row[] = []
for (const rows of options.sizes.split(',').map(Number)) results.push(...(await measureSize(rows)))
console.log(
  '\n| vectors | filter | p50 ms | p95 ms | exact scan p50 ms | p50 ratio | recall |\n|---|---|---|---|---|---|---|'
)
for (const row of results) console.log(toLine(row))

async function measureSize (rows: number): Promise<Row[]> {
  const data = makeData(rows)
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-store-'))
  try {
    await load(dataDir, data)
    const store = await openStore(dataDir)
    const index = await store.openIndex('bench')
    assert.ok(index)
    if (isDatabase(store)) {
      for (const { bytes, graph } of (await store.report()).tables) {
        console.log(`${Math.round(bytes / 2 ** 20)} MiB in the database, graph ${graph}`)
      }
    }
    await assertCorrect(index, data)
    const measured: Row[] = []
    for (const one of CASES) measured.push(await measure(index, data, one))
    await store.deleteIndex('bench')
    await store.close()
    return measured
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

function makeData (rows: number): Data {
  const clustered = clusteredVectors({ count: rows, dimension, clusters: CLUSTERS, queries: queryCount })
  const metadata = clustered.clusters.map((cluster, i) => ({
    bucket: `b${i % 100}`,
    cluster: `c${cluster}`,
    price: i % 1000,
    title: `Product number ${i} of the benchmark`
  }))
  return { ...clustered, metadata }
}

/** The embedded store in a folder of its own, or the one of VECTOR_STORE=postgres and DATABASE_URL. */
async function openStore (dataDir: string): Promise<VectorStore> {
  return await createVectorStore({ ...config, DATA_DIR: dataDir }, 'ingest')
}

async function load (dataDir: string, { vectors, metadata }: Data): Promise<void> {
  const store = await openStore(dataDir)
  if (isProvisionable(store)) await store.createBucket()
  const index = await store.createIndex({ name: 'bench', dimension, metric: 'cosine', nonFilterableKeys: ['title'] })
  const started = performance.now()
  for (let from = 0; from < vectors.length; from += BATCH) {
    await index.upsert(
      vectors
        .slice(from, from + BATCH)
        .map((embedding, i) => ({ key: `k${from + i}`, embedding, metadata: metadata[from + i]! }))
    )
  }
  const loaded = performance.now()
  await store.close()
  const settled = performance.now()
  console.log(
    `${vectors.length}: loaded at ${Math.round((vectors.length / (loaded - started)) * 1000)} vectors/s, then ${((settled - loaded) / 1000).toFixed(1)} s to join files and index; ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MiB resident`
  )
}

async function assertCorrect (index: VectorIndex, { vectors, metadata }: Data): Promise<void> {
  for (const position of [0, Math.floor(vectors.length / 2), vectors.length - 1]) {
    const key = `k${position}`
    assert.deepEqual((await index.get([key])).get(key), {
      key,
      embedding: vectors[position],
      metadata: metadata[position]
    })
    const [first] = await index.query(vectors[position]!, { topK: 1 })
    assert.equal(first?.key, key)
    assert.ok(Math.abs(first.score - 1) < 1e-5)
  }
}

async function measure (
  index: VectorIndex,
  { vectors, metadata, queries }: Data,
  { name, filter }: Case
): Promise<Row> {
  const isAllowed = metadata.map((one) => filter === undefined || matchesFilter(filter, one))
  const [times, exact, recalls]: number[][] = [[], [], []]
  for (const query of [...queries.slice(0, 5), ...queries]) {
    const [matches, elapsed] = await timed(() => index.query(query, { topK: K, filter }))
    const [nearest, exactElapsed] = await timed(() => exactNearest(query, vectors, K, (i) => isAllowed[i]!))
    times!.push(elapsed)
    exact!.push(exactElapsed)
    recalls!.push(
      recall(
        matches.map(({ key }) => key),
        nearest.map((i) => `k${i}`)
      )
    )
  }
  // The first five warm the caches.
  const mean = recalls!.slice(5).reduce((sum, one) => sum + one, 0) / queries.length
  assert.ok(mean >= MIN_RECALL, `recall@${K} is ${mean} with filter "${name}"`)
  return { rows: vectors.length, name, times: times!.slice(5), exact: exact!.slice(5), recall: mean }
}

async function timed<T> (call: () => T | Promise<T>): Promise<[T, number]> {
  const started = performance.now()
  const result = await call()
  return [result, performance.now() - started]
}

function toLine ({ rows, name, times, exact, recall }: Row): string {
  const [p50, p95, baseline] = [percentile(times, 0.5), percentile(times, 0.95), percentile(exact, 0.5)]
  return `| ${rows.toLocaleString('en')} | ${name} | ${p50.toFixed(2)} | ${p95.toFixed(2)} | ${baseline.toFixed(2)} | ${(p50 / baseline).toFixed(2)} | ${recall.toFixed(3)} |`
}
