import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { normalise, type Embedding } from '../../src/embedding/embedder.ts'
import type { Filter } from '../../src/vectors/filter.ts'
import type { IndexSpec, Match, VectorIndex, VectorRecord } from '../../src/vectors/vector-store.ts'
import type { LanceDbVectorIndex } from '../../src/vectors/lancedb/lancedb-vector-index.ts'
import { withStores } from '../fixtures/lancedb-stores.ts'
import { MemoryVectorStore } from '../fixtures/memory-vector-store.ts'
import { gaussian, pick, seededRandom } from '../fixtures/random.ts'
import { keysOf, record, SPEC, unit } from '../fixtures/vector-records.ts'
import { randomFilter, randomMetadata } from '../fixtures/vector-store-filters.ts'

const WIDE: IndexSpec = { name: 'wide-16', dimension: 16, metric: 'cosine', nonFilterableKeys: [] }

function randomUnit (random: () => number, dimension: number): Embedding {
  return normalise(Float32Array.from({ length: dimension }, () => gaussian(random)))
}

/** Equal but for rounding: float32 in the engine, double in memory. Nearly equal scores may have changed places. */
function assertAlike (t: Test, found: readonly Match[], expected: readonly Match[], sentence: string): void {
  const scoreOf = new Map(expected.map(({ key, score }) => [key, score]))
  const wrong = found.flatMap(({ key, score, metadata }, i) => {
    const isClose = Math.abs(score - expected[i]!.score) < 1e-5
    const isSame = key === expected[i]!.key || Math.abs((scoreOf.get(key) ?? score) - expected[i]!.score) < 1e-5
    return isClose && isSame ? [] : [{ place: i, key, score, metadata, expected: expected[i] }]
  })
  t.same([found.length, wrong], [expected.length, []], sentence)
}

withStores(t, 'in memory and by the engine the same is found, with filters of every kind', async (t, { open }) => {
  const random = seededRandom(3)
  const [memory, engine] = [await open(), await open({ residentRows: 0 })]
  const index = await memory.createIndex(WIDE)
  const records = Array.from({ length: 300 }, (_, i): VectorRecord => ({
    key: `k${i}`,
    embedding: randomUnit(random, 16),
    metadata: randomMetadata(random)
  }))
  // Some the same way as others, and some of another length.
  await index.upsert(
    records.map((one, i) =>
      i % 10 === 0 ? { ...one, embedding: records[0]!.embedding.map((value) => value * (1 + i / 100)) } : one
    )
  )
  const other = (await engine.openIndex(WIDE.name))!

  for (let n = 0; n < 40; n++) {
    const options = {
      topK: pick([1, 2, 10, 299, 300, 301, 10_000], random),
      filter: n % 4 === 0 ? undefined : randomFilter(random, 3)
    }
    const query = randomUnit(random, 16)
    assertAlike(t, await index.query(query, options), await other.query(query, options), JSON.stringify(options))
  }
})

for (const residentRows of [0, 6, 2000]) {
  withStores(
    t,
    `after any writes a query answers from what is there, ${residentRows} rows in memory at most`,
    async (t, { open }) => {
      const random = seededRandom(residentRows)
      const [index, reference] = [
        await (await open({ residentRows })).createIndex(SPEC),
        await new MemoryVectorStore().createIndex(SPEC)
      ]
      const directions = Array.from({ length: 5 }, () => randomUnit(random, 4))
      for (let step = 0; step < 20; step++) {
        const keys = Array.from({ length: 1 + Math.floor(random() * 4) }, () => `k${Math.floor(random() * 12)}`)
        const records = keys.map((key) => ({
          key,
          embedding: pick(directions, random),
          metadata: randomMetadata(random)
        }))
        const isDeletion = random() < 0.4
        for (const one of [index, reference]) await (isDeletion ? one.delete(keys) : one.upsert(records))

        const [query, filter] = [randomUnit(random, 4), random() < 0.5 ? randomFilter(random, 2) : undefined]
        for (const topK of [1, 3, 12]) await assertSame(t, [index, reference], query, { topK, filter })
      }
      t.same(await keysOf(index), await keysOf(reference))
    }
  )

  withStores(
    t,
    `a query during writes sees each record as one of its versions, whole, ${residentRows} rows in memory at most`,
    async (t, { open }) => {
      const index = await (await open({ residentRows })).createIndex(SPEC)
      const version = (n: number) =>
        Array.from({ length: 10 }, (_, i) => record(`k${i}`, n % 2 === 0 ? [1, 0, 0, 0] : [0, 1, 0, 0], { n }))
      await index.upsert(version(0))
      const writing = Promise.all(Array.from({ length: 8 }, (_, n) => index.upsert(version(n + 1))))
      const isDone = writing.then(() => true)
      const versions: number[] = []
      do versions.push(await versionOf(t, index))
      // A query in memory takes no turn of the event loop, without which no write would ever end.
      while (!(await Promise.race([isDone, setImmediate(false)])))
      versions.push(await versionOf(t, index))

      t.same(
        versions,
        versions.toSorted((a, b) => a - b),
        'never an earlier one after a later one'
      )
      t.equal(versions.at(-1), 8)
    }
  )
}

/** The version of all records, which their scores must agree with. */
async function versionOf (t: Test, index: VectorIndex): Promise<number> {
  const matches = await index.query(unit(1, 0, 0, 0), { topK: 20, filter: { key: 'n', op: 'gte', value: 0 } })
  const n = Number(matches[0]!.metadata['n'])
  t.same(
    matches.map(({ key, score, metadata }) => [key, Math.round(score), metadata]),
    Array.from({ length: 10 }, (_, i) => [`k${i}`, 1 - (n % 2), { n }])
  )
  return n
}

async function assertSame (
  t: Test,
  [index, reference]: readonly [VectorIndex, VectorIndex],
  query: Embedding,
  options: { topK: number; filter: Filter | undefined }
): Promise<void> {
  const [found, expected] = await Promise.all([index.query(query, options), reference.query(query, options)])
  t.same(
    found.map(({ key, metadata }) => [key, metadata]),
    expected.map(({ key, metadata }) => [key, metadata]),
    JSON.stringify(options)
  )
  assertAlike(t, found, expected, 'scores')
}

withStores(t, 'a query answers from what is there now, whoever wrote it', async (t, { open }) => {
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

withStores(t, 'above the resident rows the engine is asked', async (t, { open }) => {
  const store = await open({ residentRows: 3 })
  const index = await store.createIndex(SPEC)
  for (const keys of [['a', 'b', 'c'], ['d'], ['e']]) {
    await index.upsert(keys.map((key) => record(key, [1, key.charCodeAt(0) - 97, 0, 0], { letter: key })))
    const filter = { key: 'letter', op: 'ne', value: 'a' } as const
    t.same(
      (await index.query(unit(1, 0, 0, 0), { topK: 2, filter })).map(({ key }) => key),
      ['b', 'c']
    )
  }
})

withStores(
  t,
  'an index that another store deletes is gone also where its rows are in memory',
  async (t, { open }) => {
    const [server, ingest] = [await open(), await open()]
    const served = await server.createIndex(SPEC)
    await served.upsert([record('old')])
    const found = async () => (await served.query(unit(1, 0, 0, 0), { topK: 1 })).map(({ key }) => key)
    t.same(await found(), ['old'])

    const during = Promise.allSettled([found(), found(), ingest.deleteIndex(SPEC.name), found(), found()])
    for (const result of await during) {
      if (result.status === 'rejected') t.match(result.reason, { code: 'STORE_UNAVAILABLE' })
    }
    const gone = { code: 'INDEX_GONE', message: /"products-4" has been deleted since it was opened/ }
    await t.rejects(found(), gone)
    await (await ingest.createIndex(SPEC)).upsert([record('new')])
    await t.rejects(found(), gone, 'also where one of the same name is there again')
  }
)

withStores(t, 'a store closed during queries answers them or says that it is closed', async (t, { open }) => {
  for (const residentRows of [0, 2000]) {
    const store = await open({ residentRows })
    const index = await store.createIndex(SPEC)
    await index.upsert([record('a'), record('b')])
    const query = () => index.query(unit(1, 0, 0, 0), { topK: 2 })

    const results = await Promise.allSettled([query(), query(), store.close(), query()])
    for (const result of results) {
      if (result.status === 'rejected') t.match(result.reason, { code: 'STORE_UNAVAILABLE' })
    }
    await t.rejects(query(), { code: 'STORE_UNAVAILABLE', message: /closed/ })
  }
})

const LARGE: IndexSpec = { name: 'large-256', dimension: 256, metric: 'cosine', nonFilterableKeys: ['title'] }

withStores(t, 'a large index is searched in a thread, and follows what others write and join', async (t, { open }) => {
  const random = seededRandom(11)
  const [store, other, engine] = [await open(), await open(), await open({ residentRows: 0 })]
  const index = (await store.createIndex(LARGE)) as LanceDbVectorIndex
  const make = (i: number): VectorRecord => ({
    key: `k${i}`,
    embedding: randomUnit(random, 256),
    metadata: { title: `Thing ${i}`, parity: i % 2 }
  })
  await index.upsert(Array.from({ length: 2500 }, (_, i) => make(i)))
  const writer = (await other.openIndex(LARGE.name))!
  const reference = (await engine.openIndex(LARGE.name))!
  const assertFollows = async (sentence: string) => {
    for (const filter of [undefined, { key: 'parity', op: 'eq', value: 1 } as const]) {
      const [query, options] = [randomUnit(random, 256), { topK: 20, filter }]
      assertAlike(t, await index.query(query, options), await reference.query(query, options), sentence)
    }
  }
  await assertFollows('before it is in memory')
  t.equal(await index.warm(), true)
  await assertFollows('in memory')

  await writer.upsert([make(7), make(2600), make(2601)])
  await writer.delete(['k3', 'k4'])
  await assertFollows('after writes of another')
  const replaced = make(8)
  await index.upsert([replaced])
  t.same((await index.query(replaced.embedding, { topK: 1 })).map(({ key }) => key), ['k8'], 'its own writes, at once')
  t.same((await index.metadata(['k3', 'k8'])).get('k8'), replaced.metadata)

  for (let i = 0; i < 70; i++) await writer.upsert([make(i)])
  await assertFollows('while files are joined')
  t.equal(await index.warm(), true)
  await assertFollows('after files were joined')
})

withStores(t, 'beyond its memory an index is searched in its files', async (t, { open }) => {
  const store = await open({ searchMemoryMb: 0 })
  const index = (await store.createIndex(SPEC)) as LanceDbVectorIndex
  await index.upsert([record('a', [1, 0, 0, 0], { n: 1 }), record('b', [1, 1, 0, 0], { n: 2 })])
  t.equal(await index.warm(), false)
  t.same(
    (await index.query(unit(1, 0, 0, 0), { topK: 2 })).map(({ key, metadata }) => [key, metadata]),
    [
      ['a', { n: 1 }],
      ['b', { n: 2 }]
    ]
  )
  t.same(await index.metadata(['b']), new Map([['b', { n: 2 }]]))
})
