import t from 'tap'
import { testApp } from '../fixtures/app.ts'
import { IDS, idsOf, type Found } from '../fixtures/found.ts'
import { dataUri } from '../fixtures/word-embedder.ts'

t.test('words find products, best first, with everything a page shows', async (t) => {
  const { ask } = await testApp(t)

  const { data, extensions, statusCode } = await ask(`{ search(text: "red dress", topK: 1) {
    items { product { id title description brand category color tags price { amount currency } url images inStock locale } score relevance match { kind imageUrl } explanation { part share } }
    pageInfo { hasNextPage endCursor } query { model dimension weights { part weight } cached } } }`)

  t.equal(statusCode, 200)
  t.match(data, {
    search: {
      items: [
        {
          product: {
            id: 'dress-red',
            title: 'red dress',
            description: null,
            brand: 'Aurora',
            category: 'Fashion/Dresses',
            color: 'red',
            tags: ['summer'],
            price: { amount: '59.90', currency: 'EUR' },
            url: 'https://shop.example/1',
            images: ['/media/red.jpg'],
            inStock: true,
            locale: null
          },
          match: { kind: 'TEXT', imageUrl: null },
          explanation: [{ part: 'TEXT', share: 1 }]
        }
      ],
      query: { model: 'words-1', dimension: 64, weights: [{ part: 'TEXT', weight: 1 }], cached: [] }
    }
  })
  const [{ score, relevance }] = (data as unknown as { search: { items: [{ score: number; relevance: number }] } })
    .search.items
  t.ok(Math.abs(score - 1) < 1e-5, 'the same words score 1')
  t.ok(relevance > 0.8 && relevance <= 1)
  t.match(extensions, { timings: { embedMs: Number, queryMs: Number, totalMs: Number } })
})

t.test('a photo finds products that look like it, as a data URI', async (t) => {
  const { ask } = await testApp(t)

  const { data } = await ask(
    `query ($photo: Upload) { search(imageUpload: $photo, topK: 1) { ${IDS} items { match { kind imageUrl } } } }`,
    { photo: await dataUri('green') }
  )

  t.match(data, {
    search: { items: [{ product: { id: 'shirt-green' }, match: { kind: 'IMAGE', imageUrl: '/media/green.jpg' } }] }
  })
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
  t.match(both.data, {
    search: {
      query: {
        weights: [
          { part: 'TEXT', weight: 0.5 },
          { part: 'IMAGE', weight: 0.5 }
        ]
      }
    }
  })
  const shares = (both.data as unknown as { search: { items: [{ explanation: Array<{ share: number }> }] } }).search
    .items[0].explanation
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
  const find = async (filter: object) =>
    idsOf(
      (
        await ask(
          `query ($filter: ProductFilter) { search(text: "blue", cutoff: false, filter: $filter) { ${IDS} } }`,
          { filter }
        )
      ).data
    ).sort()

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

t.test('four dimensions of one query cost one model call', async (t) => {
  const { ask, model } = await testApp(t)

  for (const dimension of [64, 16]) {
    t.same(idsOf((await ask(`{ search(text: "red dress", topK: 1, dimension: ${dimension}) { ${IDS} } }`)).data), [
      'dress-red'
    ])
  }

  t.equal(model.calls, 1)
})

t.test('facets count what is found, on all pages; the catalogue counts everything', async (t) => {
  const { ask } = await testApp(t)
  const found = async (cutoff: boolean) => {
    const { data } = await ask(
      `{ search(text: "blue", topK: 50, cutoff: ${cutoff}, filter: { category: ["Fashion"] }) { ${IDS} facets { scope categories { value count } price { min max currency } } } }`
    )
    return data as unknown as Found
  }
  const [whole, cut] = [await found(false), await found(true)]

  t.match(whole, {
    search: {
      facets: {
        scope: 'RESULTS',
        categories: [
          { value: 'Fashion', count: 3 },
          { value: 'Fashion/Dresses', count: 2 },
          { value: 'Fashion/Shirts', count: 1 }
        ],
        price: { min: 19.9, max: 59.9, currency: 'EUR' }
      }
    }
  })
  t.ok(cut.search.items.length < whole.search.items.length)
  t.equal(cut.search.facets.categories[0]?.count, cut.search.items.length)
  t.match(
    (
      await ask(
        '{ catalogue { name model dimensions products views facets { scope brands { value count } } } product(id: "lamp") { title } absent: product(id: "none") { title } }'
      )
    ).data,
    {
      catalogue: {
        name: 'products',
        model: 'words-1',
        dimensions: [64, 16],
        products: 5,
        views: 9,
        facets: { scope: 'CATALOGUE' }
      },
      product: { title: 'lamp' },
      absent: null
    }
  )
})
