import t from 'tap'
import { testApp } from '../fixtures/app.ts'

t.test('an unknown address is not repeated in the answer', async (t) => {
  const { app } = await testApp(t)
  for (const url of [`/${'a'.repeat(8000)}`, '/%3Cscript%3E', '/review.html', '/media/none.jpg']) {
    const { statusCode, headers, body } = await app.inject({ url })
    t.equal(statusCode, 404)
    t.match(headers['content-type'], 'application/json')
    t.match(JSON.parse(body), { statusCode: 404, code: 'NOT_FOUND', message: /POST \/graphql/ })
    t.notMatch(body, /aaaa|script|none/)
  }
  t.equal((await app.inject({ url: '/review' })).statusCode, 200)
})

t.test('an address that cannot be read is told as such', async (t) => {
  const { app } = await testApp(t, { env: { MEDIA_DIR: t.testdir() } })
  for (const url of ['/media/%zz', '/%', '/graphql%c0']) {
    const { statusCode, headers, body } = await app.inject({ url })
    t.match([statusCode, headers['x-content-type-options'], JSON.parse(body)], [400, 'nosniff', { code: 'BAD_USER_INPUT' }])
  }
})

t.test('GraphQL is asked by GET and POST, and says so to any other method', async (t) => {
  const { app } = await testApp(t)
  for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
    for (const payload of [undefined, { query: '{ catalogue { products } }' }]) {
      const { statusCode, headers, body } = await app.inject({ method, url: '/graphql', ...(payload && { payload }) })
      t.match([statusCode, headers['allow']], [405, 'GET, POST'])
      t.match(JSON.parse(body), { errors: [{ message: new RegExp(`got ${method}`), extensions: { code: 'METHOD_NOT_ALLOWED' } }] })
    }
  }
})
