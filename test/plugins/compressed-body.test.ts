import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { searchShop } from '../fixtures/search-shop.ts'

const QUERY = JSON.stringify({ query: '{ catalogue { name } }' })
const refused = (statusCode: number, code: string, message: RegExp) => ({
  statusCode,
  data: null,
  errors: [{ message, extensions: { code } }]
})

async function server (t: Test) {
  const { app } = await searchShop(t)
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  return async (body: Uint8Array, encoding: string, type = 'application/json') => {
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': type, 'content-encoding': encoding },
      body
    })
    return { statusCode: response.status, ...((await response.json()) as object) }
  }
}

t.test('a JSON body sent as gzip is read', async (t) => {
  const send = await server(t)

  for (const encoding of ['gzip', 'GZIP', 'x-gzip']) {
    t.match(await send(gzipSync(QUERY), encoding), { statusCode: 200, data: { catalogue: { name: 'products' } } })
  }
  t.match(await send(Buffer.from(QUERY), 'identity'), { statusCode: 200 })
})

t.test('a body that grows without end, a damaged one and other encodings are refused with a code', async (t) => {
  // Before the server is there, which would find its process too busy to answer.
  const bomb = gzipSync(Buffer.alloc(200_000_000, 32))
  const send = await server(t)

  t.ok(bomb.length < 250_000)
  t.match(await send(bomb, 'gzip'), refused(413, 'PAYLOAD_TOO_LARGE', /inflated, is larger than 1048576 bytes/))
  t.match(await send(gzipSync(QUERY).subarray(0, 30), 'gzip'), refused(400, 'BAD_USER_INPUT', /not valid gzip/))
  t.match(await send(Buffer.from(QUERY), 'gzip'), refused(400, 'BAD_USER_INPUT', /not valid gzip/))
  t.match(
    await send(brotliCompressSync(QUERY), 'br'),
    refused(415, 'CONTENT_ENCODING_UNSUPPORTED', /"br" is not read/)
  )
  t.match(await send(deflateSync(QUERY), 'deflate'), refused(415, 'CONTENT_ENCODING_UNSUPPORTED', /"deflate"/))
  t.match(
    await send(gzipSync(gzipSync(QUERY)), 'gzip, gzip'),
    refused(415, 'CONTENT_ENCODING_UNSUPPORTED', /"gzip, gzip"/)
  )
  t.match(
    await send(gzipSync('--b'), 'gzip', 'multipart/form-data; boundary=b'),
    refused(415, 'CONTENT_ENCODING_UNSUPPORTED', /"gzip"/)
  )
})
