import t, { type Test } from 'tap'
import { indexSpec } from '../../../src/catalogue/index-spec.ts'
import { ListedCatalogue } from '../../../src/catalogue/listing/listed-catalogue.ts'
import type { Manifest } from '../../../src/catalogue/manifest.ts'
import type { Price, Product, Variant } from '../../../src/catalogue/product.ts'
import { toRecord } from '../../../src/catalogue/records.ts'
import { recordRefsOf } from '../../../src/catalogue/record-keys.ts'
import { facetGroups } from '../../../src/search/facet-groups.ts'
import { FACETS, facetsOf } from '../../../src/search/facets.ts'
import { MemoryListing } from '../../../src/search/listing/memory-listing.ts'
import { StoredListing } from '../../../src/search/listing/stored-listing.ts'
import { toFilter, type ProductFilter } from '../../../src/search/product-filter.ts'
import type { KeySort, Sort } from '../../../src/search/sort.ts'
import { seededRandom } from '../../../src/shared/seeded-random.ts'
import type { VectorIndex } from '../../../src/vectors/vector-store.ts'
import { product } from '../../fixtures/app.ts'
import { pgliteServer } from '../../fixtures/pglite-server.ts'
import { postgresStore } from '../../fixtures/postgres-stores.ts'
import { unit } from '../../fixtures/vector-records.ts'
import { countOn, idsOf, testListing } from './listing-contract.ts'

const url = await pgliteServer(t)

type Listed = Product & { readonly added?: number }

async function filled (t: Test, products: readonly Listed[]): Promise<VectorIndex> {
  const store = await postgresStore(url)
  t.teardown(async () => await store.close())
  const index = await store.createIndex(indexSpec('products', 4))
  const records = products.flatMap(({ added, ...one }) =>
    recordRefsOf(one).map((view) => toRecord(one, view, unit(1, 0, 0, 0), 'hash', added))
  )
  await index.upsert(records)
  return index
}

async function inMemory (index: VectorIndex): Promise<MemoryListing> {
  const catalogue = { open: async () => ({ index, manifest: {} as Manifest }) }
  return new MemoryListing(await new ListedCatalogue({ catalogue, maxProducts: 10_000 }).get('browse'))
}

async function removeFrom (index: VectorIndex, id: string): Promise<void> {
  const keys: string[] = []
  for await (const { key } of index.listMetadata()) if (key.startsWith(`${id}#`)) keys.push(key)
  await index.delete(keys)
}

testListing(t, 'in memory', async (t, products) => {
  const index = await filled(t, products)
  return { listing: await inMemory(index), remove: async () => {} }
})

testListing(t, 'PostgreSQL', async (t, products) => {
  const index = await filled(t, products)
  const listing = new StoredListing({ table: index.products!, products: products.length })
  return { listing, remove: async (id) => await removeFrom(index, id) }
})

const SORTS: readonly KeySort['key'][] = ['RELEVANCE', 'PRICE', 'NEWEST', 'TITLE']

t.test('PostgreSQL answers as memory does, whatever is filtered and sorted by', async (t) => {
  const random = seededRandom(7)
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!
  const products = Array.from({ length: 300 }, (_, i): Listed => ({
    ...product(`p${i}`, pick(['Lamp 10', 'lamp 9', 'Lámp 9', 'Sofa', 'chair 100', 'Ärmel', 'straße', 'łódź']), {
      brand: pick(['Aurora', 'AURORA', 'Borealis', undefined]),
      colors: pick([['red'], ['Gray', 'grey'], ['gray'], ['Blue', 'red'], []]),
      category: pick(['Home/Light', 'Home', 'home/light', 'Clothing/Dresses', undefined]),
      tags: pick([['new'], ['New', 'sale'], ['sale'], []]),
      inStock: pick([true, false, undefined]),
      attributes: pick(ATTRIBUTES),
      ...pick([(n: number) => ({ price: EUR(n) }), onSale, varying, () => ({ price: USD(7) }), () => ({})])(i % 40)
    }),
    ...(i % 3 === 0 && { added: i % 10 })
  }))
  const index = await filled(t, products)
  const [memory, stored] = [await inMemory(index), new StoredListing({ table: index.products!, products: 300 })]

  for (let i = 0; i < 25; i++) {
    const wanted: ProductFilter = {
      ...(random() < 0.3 && { color: pick([['red'], ['Gray', 'grey'], ['nothing']]) }),
      ...(random() < 0.3 && { brand: [pick(['Aurora', 'Borealis'])] }),
      ...(random() < 0.3 && { price: { min: 5, max: 30 } }),
      ...(random() < 0.2 && { attributes: [{ name: 'size', values: ['m', 'S'] }] }),
      ...(random() < 0.2 && { not: { tags: ['sale'] } })
    }
    const sort = Array.from({ length: Math.floor(random() * 3) }, (): Sort => ({
      ...(random() < 0.2 ? { attribute: pick(['Material', 'Size']) } : { key: pick(SORTS) }),
      direction: pick(['ASC', 'DESC', undefined])
    }))
    const variety = pick([{}, {}, { perBrand: 3 }, { foldAlike: true }])
    const asked = { filter: toFilter(wanted), price: wanted.price, sort, variety }
    const sentence = JSON.stringify({ wanted, ...asked })
    t.equal(await idsOf(stored, asked), await idsOf(memory, asked), sentence)
    const [groups, same] = [await facetGroups(countOn(stored), wanted), await facetGroups(countOn(memory), wanted)]
    t.same(groups, same, sentence)
    const asks = FACETS.map((of) => ({ of, filter: wanted }))
    t.same(facetsOf(await countOn(stored)(asks)), facetsOf(await countOn(memory)(asks)), sentence)
  }
})

const ATTRIBUTES: ReadonlyArray<Record<string, string[]>> = [
  { Size: ['S', 'm'] }, { size: ['M'], Fit: ['Slim'] }, { Fit: ['slim'] }, {}
]

/** Not yet. */
function onSale (amount: number): Partial<Product> {
  return { price: EUR(amount), compareAtPrice: EUR(amount + 20), saleStarts: '2999-01-01T00:00:00Z' }
}

/** In three prices, each less than before, and every second one not yet. */
function varying (amount: number): Partial<Product> {
  const variants = [0, 11, 25].map((more): Variant => ({
    id: `v${more}`,
    options: [],
    identifiers: [],
    price: EUR(amount + more),
    compareAtPrice: EUR(amount + 2 * more + 1)
  }))
  const sale = amount % 2 ? { saleEnds: '2001-01-01T00:00:00Z' } : {}
  return { price: EUR(amount), compareAtPrice: EUR(amount + 1), variants, ...sale }
}

function USD (amount: number): Price {
  return { amount: String(amount), currency: 'USD' }
}

function EUR (amount: number): Price {
  return { amount: String(amount), currency: 'EUR' }
}
