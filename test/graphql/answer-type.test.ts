import t from 'tap'
import { answerType } from '../../src/graphql/answer-type.ts'
import { searchShop } from '../fixtures/search-shop.ts'

const RESPONSE = 'application/graphql-response+json'

t.test('the type of an answer goes by what the client accepts, and prefers', async (t) => {
  const clients: ReadonlyArray<readonly [string | undefined, string]> = [
    [undefined, 'any'],
    ['*/*', 'any'],
    ['text/html', 'any'],
    ['', 'any'],
    [';;', 'any'],
    ['application/*', 'any'],
    ['application/json', 'json'],
    ['application/json, */*', 'json'],
    ['application/json, text/plain, */*', 'json'],
    [RESPONSE, 'response'],
    [`${RESPONSE},application/json;q=0.9`, 'response'],
    [`${RESPONSE}, application/graphql+json, application/json, text/event-stream, multipart/mixed`, 'response'],
    [`application/json, ${RESPONSE};q=0.5`, 'json'],
    [`${RESPONSE};q=0`, 'any']
  ]

  for (const [accept, type] of clients) t.equal(answerType(accept), type, String(accept))
})

t.test('codes reach a client of GraphQL over HTTP with their status and type', async (t) => {
  const { app } = await searchShop(t)
  const post = async (payload: object, accept: string) => {
    const { statusCode, headers, body } = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { accept },
      payload
    })
    return { statusCode, type: headers['content-type'], body: JSON.parse(body) as object }
  }
  const tooMany = { query: '{ search(text: "red", topK: 500) { items { score } } }' }

  t.match(
    await post(tooMany, RESPONSE),
    {
      statusCode: 400,
      type: `${RESPONSE}; charset=utf-8`,
      body: { data: null, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] }
    },
    'it ran'
  )
  const unknown = await post({ query: '{ nothing }' }, RESPONSE)
  t.match(unknown, { statusCode: 400, body: { errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] } })
  t.notOk('data' in unknown.body, 'it never ran')
  t.match(await post({ query: '{ catalogue { name } }' }, RESPONSE), {
    statusCode: 200,
    type: `${RESPONSE}; charset=utf-8`
  })
  t.match(await post({ query: '{ nothing }' }, 'application/json'), { statusCode: 200, body: { data: null } })
  t.match(await post({ query: '{ nothing }' }, '*/*'), {
    statusCode: 400,
    type: 'application/json; charset=utf-8',
    body: { data: null }
  })
})
