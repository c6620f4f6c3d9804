import t from 'tap'
import type { SearchRequest } from '../../src/search/request.ts'
import type { SearchResult } from '../../src/search/search-result.ts'
import type { SearchService } from '../../src/search/search-service.ts'
import { product } from '../fixtures/app.ts'
import { foundIds, searchShop } from '../fixtures/search-shop.ts'

/** A dozen things, more or less blue, of which a brand makes five. */
const PRODUCTS = Array.from({ length: 12 }, (_, i) =>
  product(`p${String(i).padStart(2, '0')}`, `${'blue '.repeat(1 + (i % 4))}${i % 2 === 0 ? 'dress' : 'lamp'}`, {
    images: ['/media/blue.jpg'],
    ...(i < 5 && { brand: 'Aurora' })
  })
)
const BLUE: SearchRequest = { text: 'blue', cutoff: false }

/** All pages of a request, one after the other. */
async function pagesOf (search: SearchService, request: SearchRequest): Promise<SearchResult[]> {
  const pages = [await search.search(request)]
  for (let after = pages[0]!.endCursor(); after !== undefined; after = pages.at(-1)!.endCursor()) {
    pages.push(await search.search({ ...request, after }))
  }
  return pages
}

t.test('pages of every size make up the same list', async (t) => {
  const { search } = await searchShop(t, { products: PRODUCTS })
  const whole = foundIds(await search.search({ ...BLUE, topK: 100 }))

  t.equal(whole.length, 12)
  for (const topK of [1, 5, 6, 11, 12, 13]) {
    const pages = await pagesOf(search, { ...BLUE, topK })
    t.same(pages.flatMap(foundIds), whole, `pages of ${topK}`)
    t.equal(pages.length, Math.ceil(12 / topK), 'no page without products at the end')
  }
})

t.test(
  'scores, relevance and what matched are those of one list, also for products that the query names',
  async (t) => {
    const { search } = await searchShop(t, { products: PRODUCTS })
    const request = { text: 'aurora', cutoff: false }
    const shown = ({ items }: SearchResult) =>
      items.map(({ product: { id }, score, relevance, match }) => ({ id, score, relevance, match }))

    const whole = shown(await search.search({ ...request, topK: 100 }))
    const pages = (await pagesOf(search, { ...request, topK: 2 })).flatMap(shown)

    t.same(
      whole.map(({ match: { kind } }) => kind === 'IDENTIFIER'),
      [...Array<boolean>(5).fill(true), ...Array<boolean>(7).fill(false)]
    )
    t.same(pages, whole)
  }
)

t.test('the size of a page may change from page to page', async (t) => {
  const { search } = await searchShop(t, { products: PRODUCTS })
  const whole = foundIds(await search.search({ ...BLUE, topK: 100 }))
  const first = await search.search({ ...BLUE, topK: 2 })
  const second = await search.search({ ...BLUE, topK: 7, after: first.endCursor() })
  const third = await search.search({ ...BLUE, topK: 100, after: second.endCursor() })

  t.same(
    [first, second, third].map((page) => page.items.length),
    [2, 7, 3]
  )
  t.same([first, second, third].flatMap(foundIds), whole)
})

t.test('a cursor can be used again, by two at once, and gives the same page', async (t) => {
  const { search } = await searchShop(t, { products: PRODUCTS })
  const after = (await search.search({ ...BLUE, topK: 4 })).endCursor()

  const [one, other] = await Promise.all([
    search.search({ ...BLUE, topK: 4, after }),
    search.search({ ...BLUE, topK: 4, after })
  ])

  t.same(foundIds(one), foundIds(other))
  t.equal(one.endCursor(), other.endCursor())
})

t.test('a cursor belongs to all that shaped its list', async (t) => {
  const { search } = await searchShop(t, { products: PRODUCTS, env: { DIMENSIONS: '64,32' } })
  const request: SearchRequest = { ...BLUE, without: 'lamp' }
  const after = (await search.search({ ...request, topK: 3 })).endCursor()
  const others: SearchRequest[] = [
    { ...request, text: 'Blue' },
    { ...request, without: undefined },
    { ...request, like: 'p00' },
    { ...request, dimension: 32 },
    { ...request, cutoff: true },
    { ...request, filter: { brand: ['Aurora'] } },
    { ...request, fusion: { preset: 'MEAN' } },
    { ...request, fusion: { weights: { WITHOUT: 0.1 } } }
  ]

  for (const other of others) {
    await t.rejects(
      search.search({ ...other, after }),
      { code: 'INVALID_CURSOR', message: /belongs to another search/ },
      JSON.stringify(other)
    )
  }
  t.equal(
    (await search.search({ ...request, text: ' blue ', topK: 3, after })).items.length,
    3,
    'blanks around words shape nothing'
  )
})

t.test('every page counts the products of all pages', async (t) => {
  const { search } = await searchShop(t, { products: PRODUCTS })
  const pages = await pagesOf(search, { ...BLUE, topK: 5 })

  for (const page of pages) t.same((await page.facets()).brands, [{ value: 'Aurora', count: 5 }])
})

t.test('a product that went from the catalogue leaves its page shorter and the list going on', async (t) => {
  const { search, catalogue } = await searchShop(t, { products: PRODUCTS })
  const whole = foundIds(await search.search({ ...BLUE, topK: 100 }))
  const first = await search.search({ ...BLUE, topK: 4 })
  const gone = whole.slice(4, 8)
  await (await catalogue.open()).index.delete(gone.flatMap((id) => [`${id}#text`, `${id}#image-0`]))

  const second = await search.search({ ...BLUE, topK: 4, after: first.endCursor() })
  const third = await search.search({ ...BLUE, topK: 4, after: second.endCursor() })

  t.same(foundIds(second), [], 'all of the page are gone')
  t.same(foundIds(third), whole.slice(8))
  t.equal(third.endCursor(), undefined)
})

t.test('a later page costs no model call', async (t) => {
  const { search, model } = await searchShop(t, { products: PRODUCTS })

  const pages = await pagesOf(search, { ...BLUE, without: 'lamp', topK: 5 })

  t.equal(model.calls, 2)
  t.same(
    pages.map(({ cached }) => cached),
    [[], ['TEXT', 'WITHOUT'], ['TEXT', 'WITHOUT']]
  )
})
