import t from 'tap'
import { PRODUCTS, product, testApp } from '../fixtures/app.ts'
import { WordEmbedder } from '../fixtures/word-embedder.ts'

const QUERY = `query ($text: String, $spelling: Boolean, $cutoff: Boolean, $filter: ProductFilter, $after: String, $topK: Int) {
  search(text: $text, spelling: $spelling, cutoff: $cutoff, filter: $filter, after: $after, topK: $topK) {
    nearest
    items { relevance match { kind } product { id } }
    suggestions { kind text category filter products }
    query { correctedText languageSupported }
    pageInfo { endCursor }
  }
}`

interface Found {
  readonly nearest: boolean
  readonly items: ReadonlyArray<{
    readonly relevance: number
    readonly match: { readonly kind: string }
    readonly product: { readonly id: string }
  }>
  readonly suggestions: readonly unknown[]
  readonly query: { readonly correctedText: string | null; readonly languageSupported: boolean }
  readonly pageInfo: { readonly endCursor: string | null }
}

async function shop (t: Parameters<typeof testApp>[0], options: Parameters<typeof testApp>[1] = {}) {
  const { ask, ...rest } = await testApp(t, options)
  return {
    ...rest,
    find: async (variables: Record<string, unknown>) => (await ask(QUERY, variables)).data?.['search'] as Found
  }
}

const ids = ({ items }: Found) => items.map(({ product: { id } }) => id)

t.test('spelling is put right and shown, and can be left as typed', async (t) => {
  const { find } = await shop(t)

  const corrected = await find({ text: 'red dres' })
  t.equal(corrected.query.correctedText, 'red dress')
  t.equal(ids(corrected)[0], 'dress-red')
  t.notOk(corrected.nearest)
  t.same(corrected.suggestions, [])

  t.equal((await find({ text: 'red dress' })).query.correctedText, null)
  const typed = await find({ text: 'lampp', spelling: false })
  t.equal(typed.query.correctedText, null)
  t.same(typed.suggestions[0], { kind: 'SPELLING', text: 'lamp', category: null, filter: null, products: null })
})

t.test('what the shop does not have is not shown, or shown as nearest, on every page', async (t) => {
  const { find } = await shop(t)

  const absent = await find({ text: 'helicopter' })
  t.same(absent.items, [])
  t.match(absent.suggestions, [
    { kind: 'CATEGORY', category: 'Fashion' },
    { kind: 'CATEGORY', category: 'Home' }
  ])

  const first = await find({ text: 'helicopter', cutoff: false, topK: 2 })
  t.ok(first.nearest)
  t.ok(first.items.every(({ relevance }) => relevance < 0.5))
  const second = await find({ text: 'helicopter', cutoff: false, topK: 2, after: first.pageInfo.endCursor })
  t.ok(second.nearest)
  t.equal(second.items.length, 2)
  t.notOk((await find({ text: 'lamp', cutoff: false })).nearest)
})

t.test('an answer that a filter left empty says which filter to drop, and the broader category', async (t) => {
  const { find } = await shop(t)

  t.same((await find({ text: 'red dress', filter: { color: ['violet'], inStock: true } })).suggestions, [
    { kind: 'FILTER', filter: 'color', products: 1, text: null, category: null }
  ])
  t.match((await find({ text: 'dress', filter: { category: ['Fashion/Shirts'] } })).suggestions, [
    { kind: 'CATEGORY', category: 'Fashion' },
    { kind: 'FILTER', filter: 'category' }
  ])
})

t.test('words in a language that the model does not read are said to be so', async (t) => {
  const { find } = await shop(t, { model: Object.assign(new WordEmbedder(), { languages: ['en'] }) })

  for (const text of ['schwarze handtasche', 'красное платье']) {
    t.match((await find({ text })).query, { languageSupported: false, correctedText: null }, text)
  }
  t.ok((await find({ text: 'red dress' })).query.languageSupported)
})

t.test('a whole title is first, and a brand is known though the facets have no room for it', async (t) => {
  const brands = Array.from({ length: 60 }, (_, i) =>
    product(`b${i}`, `lamp ${'x'.repeat(1 + (i % 7))}`, { brand: `Maker ${String(i).padStart(2, '0')}` })
  )
  const { find } = await shop(t, { products: [...PRODUCTS, ...brands] })

  t.equal(ids(await find({ text: 'Lamp' }))[0], 'lamp')
  const found = await find({ text: 'maker 59' })
  t.same(found.items[0], { ...found.items[0], product: { id: 'b59' }, match: { kind: 'IDENTIFIER' } })
  t.notOk(found.nearest)
})

t.test(
  'a product with the words of the query is found beyond the nearest vectors, unless the filter forbids',
  async (t) => {
    const lamps = Array.from({ length: 120 }, (_, i) => product(`lamp-${i}`, 'lamp', { color: 'red' }))
    const { find } = await shop(t, {
      products: [...lamps, product('far', 'sofa', { description: 'zeppelin', color: 'blue' })],
      env: { SEARCH_CANDIDATES: '100' }
    })

    t.ok(ids(await find({ text: 'lamp zeppelin', cutoff: false, topK: 100 })).length === 100)
    const last = await find({ text: 'lamp zeppelin', cutoff: false, topK: 100, filter: { color: ['red'] } })
    t.notOk(ids(last).includes('far'))
    const { items } = await find({ text: 'zeppelin', cutoff: false, topK: 1 })
    t.equal(items[0]?.product.id, 'far')
  }
)
