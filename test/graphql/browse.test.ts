import t from 'tap'
import { product, PRODUCTS } from '../fixtures/app.ts'
import { shopOn, STORES } from '../fixtures/browse-shop.ts'
import { IDS, idsOf } from '../fixtures/found.ts'

const EUR = (amount: string) => ({ amount, currency: 'EUR' })

/** More products than a search has candidates. */
const MANY = Array.from({ length: 130 }, (_, i) =>
  product(`p${String(i).padStart(3, '0')}`, `thing No. ${i}`, {
    price: EUR(String((i * 37) % 130)),
    brand: i % 2 ? 'Aurora' : 'Borealis'
  })
)

interface Page {
  search: {
    items: Array<{ product: { id: string } }>
    totalCount: number
    totalScope: string
    pageInfo: { endCursor: string | null }
  }
}

for (const store of STORES) {
  t.test(
    `without a question all products come, those that meet the filter, and no model is called (${store})`,
    async (t) => {
      const { ask, model } = await shopOn(t, store)
      const list = async (args: string) =>
        (
          await ask(
            `{ search${args} { ${IDS} totalCount totalScope items { score relevance match { kind } explanation { share } } query { weights { weight } } } }`
          )
        ).data

      const all = await list('')
      t.same(idsOf(all), ['dress-blue', 'dress-red', 'lamp', 'shirt-green', 'sofa-blue'])
      t.match(all, {
        search: {
          totalCount: 5,
          totalScope: 'CATALOGUE',
          items: [{ score: 0, relevance: 0, match: { kind: 'LISTED' }, explanation: [] }],
          query: { weights: [] }
        }
      })
      t.same(idsOf(await list('(text: "  ", filter: { color: ["blue"] })')), ['dress-blue', 'sofa-blue'])
      t.match(await list('(filter: { brand: ["Nobody"] })'), { search: { items: [], totalCount: 0 } })
      t.equal(model.calls, 0)
    }
  )

  t.test(`browsing is sorted by price, title and age, those without a value last (${store})`, async (t) => {
    const products = [
      ...PRODUCTS,
      product('pin', 'Pin No. 10'),
      product('pin-9', 'pin no. 9', { price: { amount: '1', currency: 'USD' } })
    ]
    const { ask } = await shopOn(t, store, { products })
    const sorted = async (sort: string) => idsOf((await ask(`{ search(sort: [${sort}]) { ${IDS} } }`)).data)

    const last = ['pin', 'pin-9']
    t.same(await sorted('{ key: PRICE }'), ['shirt-green', 'lamp', 'dress-blue', 'dress-red', 'sofa-blue', ...last])
    t.same(await sorted('{ key: PRICE, direction: DESC }'), [
      'sofa-blue',
      'dress-red',
      'dress-blue',
      'lamp',
      'shirt-green',
      ...last
    ])
    t.same(await sorted('{ key: TITLE }'), [
      'dress-blue',
      'sofa-blue',
      'shirt-green',
      'lamp',
      'pin-9',
      'pin',
      'dress-red'
    ])
    t.same(
      (await sorted('{ key: NEWEST }, { key: TITLE, direction: DESC }'))[0],
      'dress-red',
      'of records without a time the next key decides'
    )
  })

  t.test(`pages of browsing reach every product once, in the order of the whole (${store})`, async (t) => {
    const { ask } = await shopOn(t, store, { products: MANY, env: { SEARCH_CANDIDATES: '100' } })
    const found: string[] = []
    let after: string | null = null
    do {
      const { data } = await ask(
        'query ($after: String) { search(sort: [{ key: PRICE }], topK: 40, after: $after) { items { product { id } } totalCount pageInfo { endCursor } } }',
        { after }
      )
      const { items, totalCount, pageInfo } = (data as unknown as Page).search
      t.equal(totalCount, 130)
      found.push(...items.map(({ product: { id } }) => id))
      after = pageInfo.endCursor
    } while (after)

    const byPrice = [...MANY].sort((a, b) => Number(a.price!.amount) - Number(b.price!.amount)).map(({ id }) => id)
    t.same(found, byPrice)
  })

  t.test(`an attribute is sorted by, browsing and searching (${store})`, async (t) => {
    const weighing = (id: string, kg?: string) =>
      product(id, `blue weight ${id}`, kg === undefined ? {} : { attributes: { 'Net weight': [kg] } })
    const products = [weighing('a', '10 kg'), weighing('b'), weighing('c', '9.5 kg'), weighing('d', '9.25 kg')]
    const { ask } = await shopOn(t, store, { products })
    for (const asked of ['', 'text: "blue", cutoff: false, ']) {
      const sorted = async (sort: string) => idsOf((await ask(`{ search(${asked}sort: [${sort}]) { ${IDS} } }`)).data)
      t.same(await sorted('{ attribute: "net weight" }'), ['d', 'c', 'a', 'b'])
      t.same(await sorted('{ attribute: "Net Weight", direction: DESC }'), ['a', 'c', 'd', 'b'])
    }
    t.same(
      idsOf((await ask(`{ search(sort: [{ attribute: "nobody has" }, { key: TITLE, direction: DESC }]) { ${IDS} } }`)).data),
      ['d', 'c', 'b', 'a'],
      'what no product has orders nothing'
    )
    for (const sort of ['{}', '{ direction: ASC }', '{ attribute: " " }', '{ key: PRICE, attribute: "Size" }']) {
      const { errors } = await ask(`{ search(sort: [${sort}]) { ${IDS} } }`)
      t.match(errors, [{ message: /needs a `key`.* or an `attribute`/, extensions: { code: 'BAD_USER_INPUT' } }], sort)
    }
  })

  t.test(`a search is sorted after the cutoff, and counts what it found (${store})`, async (t) => {
    const { ask } = await shopOn(t, store)
    const search = async (args: string) =>
      (await ask(`{ search(text: "blue dress", ${args}) { ${IDS} totalCount totalScope pageInfo { endCursor } } }`))
        .data as unknown as Page

    const plain = await search('cutoff: true')
    const sorted = await search('cutoff: true, sort: [{ key: PRICE }]')
    t.same([...idsOf(sorted)].sort(), [...idsOf(plain)].sort(), 'the same products')
    t.notOk(idsOf(sorted).includes('lamp'), 'the cheap that do not match stay away')
    t.match(sorted.search, { totalCount: sorted.search.items.length, totalScope: 'CANDIDATES' })
    const first = await search('cutoff: false, topK: 2, sort: [{ key: PRICE, direction: DESC }]')
    t.match(first, {
      search: { items: [{ product: { id: 'sofa-blue' } }, { product: { id: 'dress-red' } }], totalCount: 5 }
    })
    const next = await search(
      `cutoff: false, topK: 2, sort: [{ key: PRICE, direction: DESC }], after: "${first.search.pageInfo.endCursor}"`
    )
    t.match(next, {
      search: { items: [{ product: { id: 'dress-blue' } }, { product: { id: 'lamp' } }], totalCount: 5 }
    })
  })

  t.test(`what is not wanted is left out, each condition by itself (${store})`, async (t) => {
    const { ask } = await shopOn(t, store)
    const left = async (not: string, text = '') =>
      idsOf((await ask(`{ search(${text}cutoff: false, filter: { not: ${not} }) { ${IDS} } }`)).data).sort()

    t.same(await left('{ color: ["blue"], category: ["Home"] }'), ['dress-red', 'shirt-green'])
    t.same(
      await left('{ price: { min: 20, max: 100 } }'),
      ['shirt-green', 'sofa-blue'],
      'both ends of a range are one condition'
    )
    t.same(
      await left('{ inStock: false }'),
      ['dress-red', 'lamp', 'shirt-green', 'sofa-blue'],
      'who does not say is not sold out'
    )
    t.same(await left('{ brand: ["Aurora"] }', 'text: "blue", '), ['lamp', 'shirt-green', 'sofa-blue'])
  })
}

t.test(
  'a cursor of browsing belongs to its filter and sort, and goes on where its last product is gone',
  async (t) => {
    const { ask, services } = await shopOn(t, 'lancedb', { products: MANY })
    const page = async (args: string) => await ask(`{ search(topK: 3, ${args}) { ${IDS} pageInfo { endCursor } } }`)
    const { data } = await page('sort: [{ key: TITLE }]')
    const after = (data as unknown as Page).search.pageInfo.endCursor

    for (const other of [
      'sort: [{ key: PRICE }]',
      'sort: [{ key: TITLE }], filter: { brand: ["Aurora"] }',
      'text: "thing"'
    ]) {
      t.match((await page(`${other}, after: "${after}"`)).errors, [{ extensions: { code: 'INVALID_CURSOR' } }], other)
    }
    t.same(idsOf((await page(`sort: [{ key: TITLE }], after: "${after}"`)).data), ['p003', 'p004', 'p005'])
    await (await services.catalogue.open()).index.delete(['p004#text'])
    t.same(
      idsOf((await page(`sort: [{ key: TITLE }], after: "${after}"`)).data),
      ['p003', 'p005'],
      'deleted and still listed'
    )
    services.listed.forget()
    t.same(idsOf((await page(`sort: [{ key: TITLE }], after: "${after}"`)).data), ['p003', 'p005', 'p006'])
  }
)

t.test('attributes may be called as members of every object are', async (t) => {
  const attributes = { constructor: ['ACME'], toString: ['no'], hasOwnProperty: ['yes'] }
  const { ask } = await shopOn(t, 'lancedb', { products: [product('a', 'thing', { attributes })] })
  t.match(
    (await ask('{ search(topK: 1) { items { product { attributes { name values } } } facets { groups { id } } } }')).data,
    { search: { items: [{ product: { attributes: [{ name: 'constructor', values: ['ACME'] }, {}, {}] } }] } }
  )
  t.match((await ask('{ suggest(text: "acm") { queries } }')).data, { suggest: {} })
  t.match(
    (await ask('{ search(filter: { attributes: [{ name: "constructor", values: ["ACME"] }] }) { totalCount } }')).data,
    { search: { totalCount: 1 } }
  )
})

t.test('a list that is full says so, and where none is kept browsing is refused and searching goes on', async (t) => {
  const cut = await shopOn(t, 'lancedb', { env: { LISTED_PRODUCTS: '3' } })
  t.match((await cut.ask(`{ search { ${IDS} totalCount totalScope } }`)).data, {
    search: { totalCount: 3, totalScope: 'LISTED' }
  })

  const none = await shopOn(t, 'lancedb', { env: { LISTED_PRODUCTS: '0' } })
  const { errors } = await none.ask(`{ search { ${IDS} } }`)
  t.match(errors, [{ extensions: { code: 'CATALOGUE_NOT_LISTED' }, message: /cannot browse.*LISTED_PRODUCTS/ }])
  t.same(
    idsOf(
      (
        await none.ask(
          `{ search(text: "lamp", topK: 1, sort: [{ key: PRICE }]) { ${IDS} facets { groups { id } } } }`
        )
      ).data
    ),
    ['lamp']
  )
})
