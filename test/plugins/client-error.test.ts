import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { searchShop } from '../fixtures/search-shop.ts'

t.test('what is no HTTP is answered with a code, in the shape of GraphQL, and the service goes on', async (t) => {
  const { app } = await searchShop(t)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as { port: number }
  const send = async (bytes: string) => {
    const socket = connect(port, '127.0.0.1')
    socket.write(bytes)
    const answer = await text(socket)
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    return { status: head.split('\r\n')[0], head, body: JSON.parse(body) as object }
  }
  const coded = (status: string, code: string) => ({
    status: `HTTP/1.1 ${status}`,
    body: { data: null, errors: [{ message: String, extensions: { code } }] }
  })

  t.match(await send('nonsense\r\n\r\n'), coded('400 Bad Request', 'BAD_USER_INPUT'))
  t.match(
    await send('GET / HTTP/1.1\r\nhost: a\r\ncontent-length: x\r\n\r\n'),
    coded('400 Bad Request', 'BAD_USER_INPUT')
  )
  t.match(
    await send(`GET /graphql?query=${'a'.repeat(20_000)} HTTP/1.1\r\nhost: a\r\n\r\n`),
    coded('431 Request Header Fields Too Large', 'PAYLOAD_TOO_LARGE')
  )
  t.equal((await app.inject({ url: '/healthz' })).statusCode, 200)
})
