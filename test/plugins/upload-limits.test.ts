import t from 'tap'
import {
  assertUnharmed,
  GOOD,
  MAX_FILE_BYTES,
  MULTIPART,
  multipartBody,
  type Part,
  postJson,
  QUERY,
  rawConnection,
  requestHead,
  send,
  until,
  uploadServer
} from '../fixtures/upload-server.ts'

t.test('what is too large is refused with 413, drained, and the connection goes on', async (t) => {
  const server = await uploadServer(t)
  const map2 = '{"0":["variables.images.0"],"1":["variables.images.1"],"2":["variables.images.2"]}'
  const operations2 = JSON.stringify({ query: QUERY, variables: { images: [null, null, null] } })
  const cases: ReadonlyArray<readonly [string, readonly Part[], RegExp]> = [
    [
      'a file one byte above the limit',
      [GOOD[0], GOOD[1], ['0', Buffer.alloc(MAX_FILE_BYTES + 1)]],
      /^The file is larger than 100000 bytes/
    ],
    ['a file far above the limit', [GOOD[0], GOOD[1], ['0', Buffer.alloc(700_000)]], /^The file is larger/],
    [
      'a request whose length alone is too much',
      [GOOD[0], GOOD[1], ['0', Buffer.alloc(5_000_000)]],
      /^The request is larger/
    ],
    [
      'a sum of files',
      [
        ['operations', operations2],
        ['map', map2],
        ...['0', '1', '2'].map((name): Part => [name, Buffer.alloc(70_000)])
      ],
      /^The sum of the files is larger than 200000 bytes/
    ],
    [
      'operations',
      [['operations', JSON.stringify({ query: '{ ping }', variables: { a: 'x'.repeat(300_000) } })]],
      /^The field "operations" is larger/
    ],
    [
      'a query text',
      [
        ['operations', JSON.stringify({ query: `{ ping } # ${'x'.repeat(30_000)}` })],
        ['map', '{}']
      ],
      /^The query text/
    ]
  ]

  for (const [name, parts, message] of cases) {
    t.match(
      await send(server, parts),
      { status: 413, body: { data: null, errors: [{ message, extensions: { code: 'PAYLOAD_TOO_LARGE' } }] } },
      name
    )
    await assertUnharmed(t, server)
  }
  t.match(await send(server, [GOOD[0], GOOD[1], ['0', Buffer.alloc(MAX_FILE_BYTES)]]), {
    status: 200,
    body: { data: { size: MAX_FILE_BYTES } }
  })
})

t.test('a client that reads only after it has sent all gets its 413, and keeps the same connection', async (t) => {
  const server = await uploadServer(t)
  const { socket, closed } = rawConnection(server.port)
  const tooLarge = multipartBody([GOOD[0], GOOD[1], ['0', Buffer.alloc(8_000_000)]])
  const ping = Buffer.from('{"query":"{ ping }"}')
  socket.pause()

  await new Promise((resolve) => {
    socket.write(Buffer.concat([Buffer.from(requestHead(tooLarge.length)), tooLarge]), resolve)
  })
  socket.end(Buffer.concat([Buffer.from(requestHead(ping.length, { 'content-type': 'application/json' })), ping]))
  socket.resume()

  const text = await closed
  t.match(text, /^HTTP\/1\.1 413 /)
  t.match(text, /PAYLOAD_TOO_LARGE/)
  t.match(text, /HTTP\/1\.1 200 OK[^]*"ping":"pong"/)
  await assertUnharmed(t, server)
})

t.test('a chunked body without a length is held to the same limits', async (t) => {
  const server = await uploadServer(t)
  const body = multipartBody([GOOD[0], GOOD[1], ['0', Buffer.alloc(3_000_000)]])
  const stream = new Blob([body]).stream()

  const response = await fetch(`${server.origin}/graphql`, {
    method: 'POST',
    body: stream,
    headers: MULTIPART,
    duplex: 'half'
  })

  t.equal(response.status, 413)
  t.match(await response.json(), { errors: [{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }] })
  await assertUnharmed(t, server)
})

t.test('uploads above the number in flight are told to come back, and their turn comes', async (t) => {
  const server = await uploadServer(t)
  const waiting = multipartBody([
    ['operations', '{"query":"query ($image: Upload!) { wait(image: $image) }","variables":{"image":null}}'],
    GOOD[1],
    GOOD[2]
  ])
  const held = Array.from(
    { length: 3 },
    async () => await fetch(`${server.origin}/graphql`, { method: 'POST', body: waiting, headers: MULTIPART })
  )
  await until(() => server.app.uploadsInFlight() === 3)

  t.match(await send(server, GOOD), {
    status: 503,
    headers: { 'retry-after': '1' },
    body: {
      data: null,
      errors: [{ message: /at its limit: 3 uploads at once/, extensions: { code: 'SERVER_BUSY' } }]
    }
  })
  t.match(await postJson(server, '{ ping }'), { status: 200 }, 'searches by text go on')

  while (server.app.uploadsInFlight() > 0) {
    server.release()
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  }
  for (const response of await Promise.all(held)) t.same(await response.json(), { data: { wait: 1 } })
  await assertUnharmed(t, server)
})
