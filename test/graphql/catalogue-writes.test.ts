import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { product } from '../fixtures/app.ts'
import { DELETE, OFFERS, UPSERT, writeApp } from '../fixtures/write-app.ts'
import { photo } from '../fixtures/word-embedder.ts'

const LAMP = '{ product(id: "lamp") { title inStock price { amount currency } } }'
const COUNTS = '{ catalogue { products views facets { brands { value count } price { min max } } } }'
/** The fixture's model has no direction for every word in fewer. */
const WIDE = { DIMENSIONS: '64' }
const EUR = (amount: string) => ({ amount, currency: 'EUR' })
const NONE = { userErrors: [], notices: [] }

const search = (text: string) =>
  `{ search(text: "${text}", topK: 1) { items { product { id title price { amount } } } } }`

t.test('writing asks for a key with the scope catalogue', async (t) => {
  const { post } = await writeApp(t)
  for (const [query, variables] of [
    [UPSERT, { products: [] }],
    [OFFERS, { offers: [] }],
    [DELETE, { ids: ['lamp'] }]
  ] as const) {
    t.match(await post(query, variables), {
      statusCode: 401,
      data: null,
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }]
    })
    t.match(await post(query, variables, 'key-of-the-page'), {
      statusCode: 403,
      errors: [{ extensions: { code: 'FORBIDDEN' } }]
    })
  }
})

t.test(
  'products go in and are found by the next search, also of another replica; the same again changes nothing',
  async (t) => {
    const dataDir = t.testdir()
    const { write, model } = await writeApp(t, { dataDir })
    const replica = await writeApp(t, { dataDir, products: [] })
    await replica.ask(search('teapot'))
    const products = [
      { id: 'pot', title: 'copper teapot', brand: 'Aurora' },
      { id: 'lamp', title: 'brass lamp' }
    ]
    model.calls = 0

    t.match(await write(UPSERT, { products }), { created: 1, updated: 1, unchanged: 0, ...NONE })
    t.equal(model.calls, 2)
    t.match((await replica.ask(search('teapot'))).data, {
      search: { items: [{ product: { id: 'pot', title: 'copper teapot' } }] }
    })
    t.match((await replica.ask(search('brass'))).data, {
      search: { items: [{ product: { id: 'lamp', title: 'brass lamp' } }] }
    })

    model.calls = 0
    t.match(await write(UPSERT, { products }), { created: 0, updated: 0, unchanged: 2, ...NONE })
    t.equal(model.calls, 0)
  }
)

t.test('a photo is told by the words that came with it, others by the name', async (t) => {
  const mediaDir = t.testdir()
  for (const name of ['front.jpg', 'back.jpg']) await writeFile(join(mediaDir, name), await photo('red', name.length))
  const { write, ask } = await writeApp(t, { env: { ...WIDE, MEDIA_DIR: mediaDir } })
  const images = ['/media/front.jpg', 'gone.jpg', 'back.jpg']
  const products = [{ id: 'tee', title: 'Tee', images, imageAlts: ['Tee &amp; collar', 'Gone', null] }]

  t.match(await write(UPSERT, { products }), { created: 1, notices: [{ field: 'images' }] })
  t.match(await write(UPSERT, { products }), { unchanged: 1 })
  t.match((await ask('{ product(id: "tee") { media { url alt } } }')).data, {
    product: { media: [{ url: '/media/front.jpg', alt: 'Tee & collar' }, { url: '/media/back.jpg', alt: 'Tee' }] }
  })
  t.match(await write(UPSERT, { products: [{ ...products[0], imageAlts: ['', null, 'Back'] }] }), { updated: 1 })
  t.match((await ask('{ product(id: "tee") { media { alt } } }')).data, {
    product: { media: [{ alt: 'Tee' }, { alt: 'Back' }] }
  })
})

t.test('browsing sorts and filters by what was written, though the catalogue counts as before', async (t) => {
  const { write, ask } = await writeApp(t, {
    products: ['a', 'b', 'c'].map((id, i) => product(id, 'lamp', { price: EUR(`${10 * (i + 1)}.00`) }))
  })
  const browse = async (args: string) => {
    const { data } = await ask(`{ search(${args}, sort: [{ key: PRICE }]) { items { product { id } } } }`)
    return (data as { search: { items: Array<{ product: { id: string } }> } }).search.items.map(
      ({ product: { id } }) => id
    )
  }
  await write(UPSERT, { products: [{ id: 'd', title: 'lamp', price: EUR('15.00') }] })
  t.same(await browse('topK: 4'), ['a', 'd', 'b', 'c'])

  await write(OFFERS, { offers: [{ id: 'd', price: EUR('25.00') }] })

  t.same(await browse('topK: 4'), ['a', 'b', 'd', 'c'])
  t.same(await browse('filter: { price: { min: 24 } }'), ['d', 'c'])
  await write(DELETE, { ids: ['d'] })
  t.same(await browse('topK: 4'), ['a', 'b', 'c'])
})

t.test('what fails is told with its product, and the others go in', async (t) => {
  const { write, ask } = await writeApp(t)
  const products = [
    { id: 'good', title: 'wool scarf', price: { amount: 'much', currency: 'EUR' }, images: ['local.jpg'] },
    { id: 'empty' },
    { id: '#own', title: "the catalogue's own" },
    { id: 'good', title: 'silk scarf' },
    { id: 'far', title: 'linen scarf', images: ['http://127.0.0.1:9/x.jpg'] }
  ]

  const report = (await write(UPSERT, { products })) as { userErrors: Array<{ id: string }>; notices: object[] }

  t.match(report, { created: 2, updated: 0 })
  t.match(report.userErrors, [
    { id: 'empty', field: null, code: 'PRODUCT_INVALID', message: /title and images are both absent/ },
    { id: '#own', code: 'PRODUCT_INVALID', message: /id must be/ },
    { id: 'good', code: 'PRODUCT_INVALID', message: /comes twice/ }
  ])
  t.match((await ask(search('wool'))).data, {
    search: { items: [{ product: { id: 'good', title: 'wool scarf', price: null } }] }
  })
  t.match(
    report.notices.find((notice) => 'code' in notice && notice.code === 'IMAGE_FETCH_FAILED'),
    { id: 'far', field: 'images', message: /no public address/ }
  )
})

t.test('what was left out of a product that is in is told', async (t) => {
  const { write } = await writeApp(t)
  const products = [{ id: 'a', title: 'scarf', price: { amount: 'much', currency: 'EUR' }, images: ['local.jpg'] }]
  t.match(await write(UPSERT, { products }), {
    created: 1,
    userErrors: [],
    notices: [
      { id: 'a', field: 'images', message: /is no address.*MEDIA_DIR/ },
      { id: 'a', field: 'price', code: 'PRODUCT_INVALID', message: /got .*much.*left out/ }
    ]
  })
})

t.test('photos come from addresses, and from the folder they are served from', async (t) => {
  const folder = join(t.testdir(), 'media')
  await mkdir(folder)
  await writeFile(join(folder, 'red dress.jpg'), await photo('red'))
  await writeFile(join(t.testdirName, 'secret.jpg'), await photo('blue'))
  const { write, ask } = await writeApp(t, { env: { MEDIA_DIR: folder, ALLOW_PRIVATE_IMAGE_URLS: 'true' } })
  const url = await photoServer(t)
  const images = [`${url}/green.jpg`, '/media/red%20dress.jpg', '../secret.jpg', '/etc/passwd']

  t.match(await write(UPSERT, { products: [{ id: 'new', images }] }), {
    created: 1,
    notices: [
      { id: 'new', code: 'IMAGE_FETCH_FAILED', field: 'images' },
      { id: 'new', code: 'IMAGE_FETCH_FAILED' }
    ]
  })
  t.same((await ask('{ product(id: "new") { images } }')).data, {
    product: { images: [`${url}/green.jpg`, '/media/red%20dress.jpg'] }
  })
  t.match(await write(UPSERT, { products: [{ id: 'new', images: images.slice(0, 2) }] }), {
    created: 0,
    updated: 0,
    unchanged: 1
  })
})

t.test('prices and stock change without a model, in the next answer', async (t) => {
  const { write, ask, model } = await writeApp(t)
  const offers = [{ id: 'lamp', price: EUR('19.50'), inStock: true }]

  t.same(await write(OFFERS, { offers }), { updated: 1, unchanged: 0, userErrors: [] })
  t.equal(model.calls, 0)
  t.same((await ask(LAMP)).data, { product: { title: 'lamp', inStock: true, price: EUR('19.50') } })
  t.match(
    (
      await ask(
        '{ search(text: "lamp", dimension: 16, cutoff: false, filter: { price: { max: 20 } }) { items { product { id price { amount } } } } }'
      )
    ).data,
    {
      search: { items: [{ product: { id: 'lamp', price: { amount: '19.50' } } }, { product: { id: 'shirt-green' } }] }
    }
  )
  t.same(await write(OFFERS, { offers }), { updated: 0, unchanged: 1, userErrors: [] })
  t.match(await write(OFFERS, { offers: [{ id: 'lamp', price: null }] }), { updated: 1 })
  t.same((await ask(LAMP)).data, { product: { title: 'lamp', inStock: true, price: null } })
})

t.test('an offer that cannot be taken costs the others nothing', async (t) => {
  const { write } = await writeApp(t)
  const offers = [
    { id: 'none', inStock: true },
    { id: 'lamp', variantId: 'xl', inStock: true },
    { id: 'lamp', price: { amount: '-1', currency: 'EUR' } },
    { id: 'sofa-blue', inStock: false }
  ]
  t.match(await write(OFFERS, { offers }), {
    updated: 1,
    userErrors: [
      { id: 'none', field: 'id', code: 'PRODUCT_NOT_FOUND' },
      { id: 'lamp', field: 'variantId', code: 'VARIANT_NOT_FOUND', message: /"lamp" has no variant "xl"/ },
      { id: 'lamp', field: 'price', code: 'PRODUCT_INVALID', message: /"amount":"-1"/ }
    ]
  })
})

t.test('a deleted product is not found any more; deleting it again is no error', async (t) => {
  const { write, ask, services } = await writeApp(t)
  t.same(await write(DELETE, { ids: ['dress-red', 'dress-red', 'none'] }), { deleted: 1, absent: 1, userErrors: [] })

  t.same((await ask('{ product(id: "dress-red") { id } }')).data, { product: null })
  for (const dimension of [64, 16]) {
    const { index } = await services.catalogue.open(dimension)
    t.equal((await index.get(['dress-red#text', 'dress-red#image-0'])).size, 0)
  }
  t.same(await write(DELETE, { ids: ['dress-red'] }), { deleted: 0, absent: 1, userErrors: [] })
})

t.test('counts and facets of the catalogue follow', async (t) => {
  const dataDir = t.testdir()
  const { write } = await writeApp(t, { dataDir, products: [], env: WIDE })
  const [a, b, c] = [
    { id: 'a', title: 'cup', brand: 'Aurora' },
    { id: 'b', title: 'mug', brand: 'Borealis' },
    { id: 'c', title: 'jug', brand: 'Aurora', price: EUR('20') }
  ]
  await write(UPSERT, { products: [a, b, c] })
  await write(UPSERT, {
    products: [
      { id: 'pot', title: 'teapot', brand: 'Corona', price: EUR('999') },
      { ...a, brand: 'Corona' }
    ]
  })
  await write(DELETE, { ids: ['b'] })
  const { ask } = await writeApp(t, { dataDir, products: [], env: WIDE })

  const { data } = await ask(COUNTS)
  t.match(data, {
    catalogue: {
      products: 3,
      views: 3,
      facets: {
        brands: [
          { value: 'Corona', count: 2 },
          { value: 'Aurora', count: 1 }
        ],
        price: { min: 20, max: 999 }
      }
    }
  })
})

t.test('an empty catalogue is begun by its first products', async (t) => {
  const { write, ask } = await writeApp(t, { products: [] })
  t.match((await ask(COUNTS)).errors, [{ extensions: { code: 'CATALOGUE_EMPTY' } }])
  await t.rejects(write(OFFERS, { offers: [{ id: 'a', inStock: true }] }), { message: /CATALOGUE_EMPTY/ })

  t.match(await write(UPSERT, { products: [{ id: 'a', title: 'red dress', brand: 'Aurora' }] }), { created: 1 })
  t.match((await ask(COUNTS)).data, {
    catalogue: { products: 1, views: 1, facets: { brands: [{ value: 'Aurora', count: 1 }] } }
  })
  t.match((await ask(search('dress'))).data, { search: { items: [{ product: { id: 'a' } }] } })
})

t.test('more than 500 in one call are refused, 500 are taken', async (t) => {
  const { write, post } = await writeApp(t, { products: [product('p0', 'Product 0')], env: WIDE })
  const offers = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `p${i}`, inStock: true }))
  t.match(await write(OFFERS, { offers: offers(500) }), { updated: 1, userErrors: { length: 499 } })
  t.match(await post(OFFERS, { offers: offers(501) }, 'key-of-the-shop'), {
    statusCode: 400,
    errors: [{ message: /At most 500.*got 501/, extensions: { code: 'BAD_USER_INPUT' } }]
  })
})

/** Photos of any name. */
async function photoServer (t: Test): Promise<string> {
  const bytes = await photo('green')
  const server = createServer((_request, response) => response.setHeader('content-type', 'image/jpeg').end(bytes))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

t.test('products that there was no time for are named, and go in when they are sent again', async (t) => {
  const { write, model } = await writeApp(t, { env: { WRITE_TIMEOUT_MS: '1', ...WIDE } })
  const products = ['pot', 'cup', 'jug'].map((id) => ({ id, title: `copper ${id}` }))
  const late = (id: string) => ({ id, code: 'TIMEOUT', message: /not reached within 0\.001 s\. Send it again/ })
  model.gate = sleep(20)

  t.match(await write(UPSERT, { products }), { created: 1, userErrors: [late('cup'), late('jug')] })
  model.gate = sleep(20)
  t.match(await write(UPSERT, { products: products.slice(1) }), { created: 1, userErrors: [late('jug')] })
})

t.test('a file that cannot be read is told without folders of the server', async (t) => {
  const folder = t.testdir({ photos: {}, 'secret.txt': '' })
  const { write } = await writeApp(t, { env: { MEDIA_DIR: join(folder, 'photos'), ...WIDE } })
  const images = ['/media/../secret.txt', `/media/${'x'.repeat(300)}.png`, '/media/none.png']

  const { notices } = (await write(UPSERT, { products: [{ id: 'pot', title: 'copper pot', images }] })) as {
    notices: Array<{ message: string }>
  }

  t.match(
    notices.map(({ message }) => message),
    [/outside the folder of photos/, /name too long/, /there is no such file/]
  )
  t.notMatch(JSON.stringify(notices), folder)
})

t.test('an attribute whose name is markup alone is left out and told', async (t) => {
  const { write, ask } = await writeApp(t, { env: WIDE })
  const attributes = [
    { name: '<b></b>', values: ['x'] },
    { name: 'Material', values: ['Copper'] }
  ]
  t.match(await write(UPSERT, { products: [{ id: 'pot', title: 'copper pot', attributes }] }), {
    created: 1,
    notices: [{ id: 'pot', field: 'attributes', message: /a name without words/ }]
  })
  t.match((await ask('{ product(id: "pot") { attributes { name values } } }')).data, {
    product: { attributes: [{ name: 'Material', values: ['Copper'] }] }
  })
})
