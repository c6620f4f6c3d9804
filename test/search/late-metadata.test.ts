import t from 'tap'
import type { SearchRequest } from '../../src/search/request.ts'
import type { SearchResult } from '../../src/search/search-result.ts'
import type { Embedding } from '../../src/embedding/embedder.ts'
import type { Candidate, QueryOptions } from '../../src/vectors/vector-store.ts'
import { product } from '../fixtures/app.ts'
import { MemoryVectorStore } from '../fixtures/memory-vector-store.ts'
import { searchShop } from '../fixtures/search-shop.ts'

const COLORS = ['blue', 'red', 'green']
const PRODUCTS = Array.from({ length: 24 }, (_, i) => ({
  ...product(`p${String(i).padStart(2, '0')}`, `${COLORS[i % 3]} ${i % 2 === 0 ? 'dress' : 'lamp'} number ${i}`),
  brand: i % 4 === 0 ? 'Aurora' : 'Borealis',
  price: { amount: String(10 + ((i * 7) % 24)), currency: 'EUR' },
  identifiers: [`SKU-${1000 + i}`]
}))

const ASKED: readonly SearchRequest[] = [
  { text: 'blue dress' },
  { text: 'blue', cutoff: false, topK: 5 },
  { text: 'red lamp', filter: { brand: ['Aurora'] }, cutoff: false },
  { text: 'SKU-1003' },
  { text: 'dress', sort: [{ key: 'PRICE' }], cutoff: false, topK: 7 },
  { text: 'dress', sort: [{ key: 'TITLE', direction: 'DESC' }], filter: { price: { min: 12, max: 30 } } },
  { like: 'p05', cutoff: false },
  { text: 'green', without: 'lamp', cutoff: false },
  { filter: { brand: ['Borealis'] } },
  { text: 'helicopter' }
]

/** What a page says, but for the times it took. */
async function told ({ timings, facets, facetGroups, total, suggestions, endCursor, items, ...page }: SearchResult) {
  return {
    ...page,
    items: await Promise.all(items.map(async (item) => ({ ...item, shares: await item.explain() }))),
    cursor: endCursor(),
    facets: await facets(),
    groups: await facetGroups(),
    total: await total(),
    suggestions: await suggestions()
  }
}

t.test('a search answers the same whether metadata come with matches or at the end', async (t) => {
  const [late, early] = [new MemoryVectorStore(), new MemoryVectorStore()]
  const env = { CURSOR_SECRET: 'a secret that both shops have' }
  // A cursor names where its products are.
  const dataDir = t.testdir()
  const shops = [
    await searchShop(t, { products: PRODUCTS, store: late, env, dataDir }),
    await searchShop(t, { products: PRODUCTS, store: early, env, dataDir })
  ]
  for (const index of early.indexes.values()) {
    index.candidates = async (embedding: Embedding, options: QueryOptions): Promise<Candidate[]> =>
      await index.query(embedding, options)
    index.metadata = async () => {
      throw new Error('metadata that came are not read again')
    }
  }
  // Browsing has no candidates, so both read what they show.
  const asked = ASKED.filter(({ text, like }) => text !== undefined || like !== undefined)
  for (const request of asked) {
    const [one, other] = await Promise.all(shops.map(async ({ search }) => await told(await search.search(request))))
    t.same(one, other, JSON.stringify(request))
    t.ok(one!.items.length > 0 || request.text === 'helicopter')
  }
})

t.test('only what a page shows is read', async (t) => {
  const store = new MemoryVectorStore()
  const { search } = await searchShop(t, { products: PRODUCTS, store })
  const read: string[] = []
  for (const index of store.indexes.values()) {
    const metadata = index.metadata.bind(index)
    index.metadata = async (keys) => {
      read.push(...keys)
      return await metadata(keys)
    }
  }
  for (const request of ASKED.filter(({ sort }) => sort === undefined)) {
    read.length = 0
    const { items, facets } = await search.search(request)
    t.equal(read.length, items.length, JSON.stringify(request))
    await facets()
    t.ok(read.length >= items.length, 'facets read the others')
  }
})
