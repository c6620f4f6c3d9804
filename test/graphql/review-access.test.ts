import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { QUEUE, REVERT, REVIEW, reviewApp } from '../fixtures/review-app.ts'

t.test('where keys are set, all that shows or takes reviews asks for one, and tagging does not', async (t) => {
  const API_KEYS = `anna:review:${createHash('sha256').update('key-of-anna').digest('hex')}`
  const { ask, app } = await reviewApp(t, { env: { API_KEYS } })
  const input = { productId: 'dress-red', decisions: [{ attribute: 'color', value: 'red', verdict: 'ACCEPT' }] }

  for (const [query, variables] of [
    [REVIEW, { input }],
    [REVERT, { ids: ['1'] }],
    [QUEUE, {}],
    ['{ reviews(productId: "lamp") { id } }', {}]
  ] as const) {
    t.match(await ask(query, variables), {
      statusCode: 401,
      data: null,
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }]
    })
  }
  const response = await app.inject({
    method: 'POST',
    url: '/graphql',
    payload: { query: REVIEW, variables: { input } },
    headers: { authorization: 'Bearer key-of-anna' }
  })
  t.match(response.json(), { data: { reviewTags: { entries: [{ who: 'anna' }] } } })
  t.match(
    await ask(
      '{ autoTagProduct(id: "dress-red") { reviewVersion } tagValues(attribute: "category", language: "de") { value name } }'
    ),
    {
      data: {
        autoTagProduct: { reviewVersion: 1 },
        tagValues: [
          { value: 'Fashion', name: 'Fashion' },
          { value: 'Fashion/Dress', name: 'Fashion/Kleid' }
        ]
      }
    }
  )
})

t.test('no page of another site can review in a browser of this machine, with keys or without', async (t) => {
  const API_KEYS = `anna:review:${createHash('sha256').update('key-of-anna').digest('hex')}`
  const variables = {
    input: { productId: 'dress-red', decisions: [{ attribute: 'color', value: 'red', verdict: 'ACCEPT' }] }
  }
  const form = new FormData()
  form.append('operations', JSON.stringify({ query: REVIEW, variables }))
  form.append('map', '{}')
  const encoded = new Response(form)
  const headers = { 'content-type': encoded.headers.get('content-type')! }
  const payload = Buffer.from(await encoded.arrayBuffer())
  const post = async ({ app }: { readonly app: FastifyInstance }, more: Record<string, string> = {}) => {
    return (
      await app.inject({ method: 'POST', url: '/graphql', payload, headers: { ...headers, ...more } })
    ).json<unknown>()
  }
  const get = async ({ app }: { readonly app: FastifyInstance }) =>
    await app.inject({ url: '/graphql', query: { query: REVIEW, variables: JSON.stringify(variables) } })

  const open = await reviewApp(t)
  t.match(
    await post(open),
    { errors: [{ message: /graphql-require-preflight/, extensions: { code: 'FORBIDDEN' } }] },
    'a form needs no permission to be sent, so it is refused'
  )
  t.match(
    await post(open, { 'graphql-require-preflight': '1' }),
    { data: { reviewTags: { entries: [{ who: 'local' }] } } },
    'a header needs it'
  )
  t.match((await get(open)).json<unknown>(), {
    data: null,
    errors: [{ message: /cannot be performed via a GET request/ }]
  })
  t.same((await open.ask('{ reviews { id } }')).data, { reviews: [{ id: '1' }] })

  const keyed = await reviewApp(t, { env: { API_KEYS } })
  t.match(
    await post(keyed),
    { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    'no browser sends a key by itself'
  )
  t.match(await post(keyed, { cookie: 'key=key-of-anna' }), { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  t.match(await post(keyed, { authorization: 'Bearer key-of-anna' }), {
    data: { reviewTags: { entries: [{ who: 'anna' }] } }
  })
})
