import Fastify from 'fastify'
import t from 'tap'
import errorShape from '../../src/plugins/error-shape.ts'
import { post, postJson, uploadServer } from '../fixtures/upload-server.ts'

const JSON_TYPE = { 'content-type': 'application/json' }

const shaped = (status: number, code: string, message: RegExp) => ({
  status,
  body: { data: null, errors: [{ message, extensions: { code } }] }
})

t.test('bodies that cannot be read are answered in the shape of GraphQL, on the same connection', async (t) => {
  const server = await uploadServer(t)

  t.match(
    await post(server, JSON.stringify({ query: '{ ping }', variables: { a: 'x'.repeat(3_000_000) } }), JSON_TYPE),
    shaped(413, 'PAYLOAD_TOO_LARGE', /^The request is larger than 200000 bytes/)
  )
  t.match(await post(server, '{"query"', JSON_TYPE), shaped(400, 'BAD_USER_INPUT', /not valid JSON/))
  t.match(
    await post(server, '{"query":"{ ping }","__proto__":{"a":1}}', JSON_TYPE),
    shaped(400, 'BAD_USER_INPUT', /not valid JSON/)
  )
  t.match(await post(server, '', JSON_TYPE), shaped(400, 'BAD_USER_INPUT', /body is empty/))
  t.match(
    await post(server, 'query', { 'content-type': 'text/csv' }),
    shaped(400, 'BAD_USER_INPUT', /content type "text\/csv" is not read/)
  )
  t.match(
    await post(server, 'query', { 'content-type': 'nonsense' }),
    shaped(400, 'BAD_USER_INPUT', /content type "nonsense" is not read/)
  )
  t.match(await postJson(server, '{ ping }'), { status: 200, body: { data: { ping: 'pong' } } })
})

t.test('failures of GraphQL itself keep their own answer', async (t) => {
  const server = await uploadServer(t)

  t.match(await postJson(server, '{ nothing }'), shaped(400, 'GRAPHQL_VALIDATION_FAILED', /Cannot query field/))
  t.match(await postJson(server, '{'), shaped(400, 'GRAPHQL_PARSE_FAILED', /Syntax Error/))
  t.match(await post(server, '[]', JSON_TYPE), { status: 400, body: { data: null } })
})

t.test('errors of ours are masked', async (t) => {
  const server = await uploadServer(t)

  const answer = await postJson(server, '{ fail }')

  t.match(answer.body.errors, [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }])
  t.notMatch(JSON.stringify(answer.body), /1234/)
})

t.test('problems before GraphQL runs are masked too', async (t) => {
  const app = Fastify()
  await app.register(errorShape)
  app.post(
    '/graphql',
    {
      preValidation: async () => {
        throw new Error('the password is 1234')
      }
    },
    async () => 'never'
  )
  app.post(
    '/other',
    {
      preValidation: async () => {
        throw new Error('as Fastify does')
      }
    },
    async () => 'never'
  )

  const answer = await app.inject({ method: 'POST', url: '/graphql', payload: {} })

  t.equal(answer.statusCode, 500)
  t.match(answer.json(), { data: null, errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] })
  t.notMatch(answer.body, /1234/)
  t.match((await app.inject({ method: 'POST', url: '/other', payload: {} })).json(), { message: 'as Fastify does' })
})
