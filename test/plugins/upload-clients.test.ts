import t from 'tap'
import {
  assertUnharmed,
  GOOD,
  multipartBody,
  rawConnection,
  requestHead,
  until,
  uploadServer
} from '../fixtures/upload-server.ts'

t.test('a stalled client is answered and disconnected', async (t) => {
  const server = await uploadServer(t, { timeoutMs: 400 })
  const body = multipartBody(GOOD)

  for (const sent of [0, 20, 400, body.length - 10]) {
    const { socket, closed } = rawConnection(server.port)
    socket.write(requestHead(body.length))
    socket.write(body.subarray(0, sent))

    const text = await closed

    t.match(text, /^HTTP\/1\.1 408 /, `after ${sent} bytes`)
    t.match(text, /UPLOAD_TIMEOUT/)
    t.match(text, /connection: close/i)
  }
  await assertUnharmed(t, server)
})

t.test('a client that never ends a refused body loses its connection', async (t) => {
  const server = await uploadServer(t, { timeoutMs: 400 })
  const { socket, closed } = rawConnection(server.port)

  socket.write(requestHead(1_000_000_000))

  t.match(await closed, /^HTTP\/1\.1 413 /)
  await assertUnharmed(t, server)
})

t.test('a length that is too small ends the body early, one that is too large is a stall', async (t) => {
  const server = await uploadServer(t, { timeoutMs: 400 })
  const body = multipartBody(GOOD)
  const short = rawConnection(server.port)
  const long = rawConnection(server.port)

  short.socket.write(Buffer.concat([Buffer.from(requestHead(body.length - 300)), body]))
  long.socket.write(Buffer.concat([Buffer.from(requestHead(body.length + 300)), body]))

  // Node may refuse the bytes left over, as a bad second request, before the first is answered.
  t.match(await short.closed, /^HTTP\/1\.1 400 /)
  t.match(await long.closed, /^HTTP\/1\.1 408 [^]*UPLOAD_TIMEOUT/)
  await assertUnharmed(t, server)
})

t.test('a client that goes away while its upload is answered gives its slot back', async (t) => {
  const server = await uploadServer(t)
  const waiting = multipartBody([
    ['operations', '{"query":"query ($image: Upload!) { wait(image: $image) }","variables":{"image":null}}'],
    GOOD[1],
    GOOD[2]
  ])
  const { socket, closed } = rawConnection(server.port)
  socket.write(Buffer.concat([Buffer.from(requestHead(waiting.length)), waiting]))
  await until(() => server.app.uploadsInFlight() === 1)

  socket.destroy()

  await closed
  await assertUnharmed(t, server)
})

t.test('200 aborted uploads leave no slot and no memory behind', async (t) => {
  const server = await uploadServer(t, { maxFileBytes: 2_000_000 })
  const body = multipartBody([GOOD[0], GOOD[1], ['0', Buffer.alloc(1_900_000)]])
  const abort = async (bytes: number) => {
    const { socket, closed } = rawConnection(server.port)
    await new Promise((resolve) => {
      socket.write(Buffer.concat([Buffer.from(requestHead(body.length)), body.subarray(0, bytes)]), resolve)
    })
    await until(() => server.app.uploadsInFlight() === 1)
    socket.resetAndDestroy()
    await closed
    await until(() => server.app.uploadsInFlight() === 0)
  }
  for (let n = 0; n < 20; n++) await abort(1_000_000)
  const before = process.memoryUsage()

  for (let n = 0; n < 200; n++) await abort(5_000 * n)

  const { arrayBuffers, rss } = process.memoryUsage()
  t.comment(`arrayBuffers ${arrayBuffers - before.arrayBuffers}, rss ${rss - before.rss}`)
  t.ok(arrayBuffers - before.arrayBuffers < 60_000_000, 'of 200 MB received')
  t.ok(rss - before.rss < 120_000_000)
  await assertUnharmed(t, server)
})
