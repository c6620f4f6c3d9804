import t from 'tap'
import { CursorCodec } from '../../src/search/cursor.ts'
import { PRODUCTS, product, testApp } from '../fixtures/app.ts'
import { dataUri, WordEmbedder } from '../fixtures/word-embedder.ts'

const IDS = 'items { product { id } }'

interface Found {
  search: {
    items: Array<{ product: { id: string } }>
    pageInfo: { hasNextPage: boolean, endCursor: string | null }
    facets: { categories: Array<{ value: string, count: number }> }
  }
}
const idsOf = (data: unknown) => (data as Found).search.items.map(({ product }) => product.id)

t.test('words find products, best first, with everything a page shows', async (t) => {
  const { ask } = await testApp(t)

  const { data, extensions, statusCode } = await ask(`{ search(text: "red dress", topK: 1) {
    items { product { id title description brand category color tags price { amount currency } url images inStock locale } score relevance match { kind imageUrl } explanation { part share } }
    pageInfo { hasNextPage endCursor } query { model dimension weights { part weight } cached } } }`)

  t.equal(statusCode, 200)
  t.match(data, {
    search: {
      items: [{
        product: { id: 'dress-red', title: 'red dress', description: null, brand: 'Aurora', category: 'Fashion/Dresses', color: 'red', tags: ['summer'], price: { amount: '59.90', currency: 'EUR' }, url: 'https://shop.example/1', images: ['/media/red.jpg'], inStock: true, locale: null },
        match: { kind: 'TEXT', imageUrl: null },
        explanation: [{ part: 'TEXT', share: 1 }]
      }],
      query: { model: 'words-1', dimension: 64, weights: [{ part: 'TEXT', weight: 1 }], cached: [] }
    }
  })
  const [{ score, relevance }] = (data as unknown as { search: { items: [{ score: number, relevance: number }] } }).search.items
  t.ok(Math.abs(score - 1) < 1e-5, 'the same words score 1')
  t.ok(relevance > 0.8 && relevance <= 1)
  t.match(extensions, { timings: { embedMs: Number, queryMs: Number, totalMs: Number } })
})

t.test('a photo finds products that look like it, as a data URI', async (t) => {
  const { ask } = await testApp(t)

  const { data } = await ask(`query ($photo: Upload) { search(imageUpload: $photo, topK: 1) { ${IDS} items { match { kind imageUrl } } } }`, { photo: await dataUri('green') })

  t.match(data, { search: { items: [{ product: { id: 'shirt-green' }, match: { kind: 'IMAGE', imageUrl: '/media/green.jpg' } }] } })
})

t.test('words and a photo together, weighed as asked, and explained', async (t) => {
  const { ask } = await testApp(t)
  const query = `query ($photo: Upload, $fusion: FusionInput) { search(text: "sofa", imageUpload: $photo, topK: 1, fusion: $fusion) { ${IDS} items { explanation { part share } } query { weights { part weight } } } }`

  const words = await ask(query, { photo: await dataUri('green'), fusion: { text: 1, image: 0 } })
  const picture = await ask(query, { photo: await dataUri('green'), fusion: { text: 0, image: 1 } })
  const both = await ask(query, { photo: await dataUri('blue'), fusion: { preset: 'MEAN' } })

  t.same(idsOf(words.data), ['sofa-blue'])
  t.same(idsOf(picture.data), ['shirt-green'])
  t.same(idsOf(both.data), ['sofa-blue'])
  t.match(both.data, { search: { query: { weights: [{ part: 'TEXT', weight: 0.5 }, { part: 'IMAGE', weight: 0.5 }] } } })
  const shares = (both.data as unknown as { search: { items: [{ explanation: Array<{ share: number }> }] } }).search.items[0].explanation
  t.ok(Math.abs(shares.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-6)
})

t.test('more like a product leaves it out and calls no model; less of something steers away', async (t) => {
  const { ask, model } = await testApp(t)

  const like = await ask(`{ search(like: "dress-red", cutoff: false) { ${IDS} query { cached } } }`)
  t.equal(model.calls, 0)
  t.equal(idsOf(like.data)[0], 'dress-blue')
  t.notOk(idsOf(like.data).includes('dress-red'))
  t.match(like.data, { search: { query: { cached: ['LIKE'] } } })

  const without = await ask(`{ search(text: "dress", without: "red", topK: 1) { ${IDS} } }`)
  t.same(idsOf(without.data), ['dress-blue'])
})

t.test('filters hold for every product returned', async (t) => {
  const { ask } = await testApp(t)
  const find = async (filter: object) => idsOf((await ask(`query ($filter: ProductFilter) { search(text: "blue", cutoff: false, filter: $filter) { ${IDS} } }`, { filter })).data).sort()

  t.same(await find({ category: ['Home'] }), ['lamp', 'sofa-blue'])
  t.same(await find({ category: ['Home/Furniture', 'Fashion/Shirts'] }), ['shirt-green', 'sofa-blue'])
  t.same(await find({ brand: ['Aurora'], inStock: true }), ['dress-red'])
  t.same(await find({ color: ['blue'] }), ['dress-blue', 'sofa-blue'])
  t.same(await find({ price: { min: 20, max: 50, currency: 'EUR' } }), ['dress-blue', 'lamp'])
  t.same(await find({ tags: ['summer'] }), ['dress-red'])
  t.same(await find({ locale: ['en-GB'] }), ['shirt-green'])
  t.same(await find({ brand: ["'; DROP TABLE products; --"] }), [])
})

t.test('a named identifier or brand comes first', async (t) => {
  const { ask } = await testApp(t)

  const sku = await ask(`{ search(text: "sku-1002") { ${IDS} items { match { kind } } } }`)
  t.match(sku.data, { search: { items: [{ product: { id: 'dress-blue' }, match: { kind: 'IDENTIFIER' } }] } })

  const brand = await ask(`{ search(text: "borealis", topK: 1) { ${IDS} } }`)
  t.same(idsOf(brand.data), ['shirt-green'])
})

t.test('pages continue one ranked list without repeats or gaps, also while the catalogue changes', async (t) => {
  const products = Array.from({ length: 30 }, (_, i) => product(`p${i}`, `blue thing${String.fromCharCode(97 + i)}`, { images: ['/media/blue.jpg'] }))
  const { ask, services } = await testApp(t, { products })
  const page = async (after: string | null) => (await ask(`query ($after: String) { search(text: "blue", topK: 7, cutoff: false, after: $after) { ${IDS} pageInfo { hasNextPage endCursor } facets { categories { count } } } }`, { after })).data as unknown as Found

  const whole = idsOf((await ask(`{ search(text: "blue", topK: 100, cutoff: false) { ${IDS} } }`)).data)
  const seen: string[] = []
  let after: string | null = null
  do {
    const { search } = await page(after)
    seen.push(...search.items.map(({ product }) => product.id))
    after = search.pageInfo.endCursor
    t.equal(search.pageInfo.hasNextPage, after !== null)
    if (seen.length === 7) await (await services.catalogue.open(64)).index.delete([`${whole[20]}#text`, `${whole[20]}#image-0`])
  } while (after !== null)

  t.equal(whole.length, 30)
  t.same(seen, whole.filter((id) => id !== whole[20]))
})

t.test('four dimensions of one query cost one model call', async (t) => {
  const { ask, model } = await testApp(t)

  for (const dimension of [64, 16]) t.same(idsOf((await ask(`{ search(text: "red dress", topK: 1, dimension: ${dimension}) { ${IDS} } }`)).data), ['dress-red'])

  t.equal(model.calls, 1)
})

t.test('facets count what is found, on all pages; the catalogue counts everything', async (t) => {
  const { ask } = await testApp(t)
  const found = async (cutoff: boolean) => {
    const { data } = await ask(`{ search(text: "blue", topK: 50, cutoff: ${cutoff}, filter: { category: ["Fashion"] }) { ${IDS} facets { scope categories { value count } price { min max currency } } } }`)
    return data as unknown as Found
  }
  const [whole, cut] = [await found(false), await found(true)]

  t.match(whole, { search: { facets: { scope: 'RESULTS', categories: [{ value: 'Fashion', count: 3 }, { value: 'Fashion/Dresses', count: 2 }, { value: 'Fashion/Shirts', count: 1 }], price: { min: 19.9, max: 59.9, currency: 'EUR' } } } })
  t.ok(cut.search.items.length < whole.search.items.length)
  t.equal(cut.search.facets.categories[0]?.count, cut.search.items.length)
  t.match((await ask('{ catalogue { name model dimensions products views facets { scope brands { value count } } } product(id: "lamp") { title } absent: product(id: "none") { title } }')).data, {
    catalogue: { name: 'products', model: 'words-1', dimensions: [64, 16], products: 5, views: 9, facets: { scope: 'CATALOGUE' } },
    product: { title: 'lamp' },
    absent: null
  })
})

t.test('bad input gets a coded error that says what to do, before any model call', async (t) => {
  const { ask, model } = await testApp(t, { env: { MAX_TEXT_LENGTH: '20' } })
  const cases: Array<[args: string, code: string, message: RegExp]> = [
    ['', 'BAD_USER_INPUT', /at least one of `text`, `imageUpload` and `like`/],
    ['text: "   "', 'BAD_USER_INPUT', /at least one of/],
    ['text: "a text that is far too long"', 'TEXT_TOO_LONG', /at most 20/],
    ['text: "a", dimension: 3072', 'DIMENSION_UNSUPPORTED', /Ask for one of: 64, 32, 16/],
    ['text: "a", dimension: 32', 'DIMENSION_NOT_INDEXED', /Ask for one of: 64, 16/],
    ['text: "a", topK: 0', 'BAD_USER_INPUT', /give 1 to 100/],
    ['text: "a", topK: 101', 'BAD_USER_INPUT', /give 1 to 100/],
    ['text: "a", after: "abc.def"', 'INVALID_CURSOR', /without `after`/],
    ['text: "a", fusion: { text: 2 }', 'BAD_USER_INPUT', /fusion.text/],
    ['text: "a", filter: { price: { min: 2, max: 1 } }', 'FILTER_INVALID', /above/],
    ['text: "a", filter: { size: ["L"] }', 'GRAPHQL_VALIDATION_FAILED', /size/],
    ['text: "a", filter: { inStock: "yes" }', 'GRAPHQL_VALIDATION_FAILED', /Boolean/],
    ['like: "nobody"', 'PRODUCT_NOT_FOUND', /nobody/],
    ['imageUpload: "data:image/png;base64,AAAA"', 'BAD_USER_INPUT', /into a variable/]
  ]
  const photos: typeof cases = [
    ['data:image/png;base64,AAAA', 'UNSUPPORTED_MEDIA_TYPE', /JPEG, PNG, WebP/],
    ['https://shop.example/a.jpg', 'BAD_USER_INPUT', /data:image/]
  ]

  for (const [args, code, message] of cases) {
    const { data, errors } = await ask(`{ search${args && `(${args})`} { ${IDS} } }`)
    t.equal(data, null, args)
    t.match(errors, [{ message, extensions: { code } }], args)
  }
  for (const [photo, code, message] of photos) {
    const { errors } = await ask(`query ($photo: Upload) { search(imageUpload: $photo) { ${IDS} } }`, { photo })
    t.match(errors, [{ message, extensions: { code } }], photo)
  }
  t.equal(model.calls, 0)
})

t.test('a cursor of another search or another service is refused', async (t) => {
  const { ask } = await testApp(t)
  const first = (await ask(`{ search(text: "blue", topK: 1, cutoff: false) { ${IDS} pageInfo { hasNextPage endCursor } } }`)).data as unknown as Found
  const foreign = new CursorCodec('other').encode({ query: 'x', rest: [] })

  for (const after of [first.search.pageInfo.endCursor, foreign]) {
    const { errors } = await ask(`query ($after: String) { search(text: "red", topK: 1, cutoff: false, after: $after) { ${IDS} } }`, { after })
    t.match(errors, [{ extensions: { code: 'INVALID_CURSOR' } }])
  }
})

t.test('an operation has bounded cost and depth', async (t) => {
  const { ask, model } = await testApp(t)
  const aliases = Array.from({ length: 5 }, (_, i) => `s${i}: search(text: "a${i}") { ${IDS} }`).join(' ')

  t.match((await ask(`{ ${aliases} }`)).errors, [{ extensions: { code: 'QUERY_COST_EXCEEDED' }, message: /5 searches/ }])
  t.equal(model.calls, 0)
  t.match((await ask('{ search(text: "a") { items { product { nope } } } }')).errors, [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }])
  t.match((await ask('{ search(')).errors, [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }])
})

t.test('a fault is masked for callers', async (t) => {
  const { ask, model } = await testApp(t)
  model.fault = new Error('secret detail')

  const { errors, data, statusCode } = await ask(`{ search(text: "red") { ${IDS} } }`)

  t.equal(data, null)
  t.equal(statusCode, 500)
  t.match(errors, [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }])
  t.notMatch(JSON.stringify(errors), /secret/)
})

t.test('a search that takes too long is given up with TIMEOUT', async (t) => {
  const { ask, model } = await testApp(t, { env: { SEARCH_TIMEOUT_MS: '30' } })
  model.gate = new Promise((resolve) => setTimeout(resolve, 300))

  t.match((await ask(`{ search(text: "red") { ${IDS} } }`)).errors, [{ extensions: { code: 'TIMEOUT' } }])
})

t.test('an empty catalogue and one of another model say which command helps', async (t) => {
  const empty = await testApp(t, { products: [] })
  t.match((await empty.ask(`{ search(text: "red") { ${IDS} } }`)).errors, [{ message: /vitrine ingest/, extensions: { code: 'CATALOGUE_EMPTY' } }])
  const ready = await empty.app.inject('/readyz')
  t.equal(ready.statusCode, 503)
  t.match(ready.json(), { code: 'CATALOGUE_EMPTY' })
  t.equal((await empty.app.inject('/healthz')).statusCode, 200)

  const dataDir = t.testdir()
  const before = await testApp({ teardown: () => {} }, { dataDir, model: new WordEmbedder('words-0') })
  await before.app.close()
  const after = await testApp(t, { dataDir, products: [] })
  t.match((await after.ask(`{ search(text: "red") { ${IDS} } }`)).errors, [{ message: /words-0.*words-1.*--recreate/, extensions: { code: 'MODEL_MISMATCH' } }])
  await after.app.close()
})

t.test('a ready service says how many products it has', async (t) => {
  const { app } = await testApp(t)

  const response = await app.inject('/readyz')

  t.equal(response.statusCode, 200)
  t.match(response.json(), { status: 'ok', products: PRODUCTS.length, cache: { hits: 0 } })
})
