import t from 'tap'
import type { OpenIndex } from '../../../src/catalogue/catalogue-service.ts'
import { NON_FILTERABLE_KEYS, toRecord } from '../../../src/catalogue/records.ts'
import { recordRefsOf } from '../../../src/catalogue/record-keys.ts'
import { CatalogueWords } from '../../../src/search/text/catalogue-words.ts'
import { MemoryVectorStore } from '../../fixtures/memory-vector-store.ts'
import { product } from '../../fixtures/app.ts'

const signal = new AbortController().signal

async function catalogueOf (...titles: string[]) {
  const index = await new MemoryVectorStore().createIndex({
    name: 'products-2',
    dimension: 2,
    metric: 'cosine',
    nonFilterableKeys: NON_FILTERABLE_KEYS
  })
  const add = async (title: string) => {
    const one = product(title.replaceAll(' ', '-'), title)
    await index.upsert([toRecord(one, recordRefsOf(one)[0]!, Float32Array.of(1, 0), 'hash')])
  }
  for (const title of titles) await add(title)
  const manifest = {
    version: 1 as const,
    model: 'm',
    dimension: 2,
    products: titles.length,
    views: titles.length,
    facets: { categories: [], brands: [], colors: [], tags: [] }
  }
  let opened: OpenIndex = { index, manifest }
  return {
    add,
    index,
    opened: () => opened,
    change: (updatedAt: string, products = titles.length) => {
      opened = { index, manifest: { ...manifest, updatedAt, products } }
    }
  }
}

t.test('the words are read once, and again after an ingest', async (t) => {
  const catalogue = await catalogueOf('red dress', 'garden hose')
  const words = new CatalogueWords({ maxProducts: 100 })
  const [first, same] = await Promise.all([
    words.get(catalogue.opened(), signal),
    words.get(catalogue.opened(), signal)
  ])

  t.equal(first, same)
  t.equal(first?.index.products, 2)
  await catalogue.add('zeppelin')
  t.equal((await words.get(catalogue.opened(), signal))?.index.products, 2, 'not before the ingest has ended')

  catalogue.change('2026-01-01T00:00:00.000Z')
  t.equal(
    (await words.get(catalogue.opened(), signal))?.index.products,
    2,
    'served with the words of before while they are read'
  )
  await t.resolves(until(async () => (await words.get(catalogue.opened(), signal))?.index.products === 3))
  t.equal((await words.get(catalogue.opened(), signal))?.speller.correct('zepelin'), 'zeppelin')
})

t.test('a catalogue that is too large is searched without, and that is said once', async (t) => {
  const catalogue = await catalogueOf('red dress', 'garden hose')
  const warnings: string[] = []
  const words = new CatalogueWords({ maxProducts: 1, warn: (message) => warnings.push(message) })

  t.equal(await words.get(catalogue.opened(), signal), undefined)
  t.equal(await words.get(catalogue.opened(), signal), undefined)
  t.equal(warnings.length, 1)
  t.match(warnings[0], /2 products, more than TEXT_INDEX_PRODUCTS \(1\)/)
})

t.test('with 0 nothing is read at all', async (t) => {
  const catalogue = await catalogueOf('red dress')
  catalogue.index.listMetadata = () => {
    throw new Error('asked')
  }
  const words = new CatalogueWords({ maxProducts: 0, warn: (message) => t.fail(message) })

  t.equal(await words.get(catalogue.opened(), signal), undefined)
})

t.test(
  'where the store cannot list, texts are searched for by vectors, which is said once and not tried at every search',
  async (t) => {
    const catalogue = await catalogueOf('red dress')
    const warnings: string[] = []
    let asked = 0
    catalogue.index.listMetadata = () => {
      asked++
      throw new Error('not allowed')
    }
    const words = new CatalogueWords({ maxProducts: 100, warn: (message) => warnings.push(message) })

    t.equal(await words.get(catalogue.opened(), signal), undefined)
    t.equal(await words.get(catalogue.opened(), signal), undefined)
    t.equal(asked, 1)
    t.equal(warnings.length, 1)
    t.match(warnings[0], /by their vectors alone.*not allowed/)
  }
)

async function until (isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise(setImmediate)
}
