import t from 'tap'
import { product, testApp } from '../fixtures/app.ts'

const QUERY = `query ($text: String, $variety: VarietyInput, $after: String, $topK: Int, $sort: [SortInput!]) {
  search(text: $text, variety: $variety, after: $after, topK: $topK, sort: $sort) {
    items { product { id } }
    totalCount
    pageInfo { endCursor }
    facets { brands { value count } }
  }
}`

interface Found {
  readonly items: ReadonlyArray<{ readonly product: { readonly id: string } }>
  readonly totalCount: number
  readonly pageInfo: { readonly endCursor: string | null }
  readonly facets: { readonly brands: ReadonlyArray<{ readonly value: string; readonly count: number }> }
}

const SHOP = [
  product('a1', 'red dress', { brand: 'Aurora', images: ['/media/red-1.jpg'] }),
  product('a2', 'red dress', { brand: 'aurora', images: ['/media/red-2.jpg'] }),
  product('a3', 'red dress long', { brand: 'Aurora', images: ['/media/red-3.jpg'] }),
  product('b1', 'red dress', { brand: 'Borealis', images: ['/media/red-3.jpg'] }),
  product('c1', 'red dress short', {}),
  product('c2', 'red dress wide', {})
]

async function shop (t: Parameters<typeof testApp>[0], env: Record<string, string> = {}) {
  const { ask } = await testApp(t, { products: SHOP, env })
  return async (variables: Record<string, unknown>) => {
    const { data, errors } = await ask(QUERY, variables)
    if (errors) throw new Error(JSON.stringify(errors))
    return data?.['search'] as Found
  }
}

const ids = ({ items }: Found) => items.map(({ product: { id } }) => id).sort()

t.test('at most so many of a brand are shown, on all pages, and facets count them all', async (t) => {
  const find = await shop(t)
  for (const text of ['red dress', undefined]) {
    const found = await find({ text, variety: { perBrand: 1 } })
    t.equal(found.totalCount, 4, String(text))
    t.equal(ids(found).filter((id) => id.startsWith('a')).length, 1)
    t.same(ids(found).slice(1), ['b1', 'c1', 'c2'])
    t.equal(found.facets.brands.reduce((sum, { count }) => sum + count, 0), 4)

    const first = await find({ text, variety: { perBrand: 1 }, topK: 2 })
    const second = await find({ text, variety: { perBrand: 1 }, topK: 2, after: first.pageInfo.endCursor })
    t.same([...ids(first), ...ids(second)].sort(), ids(found))
    t.equal(second.totalCount, 4)
  }
})

t.test('products that hardly differ are shown once where that is asked for or set', async (t) => {
  const find = await shop(t)
  t.equal((await find({ text: 'red dress' })).totalCount, 6)
  const folded = await find({ text: 'red dress', variety: { foldAlike: true } })
  t.equal(folded.totalCount, 4, 'one title and brand, and one photo')
  t.equal((await find({ variety: { foldAlike: true }, sort: [{ key: 'TITLE' }] })).totalCount, 4)

  const set = await shop(t, { FOLD_ALIKE: 'true' })
  t.equal((await set({ text: 'red dress' })).totalCount, 4)
  t.equal((await set({ text: 'red dress', variety: { foldAlike: false } })).totalCount, 6)
})

t.test('a number that makes no sense is refused', async (t) => {
  const find = await shop(t)
  for (const perBrand of [0, 101]) {
    await t.rejects(find({ text: 'red dress', variety: { perBrand } }), { message: /BAD_USER_INPUT/ })
  }
})
