import t from 'tap'
import type { OpenIndex } from '../../../src/catalogue/catalogue-service.ts'
import { NON_FILTERABLE_KEYS, toRecord, viewsOf } from '../../../src/catalogue/records.ts'
import { CatalogueWords } from '../../../src/search/text/catalogue-words.ts'
import { MemoryVectorStore } from '../../fixtures/memory-vector-store.ts'
import { product } from '../../fixtures/app.ts'

const signal = new AbortController().signal

async function catalogueOf (...titles: string[]) {
  const index = await new MemoryVectorStore().createIndex({ name: 'products-2', dimension: 2, metric: 'cosine', nonFilterableKeys: NON_FILTERABLE_KEYS })
  const add = async (title: string) => {
    const one = product(title.replaceAll(' ', '-'), title)
    await index.upsert([toRecord(one, viewsOf(one)[0]!, Float32Array.of(1, 0), 'hash')])
  }
  for (const title of titles) await add(title)
  const manifest = { version: 1 as const, model: 'm', dimension: 2, products: titles.length, views: titles.length, facets: { categories: [], brands: [], colors: [], tags: [] } }
  let opened: OpenIndex = { index, manifest }
  return { add, index, open: async () => opened, change: (updatedAt: string, products = titles.length) => { opened = { index, manifest: { ...manifest, updatedAt, products } } } }
}

t.test('the words are read once, and again after an ingest', async (t) => {
  const catalogue = await catalogueOf('red dress', 'garden hose')
  const words = new CatalogueWords({ catalogue, maxProducts: 100 })
  const [first, same] = await Promise.all([words.get(signal), words.get(signal)])

  t.equal(first, same)
  t.equal(first?.index.products, 2)
  await catalogue.add('zeppelin')
  t.equal((await words.get(signal))?.index.products, 2, 'not before the ingest has ended')

  catalogue.change('2026-01-01T00:00:00.000Z')
  t.equal((await words.get(signal))?.index.products, 2, 'served with the words of before while they are read')
  await t.resolves(until(async () => (await words.get(signal))?.index.products === 3))
  t.equal((await words.get(signal))?.speller.correct('zepelin'), 'zeppelin')
})

t.test('a catalogue that is too large is searched without, and that is said once', async (t) => {
  const catalogue = await catalogueOf('red dress', 'garden hose')
  const warnings: string[] = []
  const words = new CatalogueWords({ catalogue, maxProducts: 1, warn: (message) => warnings.push(message) })

  t.equal(await words.get(signal), undefined)
  t.equal(await words.get(signal), undefined)
  t.equal(warnings.length, 1)
  t.match(warnings[0], /2 products, more than TEXT_INDEX_PRODUCTS \(1\)/)
})

t.test('with 0 nothing is read at all', async (t) => {
  const words = new CatalogueWords({ catalogue: { open: async () => await Promise.reject(new Error('asked')) }, maxProducts: 0 })

  t.equal(await words.get(signal), undefined)
})

t.test('a store that fails is asked again by the next search', async (t) => {
  const catalogue = await catalogueOf('red dress')
  const list = catalogue.index.listMetadata.bind(catalogue.index)
  const warnings: string[] = []
  catalogue.index.listMetadata = () => { throw new Error('away') }
  const words = new CatalogueWords({ catalogue, maxProducts: 100, warn: (message) => warnings.push(message) })

  await t.rejects(words.get(signal), { message: 'away' })
  t.match(warnings, [/away/])
  catalogue.index.listMetadata = list
  t.equal((await words.get(signal))?.index.products, 1)
})

async function until (isSo: () => Promise<boolean>): Promise<void> {
  while (!await isSo()) await new Promise(setImmediate)
}
