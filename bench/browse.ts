import assert from 'node:assert/strict'
import { parseArgs } from 'node:util'
import { indexSpec } from '../src/catalogue/index-spec.ts'
import { ListedCatalogue } from '../src/catalogue/listing/listed-catalogue.ts'
import type { Manifest } from '../src/catalogue/manifest.ts'
import type { Product } from '../src/catalogue/product.ts'
import { textKey } from '../src/catalogue/record-keys.ts'
import { toRecord } from '../src/catalogue/records.ts'
import { loadConfig } from '../src/config/config.ts'
import { facetGroups } from '../src/search/facet-groups.ts'
import type { TallyProducts } from '../src/search/facet-tally.ts'
import type { Browsing, Listing } from '../src/search/listing/listing.ts'
import { MemoryListing } from '../src/search/listing/memory-listing.ts'
import { StoredListing } from '../src/search/listing/stored-listing.ts'
import { toFilter, type ProductFilter } from '../src/search/product-filter.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'
import { isProvisionable } from '../src/vectors/provisionable-store.ts'
import type { VectorIndex } from '../src/vectors/vector-store.ts'
import { seededRandom } from '../src/shared/seeded-random.ts'
import { machineLine, percentile } from './report.ts'

const { values: options } = parseArgs({
  options: { products: { type: 'string', default: '100000' }, dimension: { type: 'string', default: '384' }, rounds: { type: 'string', default: '7' } }
})
const [count, rounds] = [Number(options.products), Number(options.rounds)]
const dimension = Number(options.dimension)
const BATCH = 500
const COLORS = ['red', 'blue', 'green', 'black', 'white', 'grey', 'Gray', 'brown', 'pink', 'yellow']
const KINDS = ['Home/Lighting/Lamps', 'Home/Furniture/Sofas', 'Clothing/Dresses', 'Clothing/Shirts', 'Shoes/Sneakers']

const config = loadConfig({ ...process.env, VECTOR_STORE: 'postgres', DATABASE_SCHEMA: 'bench_browse' })
console.log(`${machineLine()}\n${count} products, one record of ${dimension} values each; median of ${rounds}, one after the other\n`)
const name = await load()
// Closing has counted the rows for the planner.
const store = await createVectorStore(config, 'ingest')
const index = (await store.openIndex(name))!
const started = performance.now()
const memory = await inMemory(index)
console.log(`list in memory made in ${seconds(started)} s\n`)
const stored = new StoredListing({ table: index.products!, products: count })
await compare(memory, stored)
await store.deleteIndex(name)
await store.close()

async function load (): Promise<string> {
  const store = await createVectorStore(config, 'ingest')
  if (isProvisionable(store)) await store.createBucket()
  const random = seededRandom(1)
  const spec = indexSpec('bench', dimension)
  await store.deleteIndex(spec.name)
  await store.deleteIndex('bench-plain')
  // The same rows without a product id are written as they were before there was a table of products.
  const plain = await store.createIndex({ ...spec, name: 'bench-plain' })
  const index = await store.createIndex(spec)
  const times = { plain: 0, listed: 0 }
  for (let from = 0; from < count; from += BATCH) {
    const records = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => {
      const product = makeProduct(from + i, random)
      const view = { key: textKey(product.id), kind: 'text' } as const
      return toRecord(product, view, Float32Array.from({ length: dimension }, random), 'hash', 1_700_000_000 + from + i)
    })
    const without = records.map(({ metadata: { productId, ...metadata }, ...rest }) => ({ ...rest, metadata }))
    const start = performance.now()
    await index.upsert(records)
    const middle = performance.now()
    // A part tells the ratio as well as the whole.
    if (from < 20_000) {
      await plain.upsert(without)
      times.listed += middle - start
      times.plain += performance.now() - middle
    }
  }
  console.log(`writing takes ${(times.listed / times.plain).toFixed(2)} times as long as without a table of products`)
  await store.deleteIndex('bench-plain')
  await store.close()
  return spec.name
}

function makeProduct (i: number, random: () => number): Product {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!
  const color = pick(COLORS)
  return {
    id: idAt(i),
    title: `${color} thing No. ${i} of the ${pick(['summer', 'winter', 'spring'])}`,
    description: 'As long as that of a product often is, in a sentence or two about what it is made of. '.repeat(5),
    brand: `Brand ${Math.floor(random() ** 3 * 2000)}`,
    category: pick(KINDS),
    color,
    colors: random() < 0.3 ? [color, pick(COLORS)] : [color],
    price: { amount: (Math.floor(random() ** 2 * 50_000) / 100).toFixed(2), currency: 'EUR' },
    ...(random() < 0.02 && { compareAtPrice: { amount: '600.00', currency: 'EUR' }, saleStarts: '2999-01-01T00:00:00Z' }),
    images: [`p${i}.jpg`],
    inStock: random() < 0.9,
    tags: [`tag ${Math.floor(random() ** 2 * 5000)}`, pick(['new', 'sale', 'basic'])],
    identifiers: [`SKU-${i}`],
    attributes: {
      Material: [pick(['linen', 'cotton', 'wool', 'steel', 'oak'])],
      Size: [pick(['S', 'M', 'L', 'XL']), pick(['S', 'M', 'L', 'XL'])],
      Season: [pick(['2024', '2025', '2026'])],
      Model: [`M-${Math.floor(random() * 20_000)}`]
    },
    variants: []
  }
}

async function inMemory (index: VectorIndex): Promise<MemoryListing> {
  const catalogue = { open: async () => ({ index, manifest: {} as Manifest }) }
  return new MemoryListing(await new ListedCatalogue({ catalogue, maxProducts: count }).get('browse'))
}

async function compare (memory: Listing, stored: Listing): Promise<void> {
  console.log('| | PostgreSQL ms | memory ms | ratio |\n| --- | --- | --- | --- |')
  const blue: ProductFilter = { color: ['blue'] }
  const narrow: ProductFilter = { brand: ['Brand 1500'], price: { max: 200 } }
  const page = (asked: Partial<Browsing>, offset = 0) => async (listing: Listing) => {
    const browsing = { filter: undefined, sort: [], variety: {}, ...asked }
    const { products } = await listing.shelf(browsing, offset ? [offset, idAt(offset - 1)] : undefined, 24)
    return products.map(({ id }) => id)
  }
  const groups = (wanted: ProductFilter) => async (listing: Listing) => await facetGroups(countOn(listing), wanted)
  await line('the 24 cheapest', page({ sort: [{ key: 'PRICE' }] }))
  await line('the 24 dearest of a color', page({ sort: [{ key: 'PRICE', direction: 'DESC' }], filter: toFilter(blue) }))
  await line('the 24 first by title of a brand, to 200 EUR', page({ sort: [{ key: 'TITLE' }], filter: toFilter(narrow), price: narrow.price }))
  await line('the newest', page({ sort: [{ key: 'NEWEST' }] }))
  await line(`24 after ${count / 2} by id`, page({}, count / 2))
  await line('total of a color', async (listing) => await listing.total({ filter: toFilter(blue), sort: [], variety: {} }))
  await line('facet groups of all', groups({}))
  await line('facet groups of a color', groups(blue))
  await line('facet groups of a brand, to 200 EUR', groups(narrow))
  await line('first page, alike shown once', page({ variety: { foldAlike: true } }))

  /** Each with a listing of its own, so that nothing is kept from one round to the next but what memory keeps. */
  async function line (name: string, ask: (listing: Listing) => Promise<unknown>): Promise<void> {
    assert.deepEqual(JSON.stringify(await ask(stored)), JSON.stringify(await ask(memory)), name)
    const times = { stored: [] as number[], memory: [] as number[] }
    for (let i = 0; i < rounds; i++) {
      const fresh = new StoredListing({ table: index.products!, products: count })
      const start = performance.now()
      await ask(fresh)
      const middle = performance.now()
      await ask(memory)
      times.stored.push(middle - start)
      times.memory.push(performance.now() - middle)
    }
    const [a, b] = [percentile(times.stored, 0.5), percentile(times.memory, 0.5)]
    console.log(`| ${name} | ${a.toFixed(1)} | ${b.toFixed(1)} | ${(a / b).toFixed(1)} |`)
  }
}

function idAt (place: number): string {
  return `p${String(place).padStart(7, '0')}`
}

function countOn (listing: Listing): TallyProducts {
  return async (asks) =>
    await listing.tally(
      asks.map(({ of, filter }) => ({ of, filter: { filter: toFilter(filter), price: filter.price } }))
    )
}

function seconds (since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1)
}
