import t from 'tap'
import { product, PRODUCTS } from '../fixtures/app.ts'
import { shopOn, STORES } from '../fixtures/browse-shop.ts'

interface Suggested {
  suggest: {
    queries: string[]
    categories: string[]
    brands: string[]
    products: Array<{ id: string; image: string | null }>
  }
}

const QUERY =
  'query ($text: String!, $first: Int) { suggest(text: $text, first: $first) { queries categories brands products { id title brand category image inStock price { amount currency } } } }'

for (const store of STORES) {
  t.test(
    `words being typed lead to queries, categories, brands and products, and no model is called (${store})`,
    async (t) => {
      const { ask, model } = await shopOn(t, store)
      const suggest = async (text: string) => ((await ask(QUERY, { text })).data as unknown as Suggested).suggest

      const dress = await suggest('dre')
      t.match(dress, { categories: ['Fashion/Dresses'], brands: [] })
      t.same(
        dress.products.map(({ id }) => id),
        ['dress-red', 'dress-blue'],
        'what can be bought comes first'
      )
      t.match(dress.products[0], {
        title: 'red dress',
        brand: 'Aurora',
        image: '/media/red.jpg',
        price: { amount: '59.90', currency: 'EUR' }
      })
      t.ok(dress.queries.includes('blue dresses') && dress.queries.includes('Aurora dresses'), dress.queries.join())
      t.match(await suggest('auro'), { brands: ['Aurora'] })
      t.equal(model.calls, 0)
    }
  )
}

t.test('typos are forgiven: a letter too many, too few, wrong, or two exchanged', async (t) => {
  const { ask } = await shopOn(t, 'lancedb')
  const first = async (text: string) =>
    ((await ask(QUERY, { text })).data as unknown as Suggested).suggest.products[0]?.id

  for (const text of ['shirrt', 'shrt', 'shist', 'sihrt', 'geren shirt', 'green shrit', 'SHIRT', 'ｓｈｉｒｔ']) {
    t.equal(await first(text), 'shirt-green', text)
  }
  t.equal(await first('xylophone'), undefined)
})

t.test('a word that is begun and misspelt is forgiven, where nothing else is found', async (t) => {
  const { ask } = await shopOn(t, 'lancedb', {
    products: [product('slr', 'compact camera'), product('mat', 'camping mat'), product('case', 'case')]
  })
  const suggest = async (text: string) =>
    ((await ask(QUERY, { text })).data as unknown as Suggested).suggest.products.map(({ id }) => id)

  for (const text of ['cmaer', 'camme', 'cxmer', 'caera', 'compact camr', 'compct c', 'comapct cam']) t.same(await suggest(text), ['slr'], text)
  t.same(new Set(await suggest('camr')), new Set(['mat', 'slr']))
  t.same(await suggest('camp'), ['mat'], 'what is begun right is meant so')
  for (const text of ['xame', 'cxx', 'cqqr']) t.same(await suggest(text), [], text)
})

t.test('words that were spelt right are not taken for others', async (t) => {
  const { ask } = await shopOn(t, 'lancedb', {
    products: [product('bed', 'bedding'), product('wed', 'wedding ring')]
  })
  const { suggest } = (await ask(QUERY, { text: 'bedding' })).data as unknown as Suggested

  t.match(suggest, { queries: ['bedding'], products: [{ id: 'bed' }] })
  t.equal(suggest.products.length, 1)
})

t.test('without words come the largest kinds; first bounds each; bad input is told', async (t) => {
  const { ask } = await shopOn(t, 'lancedb', { env: { MAX_TEXT_LENGTH: '20' } })

  t.match((await ask(QUERY, { text: ' ', first: 1 })).data, {
    suggest: { queries: ['dresses'], categories: ['Fashion'], brands: ['Aurora'], products: [] }
  })
  t.equal(((await ask(QUERY, { text: 'b', first: 1 })).data as unknown as Suggested).suggest.products.length, 1)
  t.match((await ask(QUERY, { text: 'a', first: 21 })).errors, [
    { message: /give 1 to 20/, extensions: { code: 'BAD_USER_INPUT' } }
  ])
  t.match((await ask(QUERY, { text: 'a'.repeat(21) })).errors, [{ extensions: { code: 'TEXT_TOO_LONG' } }])
})

t.test('suggestions count against the rate limit, and ask for a key where searching does', async (t) => {
  const limited = await shopOn(t, 'lancedb', { env: { RATE_LIMIT: '7' } })
  const codes = []
  for (let i = 0; i < 5; i++) codes.push((await limited.ask(QUERY, { text: 'a' })).errors?.[0]?.extensions.code)
  t.same(codes.slice(0, 3), [undefined, undefined, undefined])
  t.ok(codes.includes('RATE_LIMITED'), codes.join())
  const closed = await shopOn(t, 'lancedb', { env: { REQUIRE_SEARCH_KEY: 'true' } })
  t.match((await closed.ask(QUERY, { text: 'a' })).errors, [{ extensions: { code: 'UNAUTHENTICATED' } }])
})

t.test('products that a later ingest brings are suggested and listed', async (t) => {
  const { ask, services } = await shopOn(t, 'lancedb')
  const ids = async () =>
    ((await ask(QUERY, { text: 'lamp' })).data as unknown as Suggested).suggest.products.map(({ id }) => id)
  t.same(await ids(), ['lamp'])
  const { index } = await services.catalogue.open()
  const [record] = (await index.get(['lamp#text'])).values()
  await index.upsert([{ ...record!, key: 'lamp-2#text', metadata: { ...record!.metadata, productId: 'lamp-2' } }])

  services.listed.forget()
  await ids()

  t.same((await ask('{ search { totalCount } }')).data, { search: { totalCount: PRODUCTS.length + 1 } })
  t.same((await ids()).sort(), ['lamp', 'lamp-2'])
})
