import t, { type Test } from 'tap'
import { CatalogueService, type CatalogueServiceOptions } from '../../src/catalogue/catalogue-service.ts'
import { indexSpec } from '../../src/catalogue/index-spec.ts'
import { readManifest, writeManifest, type FacetCount, type Manifest } from '../../src/catalogue/manifest.ts'
import { mapAhead } from '../../src/shared/map-ahead.ts'
import { queryPurpose } from '../../src/catalogue/query-purpose.ts'
import { countFacets, withinLimit } from '../../src/catalogue/summarise.ts'
import { CatalogueEmptyError, IndexGoneError, StoreThrottledError, StoreUnavailableError } from '../../src/errors.ts'
import { writeJsonLines } from '../fixtures/catalogue-files.ts'
import { FakeEmbedder } from '../fixtures/fake-embedder.ts'
import { setUp } from '../fixtures/ingest.ts'
import { gate } from '../fixtures/gate.ts'
import { MemoryVectorStore } from '../fixtures/memory-vector-store.ts'

const MANIFEST: Manifest = {
  version: 1,
  model: 'fake-1',
  dimension: 8,
  products: 2,
  views: 3,
  facets: { categories: [], brands: [], colors: [], tags: [] }
}

/** Counts how often an index is opened; fails while it is told to. */
class CountingStore extends MemoryVectorStore {
  opened = 0
  problem: Error | undefined
  wait: Promise<void> | undefined

  override async openIndex (name: string) {
    if (!name.endsWith('-live')) this.opened++
    await this.wait
    if (this.problem) throw this.problem
    return await super.openIndex(name)
  }
}

async function serviceOf (
  t: Test,
  { refreshMs = 3_600_000, dimensions = [32, 8], ...rest }: Partial<CatalogueServiceOptions> = {}
) {
  const { file, store: filled, run } = await setUp(t)
  await writeJsonLines(file, [
    { id: 'a', title: 'A', brand: 'Acme', tags: ['new'] },
    { id: 'b', title: 'B', brand: 'Acme', category: 'Home/Lamps', price: { amount: '5', currency: 'EUR' } }
  ])
  await run()
  const store = new CountingStore()
  for (const [name, index] of filled.indexes) store.indexes.set(name, index)
  const service = new CatalogueService({
    store,
    embedder: new FakeEmbedder(),
    name: 'shop',
    dimensions,
    refreshMs,
    ...rest
  })
  return { store, service }
}

t.test('the dimension is the one asked for or the first, if model and catalogue have it', async (t) => {
  const { service, store } = await serviceOf(t)
  t.same([service.resolveDimension(undefined), service.resolveDimension(8)], [32, 8])
  t.throws(() => service.resolveDimension(16), {
    code: 'DIMENSION_NOT_INDEXED',
    message: /at dimension 16\. Ask for one of: 32, 8/
  })
  t.throws(() => service.resolveDimension(9), {
    code: 'DIMENSION_UNSUPPORTED',
    message: /fake-1 gives no dimension 9 here\. Ask for one of: 32, 16, 8/
  })
  t.throws(() => new CatalogueService({ store, embedder: new FakeEmbedder(), name: 'shop', dimensions: [32, 9] }), {
    code: 'DIMENSION_UNSUPPORTED'
  })
})

t.test('products are read by id, those that are not there are not', async (t) => {
  const { service } = await serviceOf(t)
  t.match(await service.product('b'), {
    id: 'b',
    title: 'B',
    category: 'Home/Lamps',
    price: { amount: '5', currency: 'EUR' }
  })
  t.equal(await service.product('c'), undefined)
  t.same([...(await service.products(['b', 'none', 'a', 'b'])).keys()].sort(), ['a', 'b'])
  t.equal((await service.products([])).size, 0)
})

t.test('an index is opened once for all who ask at the same time, and for each dimension', async (t) => {
  const { service, store } = await serviceOf(t)
  const [one, two, other] = await Promise.all([service.open(), service.open(32), service.open(8)])
  await service.open()

  t.equal(one, two)
  t.same([one.index.spec.dimension, other.index.spec.dimension, store.opened], [32, 8, 2])
})

t.test('a manifest that is not believed any more is read again', async (t) => {
  const { service, store } = await serviceOf(t, { refreshMs: 0 })
  await service.open()
  await service.open()
  t.equal(store.opened, 2)
})

t.test(
  'what could be read is served on while nothing newer can be, until it is too old, and what is there no more is not',
  async (t) => {
    const warnings: string[] = []
    const { service, store } = await serviceOf(t, {
      refreshMs: 0,
      staleMs: 3_600_000,
      warn: (message) => {
        warnings.push(message)
      }
    })
    const good = await service.open()
    store.problem = new StoreThrottledError('shop')
    t.equal(await service.open(), good)
    t.equal(await service.open(), good)
    t.match(service.trouble, { code: 'STORE_THROTTLED' })
    t.match(
      warnings,
      [/"shop-32" cannot be read, what was known of it is served on for at most 60 min: .*over its request rate/],
      'told once'
    )
    store.problem = new CatalogueEmptyError('shop')
    await t.rejects(service.open(), { code: 'CATALOGUE_EMPTY' })
    store.problem = undefined
    t.match(await service.open(), { manifest: { products: 2 } })
    t.equal(service.trouble, undefined)

    const { service: strict, store: away } = await serviceOf(t, { refreshMs: 0, staleMs: -1 })
    await strict.open()
    away.problem = new StoreThrottledError('shop')
    await t.rejects(strict.open(), { code: 'STORE_THROTTLED' })
  }
)

t.test('a caller that goes away waits no longer for a store that hangs, which others still wait for', async (t) => {
  const { service, store } = await serviceOf(t)
  const hanging = gate()
  store.wait = hanging.promise
  const reason = new Error('the search took too long')
  const controller = new AbortController()
  const [left, stayed] = [service.open(32, controller.signal), service.open(32)]
  controller.abort(reason)
  await t.rejects(left, reason)
  hanging.open()
  t.match(await stayed, { manifest: { products: 2 } })
  t.equal(store.opened, 1)
})

t.test('an index that is gone is opened again once, bare, whatever becomes of it then', async (t) => {
  const { service, store } = await serviceOf(t)
  const { index } = await service.open()
  let calls = 0
  const gone = async () => {
    calls++
    throw new IndexGoneError('shop-32')
  }
  for (const bare of store.indexes.values()) bare.get = gone
  await t.rejects(index.get(['a']), { code: 'INDEX_GONE' })
  t.equal(calls, 2, 'the call, and the manifest of the index that is opened again')

  const failing = await serviceOf(t)
  const opened = await failing.service.open()
  let failures = 0
  for (const bare of failing.store.indexes.values()) {
    bare.query = async () => {
      failures++
      throw new StoreUnavailableError('away')
    }
  }
  await t.rejects(opened.index.query(new Float32Array(32), { topK: 1 }), { code: 'STORE_UNAVAILABLE' })
  t.same([failures, failing.store.opened], [1, 1], 'any other failure is not repeated')
})

t.test('a failure to open is not remembered', async (t) => {
  const { service, store } = await serviceOf(t)
  store.problem = new StoreUnavailableError('away')
  await t.rejects(Promise.all([service.open(), service.open()]), { code: 'STORE_UNAVAILABLE' })
  store.problem = undefined

  t.match(await service.open(), { manifest: { products: 2 } })
})

t.test('a catalogue that is not there, has no manifest or is of another model is not searched', async (t) => {
  const store = new MemoryVectorStore()
  const open = async (model = 'fake-1') =>
    await new CatalogueService({ store, embedder: new FakeEmbedder(model), name: 'shop', dimensions: [8] }).open()
  await t.rejects(open(), { code: 'CATALOGUE_EMPTY', message: /"shop" holds no products yet/ })
  const index = await store.createIndex(indexSpec('shop', 8))
  await t.rejects(open(), { code: 'CATALOGUE_EMPTY' })

  await writeManifest(index, MANIFEST)
  t.same((await open()).manifest, MANIFEST)
  await t.rejects(open('fake-2'), {
    code: 'MODEL_MISMATCH',
    message: /ingested with fake-1, the service runs fake-2/
  })
})

t.test('a manifest is read as it was written, and is no product', async (t) => {
  const { store } = await serviceOf(t)
  const index = store.indexes.get('shop-8')!
  const before = await countFacets(index)
  await writeManifest(index, {
    ...MANIFEST,
    facets: { ...MANIFEST.facets, brands: [{ value: 'ünï "x"', count: 3 }] }
  })

  t.match(await readManifest(index), { facets: { brands: [{ value: 'ünï "x"', count: 3 }] } })
  t.same(await countFacets(index), before)
  t.match(before, {
    brands: [{ value: 'Acme', count: 2 }],
    categories: [
      { value: 'Home', count: 1 },
      { value: 'Home/Lamps', count: 1 }
    ],
    tags: [{ value: 'new', count: 1 }],
    price: { min: 5, max: 5, currency: 'EUR' }
  })
})

t.test('a manifest loses its least frequent values until a record holds it, and nothing else', async (t) => {
  const many = (letter: string): FacetCount[] =>
    Array.from({ length: 200 }, (_, i) => ({ value: `${letter}${i}`.padEnd(100, 'ü'), count: 200 - i }))
  const full: Manifest = {
    ...MANIFEST,
    facets: {
      categories: many('c'),
      brands: many('b'),
      colors: [{ value: 'red', count: 1 }],
      tags: many('t'),
      price: { min: 1, max: 2, currency: 'EUR' }
    }
  }
  const cut = withinLimit(full)

  t.ok(Buffer.byteLength(JSON.stringify(cut)) <= 38_000)
  const { categories, brands, tags, ...others } = cut.facets
  for (const [letter, counts] of [
    ['c', categories],
    ['b', brands],
    ['t', tags]
  ] as const) {
    t.same(counts, many(letter).slice(0, counts.length))
  }
  t.ok(brands.length > 10)
  t.same({ ...cut, facets: others }, { ...MANIFEST, facets: { colors: [], price: full.facets.price } })
  t.equal(withinLimit(MANIFEST), MANIFEST)
})

t.test('queries are embedded for what a catalogue has: texts, photos, or both', async (t) => {
  const purposes = [
    [1, 0],
    [0, 1],
    [1, 1],
    [0, 0]
  ].map(([text = 0, image = 0]) => queryPurpose({ kinds: { text, image } }))
  t.same([...purposes, queryPurpose({})], ['text-query', 'image-query', 'query', 'query', 'query'])
})

t.test('results come in the order of the source, so many calls at a time', async (t) => {
  let [running, most] = [0, 0]
  const source = Array.from({ length: 50 }, (_, i) => i)
  const found: number[] = []
  for await (const result of mapAhead(fromArray(source), { concurrency: 4, ahead: 4 }, async (item) => {
    most = Math.max(most, ++running)
    for (let turns = (item * 7) % 5; turns > 0; turns--) await new Promise(setImmediate)
    running--
    return item * 2
  })) {
    found.push(result)
  }

  t.same(
    found,
    source.map((item) => item * 2)
  )
  t.equal(most, 4)
})

t.test('no more is read ahead than may wait, and who leaves early ends the source', async (t) => {
  let [taken, ended] = [0, false]
  async function * endless (): AsyncGenerator<number> {
    try {
      for (;;) yield taken++
    } finally {
      ended = true
    }
  }
  for await (const result of mapAhead(endless(), { concurrency: 2, ahead: 3 }, async (item) => item)) {
    for (let turns = 0; turns < 20; turns++) await new Promise(setImmediate)
    if (result === 5) break
  }
  for (let turns = 0; turns < 20; turns++) await new Promise(setImmediate)
  t.ok(taken < 60, `${taken} were read for 6`)
  t.ok(ended)
})

t.test('a failure of a call or of the source ends the results with it', async (t) => {
  const problem = new Error('broken')
  const drain = async (results: AsyncIterable<number>) => {
    for await (const result of results) t.ok(result < 3)
  }
  await t.rejects(
    drain(
      mapAhead(fromArray([0, 1, 2, 3, 4]), { concurrency: 2, ahead: 2 }, async (item) => {
        if (item === 3) throw problem
        return item
      })
    ),
    problem
  )
  await t.rejects(
    drain(
      mapAhead(
        (async function * () {
          yield 1
          throw problem
        })(),
        { concurrency: 2, ahead: 2 },
        async (item) => item
      )
    ),
    problem
  )
})

async function * fromArray<T> (items: readonly T[]): AsyncGenerator<T> {
  yield * items
}
