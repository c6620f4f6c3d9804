import t from 'tap'
import { carriesPhoto } from '../../src/plugins/carries-photo.ts'
import { fakeClock } from '../fixtures/fake-clock.ts'
import {
  assertUnharmed,
  FILE,
  GOOD,
  MULTIPART,
  multipartBody,
  postJson,
  rawConnection,
  requestHead,
  send,
  until,
  uploadServer
} from '../fixtures/upload-server.ts'

const PHOTO = `data:image/png;base64,${FILE.toString('base64')}`
const WAIT = 'query ($image: Upload!) { wait(image: $image) }'
const JSON_TYPE = { 'content-type': 'application/json' }
const BUSY = {
  status: 503,
  headers: { 'retry-after': '1' },
  body: { data: null, errors: [{ message: /3 uploads at once/, extensions: { code: 'SERVER_BUSY' } }] }
}

t.test('photos as data URIs take the slots of files', async (t) => {
  const server = await uploadServer(t)
  const body = JSON.stringify({ query: WAIT, variables: { image: PHOTO } })
  const held = Array.from(
    { length: 3 },
    async () => await fetch(`${server.origin}/graphql`, { method: 'POST', body, headers: JSON_TYPE })
  )
  await until(() => server.app.uploadsInFlight() === 3)

  t.match(await send(server, GOOD), BUSY)
  t.match(await postJson(server, WAIT, { image: PHOTO }), BUSY)
  t.match(
    await postJson(server, WAIT, { image: `data:image/png;base64,${'A'.repeat(100_000)}` }),
    BUSY,
    'one so large that it is refused before it is read'
  )
  t.match(await postJson(server, '{ ping }', { text: 'data of an image/png' }), { status: 200 })

  server.release()
  for (const response of await Promise.all(held)) t.same(await response.json(), { data: { wait: 1 } })
  await assertUnharmed(t, server)
})

t.test('a photo is seen wherever it stands in the variables', async (t) => {
  for (const variables of [
    { image: PHOTO },
    { images: [null, PHOTO] },
    { photo: { image: PHOTO.toUpperCase() } },
    [PHOTO]
  ]) {
    t.ok(carriesPhoto({ variables }))
  }
  for (const body of [
    undefined,
    null,
    'text',
    [],
    {},
    { variables: null },
    { variables: { text: 'see data:image/png', n: 1 } },
    { query: PHOTO }
  ]) {
    t.notOk(carriesPhoto(body))
  }
  t.notOk(carriesPhoto({ variables: { ids: new Array(500_000).fill('id') } }))
})

t.test('clients that only drip take no slot: as many as there are slots, and uploads go on', async (t) => {
  const server = await uploadServer(t)
  const whole = multipartBody(GOOD)
  const drips = Array.from({ length: 6 }, (_, i) => {
    const drip = rawConnection(server.port)
    const isForm = i % 2 === 0
    drip.socket.write(isForm ? requestHead(whole.length) : requestHead(100_000, JSON_TYPE))
    drip.socket.write(isForm ? whole.subarray(0, 300) : '{"query":"')
    return drip
  })
  await until(() => server.app.uploadsInFlight() === 6)

  t.match(await send(server, GOOD), { status: 200, body: { data: { size: FILE.length } } })
  t.match(await postJson(server, 'query ($image: Upload) { size(image: $image) }', { image: PHOTO }), { status: 200 })

  for (const { socket } of drips) socket.destroy()
  await assertUnharmed(t, server)
})

t.test('clients that say they will send much, and do not, make room for others', async (t) => {
  const clock = fakeClock(t)
  const server = await uploadServer(t, { maxUploadsInFlight: 1 })
  const large = multipartBody([GOOD[0], GOOD[1], ['0', Buffer.alloc(90_000)]])
  const drips = Array.from({ length: 9 }, () => rawConnection(server.port))
  for (const { socket } of drips) socket.write(requestHead(large.length))
  await until(() => server.app.uploadsInFlight() === 8)
  const upload = async () => await send(server, [GOOD[0], GOOD[1], ['0', Buffer.alloc(90_000)]])

  t.match(await upload(), { status: 503, headers: { 'retry-after': '1' } }, 'nobody is known to be slow yet')
  clock.advance(1000)
  t.match(await upload(), { status: 200, body: { data: { size: 90_000 } } })
  for (const { socket } of drips) socket.destroy()
  await until(() => server.app.uploadsInFlight() === 0)
})

t.test('a body without a length is counted as the largest', async (t) => {
  fakeClock(t)
  const server = await uploadServer(t, { maxUploadsInFlight: 1 })
  const { socket } = rawConnection(server.port)
  socket.write(
    'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{"\r\n'
  )
  await until(() => server.app.uploadsInFlight() === 1)

  t.match(await send(server, GOOD), { status: 503, body: { errors: [{ extensions: { code: 'SERVER_BUSY' } }] } })
  socket.destroy()
  await until(() => server.app.uploadsInFlight() === 0)
  t.match(
    await fetch(`${server.origin}/graphql`, {
      method: 'POST',
      body: new Uint8Array(multipartBody(GOOD)),
      headers: MULTIPART
    }),
    { status: 200 }
  )
})
