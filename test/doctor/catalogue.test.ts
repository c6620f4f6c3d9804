import t from 'tap'
import { indexSpec } from '../../src/catalogue/index-spec.ts'
import { writeManifest, type Manifest } from '../../src/catalogue/manifest.ts'
import { loadConfig } from '../../src/config/config.ts'
import { checkCatalogue } from '../../src/doctor/catalogue.ts'
import { MemoryVectorStore } from '../fixtures/memory-vector-store.ts'

const CONFIG = loadConfig({ DIMENSIONS: '64,16' })
const NO_FACETS = { categories: [], brands: [], colors: [], tags: [] }

async function fill (store: MemoryVectorStore, dimension: number, manifest?: Partial<Manifest>): Promise<void> {
  const index = await store.createIndex(indexSpec('products', dimension))
  if (manifest) {
    await writeManifest(index, {
      version: 1,
      model: 'words-1',
      dimension,
      products: 3,
      views: 5,
      facets: NO_FACETS,
      source: 'a',
      updatedAt: '2026-11-25',
      ...manifest
    })
  }
}

async function levels (store: MemoryVectorStore, model?: string): Promise<string[]> {
  return (await checkCatalogue(store, CONFIG, model)).map(({ check, level }) => `${check} ${level}`)
}

t.test('a whole catalogue is told with its size, its model and how fast each dimension answers', async (t) => {
  const store = new MemoryVectorStore()
  for (const dimension of [64, 16]) await fill(store, dimension, {})

  const findings = await checkCatalogue(store, CONFIG, 'words-1')

  t.match(findings, [
    { check: 'products-64', level: 'ok', detail: '3 products, 5 views, made by words-1, complete 2026-11-25' },
    {
      check: 'products-64 speed',
      level: 'ok',
      detail: /^p50 of 5 queries [\d.]+ ms, one at a time, top 100, without the model$/
    },
    { check: 'products-16', level: 'ok' },
    { check: 'products-16 speed', level: 'ok' }
  ])
})

t.test(
  'an index that is not there and one without products are a warning with the command that fills them',
  async (t) => {
    const store = new MemoryVectorStore()
    await fill(store, 16)

    const findings = await checkCatalogue(store, CONFIG, 'words-1')

    t.match(
      findings,
      ['products-64', 'products-16'].map((check) => ({
        check,
        level: 'warning',
        detail: 'holds no products yet',
        advice: 'Run: vitrine ingest <file>'
      }))
    )
  }
)

t.test('products of another model fail; a model that could not be opened is not held against them', async (t) => {
  const store = new MemoryVectorStore()
  for (const dimension of [64, 16]) await fill(store, dimension, {})

  t.same(await levels(store, 'words-2'), [
    'products-64 failed',
    'products-64 speed ok',
    'products-16 failed',
    'products-16 speed ok'
  ])
  t.same(await levels(store, undefined), [
    'products-64 ok',
    'products-64 speed ok',
    'products-16 ok',
    'products-16 speed ok'
  ])
})

t.test('an ingest that did not end is a warning', async (t) => {
  const store = new MemoryVectorStore()
  const index = await store.createIndex(indexSpec('products', 64))
  await writeManifest(index, {
    version: 1,
    model: 'words-1',
    dimension: 64,
    products: 1,
    views: 1,
    facets: NO_FACETS
  })
  await fill(store, 16, { products: 1 })

  t.match(await checkCatalogue(store, CONFIG, 'words-1'), [
    { check: 'products-64', level: 'warning', detail: /complete never; an ingest is under way or was broken off/ },
    {},
    { level: 'ok' },
    {}
  ])
})

t.test('dimensions that hold different numbers of products are a warning', async (t) => {
  const store = new MemoryVectorStore()
  await fill(store, 64, { products: 3 })
  await fill(store, 16, { products: 2 })

  t.match((await checkCatalogue(store, CONFIG, 'words-1')).at(-1), {
    check: 'counts',
    level: 'warning',
    detail: 'the dimensions hold 3 and 2 products'
  })
})

t.test('an index that fails does not keep the others from being looked at', async (t) => {
  const store = new MemoryVectorStore()
  for (const dimension of [64, 16]) await fill(store, dimension, {})
  const open = store.openIndex.bind(store)
  store.openIndex = async (name) => {
    if (name === 'products-64') throw new Error('torn')
    return await open(name)
  }

  t.same(await levels(store), ['products-64 failed', 'products-16 ok', 'products-16 speed ok'])
})
