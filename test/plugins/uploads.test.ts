import t from 'tap'
import {
  FILE,
  GOOD,
  MULTIPART,
  multipartBody,
  OPERATIONS,
  postJson,
  QUERY,
  send,
  uploadServer
} from '../fixtures/upload-server.ts'

for (const jit of [0, 1]) {
  t.test(`uploads reach resolvers with jit ${jit}, as long as the query is repeated`, async (t) => {
    const server = await uploadServer(t, { jit })
    const dataUri = `data:image/png;base64,${FILE.toString('base64')}`

    for (let round = 0; round < 4; round++) {
      t.match(await send(server, GOOD), { status: 200, body: { data: { size: 1000 } } })
      t.match(await postJson(server, QUERY, { image: dataUri, images: [dataUri], photo: { image: dataUri } }), {
        status: 200,
        body: { data: { size: 3000 } }
      })
      t.match(await postJson(server, QUERY, { image: 'https://example.com/a.png' }), {
        body: { errors: [{ message: /must be a data URI/, extensions: { code: 'BAD_USER_INPUT' } }] }
      })
      t.match(await postJson(server, QUERY, { image: { bytes: [1, 2] } }), {
        status: 400,
        body: { data: null, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] }
      })
      t.match(await postJson(server, `{ size(image: "${dataUri}") }`), {
        status: 400,
        body: { errors: [{ message: /into a variable/, extensions: { code: 'BAD_USER_INPUT' } }] }
      })
      t.match(await postJson(server, '{ back }'), { body: { data: { back: null }, errors: [{ path: ['back'] }] } })
    }
  })
}

t.test('a form as browsers send it is read', async (t) => {
  const server = await uploadServer(t)
  const form = new FormData()
  form.append('operations', OPERATIONS)
  form.append('map', GOOD[1][1] as string)
  form.append('0', new Blob([FILE], { type: 'image/png' }), 'photo.png')

  const response = await fetch(`${server.origin}/graphql`, { method: 'POST', body: form })

  t.same(await response.json(), { data: { size: 1000 } })
})

t.test('one file fills several paths, several files fill lists and inputs', async (t) => {
  const server = await uploadServer(t)
  const operations = JSON.stringify({
    query: QUERY,
    variables: { image: null, images: [null, null], photo: { image: null } }
  })
  const map = JSON.stringify({
    a: ['variables.image', 'variables.images.1'],
    b: ['variables.images.0'],
    c: ['variables.photo.image']
  })

  t.match(
    await send(server, [
      ['operations', operations],
      ['map', map],
      ['a', FILE],
      ['b', Buffer.alloc(20)],
      ['c', Buffer.alloc(3)]
    ]),
    { status: 200, body: { data: { size: 2023 } } }
  )
  t.match(
    await send(server, [
      ['operations', '{"query":"{ ping }"}'],
      ['map', '{}']
    ]),
    { status: 200, body: { data: { ping: 'pong' } } }
  )
})

t.test('a file in many small pieces arrives whole', async (t) => {
  const server = await uploadServer(t)
  const body = multipartBody([GOOD[0], GOOD[1], ['0', Buffer.alloc(90_000)]])
  async function * pieces () {
    for (let at = 0; at < body.length; at += 997) yield body.subarray(at, at + 997)
  }

  const response = await fetch(`${server.origin}/graphql`, {
    method: 'POST',
    body: pieces(),
    headers: MULTIPART,
    duplex: 'half'
  })

  t.same(await response.json(), { data: { size: 90_000 } })
})
