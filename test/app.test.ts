import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { searchShop } from './fixtures/search-shop.ts'
import { dataUri } from './fixtures/word-embedder.ts'

const QUERY = { method: 'POST', url: '/graphql', payload: { query: '{ catalogue { products } }' } } as const
const PHOTO = 'query ($photo: Upload) { search(imageUpload: $photo, topK: 1) { items { product { id } } } }'

t.test('pages of other shops may ask where the settings name them, and no others', async (t) => {
  const { app } = await searchShop(t, { env: { CORS_ORIGINS: 'https://shop.example,https://other.example' } })
  const allowed = async (origin: string) =>
    (await app.inject({ ...QUERY, headers: { origin } })).headers['access-control-allow-origin']

  t.equal(await allowed('https://shop.example'), 'https://shop.example')
  t.equal(await allowed('https://other.example'), 'https://other.example')
  for (const origin of ['https://evil.example', 'http://shop.example', 'https://shop.example.evil.example', 'null']) {
    t.equal(await allowed(origin), undefined, origin)
  }
})

t.test('a browser that asks first is told what it may send', async (t) => {
  const { app } = await searchShop(t, { env: { CORS_ORIGINS: 'https://shop.example' } })

  const { statusCode, headers } = await app.inject({
    method: 'OPTIONS',
    url: '/graphql',
    headers: {
      origin: 'https://shop.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type'
    }
  })

  t.equal(statusCode, 204)
  t.match(headers, {
    'access-control-allow-origin': 'https://shop.example',
    'access-control-allow-methods': /POST/,
    'access-control-allow-headers': /content-type/
  })
})

t.test('a star allows every page, no setting none', async (t) => {
  const open = await searchShop(t, { env: { CORS_ORIGINS: '*' } })
  const closed = await searchShop(t)
  const headers = { origin: 'https://any.example' }

  t.equal((await open.app.inject({ ...QUERY, headers })).headers['access-control-allow-origin'], '*')
  t.notOk('access-control-allow-origin' in (await closed.app.inject({ ...QUERY, headers })).headers)
})

t.test('GraphiQL can be turned off, and the service goes on without', async (t) => {
  const [on, off] = [await searchShop(t), await searchShop(t, { env: { GRAPHIQL: 'false' } })]

  t.equal((await on.app.inject('/graphiql')).statusCode, 200)
  t.equal((await off.app.inject('/graphiql')).statusCode, 404)
  t.equal((await off.app.inject('/graphiql/page.js')).statusCode, 404)
  t.same((await off.app.inject(QUERY)).json(), { data: { catalogue: { products: 5 } } })
})

t.test('local photos are served where a folder is named, and nothing is where none is', async (t) => {
  const folder = t.testdir()
  await mkdir(join(folder, 'a b'))
  await writeFile(join(folder, 'a b', 'ü.jpg'), 'photo')
  const [some, none] = [await searchShop(t, { env: { MEDIA_DIR: folder } }), await searchShop(t)]
  const url = `/media/${encodeURIComponent('a b')}/${encodeURIComponent('ü.jpg')}`

  t.match(await some.app.inject(url), { statusCode: 200, body: 'photo' })
  t.equal((await none.app.inject(url)).statusCode, 404)
})

t.test('a photo as a data URI may have as many bytes as an uploaded one', async (t) => {
  const photo = await dataUri('red', 1500)
  const bytes = Buffer.from(photo.split(',')[1]!, 'base64').length
  const send = async (MAX_UPLOAD_BYTES: number) =>
    await (await searchShop(t, { env: { MAX_UPLOAD_BYTES: String(MAX_UPLOAD_BYTES) } })).ask(PHOTO, { photo })

  t.match(await send(bytes), { statusCode: 200, data: { search: { items: [{ product: { id: 'dress-red' } }] } } })
  t.match(await send(bytes - 1), { statusCode: 413, errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }] })
})

t.test('a request has at most four photos', async (t) => {
  const { app } = await searchShop(t)
  const upload = async (count: number) => {
    const names = Array.from({ length: count }, (_, i) => String(i))
    const form = new FormData()
    form.append(
      'operations',
      JSON.stringify({
        query: '{ catalogue { products } }',
        variables: Object.fromEntries(names.map((name) => [`photo${name}`, null]))
      })
    )
    form.append('map', JSON.stringify(Object.fromEntries(names.map((name) => [name, [`variables.photo${name}`]]))))
    for (const name of names) form.append(name, new Blob(['x']), 'x.jpg')
    const encoded = new Response(form)
    return await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': encoded.headers.get('content-type')! },
      payload: Buffer.from(await encoded.arrayBuffer())
    })
  }

  t.equal((await upload(4)).statusCode, 200)
  t.match((await upload(5)).json(), {
    errors: [{ message: /"map" names 5 files; at most 4 are accepted/, extensions: { code: 'UPLOAD_INVALID' } }]
  })
})

t.test('answers of the service and its pages come with headers that keep browsers careful', async (t) => {
  const { app } = await searchShop(t)

  for (const response of [await app.inject(QUERY), await app.inject('/'), await app.inject('/healthz')]) {
    t.match(response.headers, {
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'content-security-policy': /frame-ancestors 'none'/
    })
  }
})

t.test('what the application opened closes with it', async (t) => {
  const { app, store } = await searchShop(t)
  let closed = 0
  const close = store.close.bind(store)
  store.close = async () => {
    closed++
    await close()
  }

  await app.close()

  t.equal(closed, 1)
})
