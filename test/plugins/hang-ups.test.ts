import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { testApp } from '../fixtures/app.ts'
import { until } from '../fixtures/upload-server.ts'
import { dataUri } from '../fixtures/word-embedder.ts'

const QUERY = 'query ($photo: Upload) { search(imageUpload: $photo) { items { score } } }'

t.test('whoever hangs up while a photo is read holds no slot', async (t) => {
  const { app, ask } = await testApp(t, { env: { RATE_LIMIT: '0' } })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const variables = { photo: await dataUri('red') }
  const body = gzipSync(JSON.stringify({ query: QUERY, variables }))
  const head =
    'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n' +
    `Content-Length: ${body.length}\r\n\r\n`

  for (const waitMs of Array.from({ length: 40 }, (_, i) => i % 8)) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    await new Promise<void>((resolve) => { socket.write(Buffer.concat([Buffer.from(head), body]), () => resolve()) })
    if (waitMs > 0) await sleep(waitMs)
    socket.resetAndDestroy()
  }
  await until(() => app.uploadsInFlight() === 0)
  t.match(await ask(QUERY, variables), { data: { search: { items: [{}] } } })
})

t.test('a connection that only drips its headers is told so and closed', async (t) => {
  const { app } = await testApp(t, { env: { UPLOAD_TIMEOUT_MS: '500' } })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  t.teardown(() => socket.destroy())
  await once(socket, 'connect')
  socket.write('POST /graphql HTTP/1.1\r\nHost: a\r\nX-Slow: ')
  const drip = setInterval(() => socket.write('a'), 100)
  socket.on('error', () => {})

  const [answer] = (await once(socket, 'data')) as [Buffer]
  clearInterval(drip)

  t.match(answer.toString(), /^HTTP\/1\.1 408 .*UPLOAD_TIMEOUT/s)
})
