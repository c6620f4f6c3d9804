import { createHash } from 'node:crypto'
import t, { type Test } from 'tap'
import { searchShop } from '../fixtures/search-shop.ts'

const QUERY = 'query ($id: ID!) { product(id: $id) { title } }'
const VARIABLES = { id: 'lamp' }
const FOUND = { data: { product: { title: 'lamp' } } }
const hashOf = (query: string) => createHash('sha256').update(query).digest('hex')
const extensionsOf = (sha256Hash: unknown, version: unknown = 1) => ({ persistedQuery: { version, sha256Hash } })
const failed = (code: string, message: RegExp | string) => ({ errors: [{ message, extensions: { code } }] })

async function server (t: Test) {
  const { app } = await searchShop(t)
  return {
    async post (payload: object, accept = 'application/json') {
      const response = await app.inject({ method: 'POST', url: '/graphql', headers: { accept }, payload })
      return { statusCode: response.statusCode, ...response.json<object>() }
    },
    async get (query: Record<string, string>) {
      const response = await app.inject({ url: '/graphql', query })
      return { statusCode: response.statusCode, ...response.json<object>() }
    }
  }
}

t.test('a query that ran once is known by its hash, by POST and in the address', async (t) => {
  const { post, get } = await server(t)
  const extensions = extensionsOf(hashOf(QUERY))
  const unknown = failed('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound')

  t.match(
    await post({ variables: VARIABLES, extensions }),
    { statusCode: 200, ...unknown },
    'as Apollo Client reads it from application/json'
  )
  t.match(await post({ variables: VARIABLES, extensions }, 'application/graphql-response+json'), {
    statusCode: 400,
    ...unknown
  })
  t.match(await post({ query: QUERY, variables: VARIABLES, extensions }), { statusCode: 200, ...FOUND })
  t.match(await post({ variables: VARIABLES, extensions }), { statusCode: 200, ...FOUND })
  t.match(await get({ variables: JSON.stringify(VARIABLES), extensions: JSON.stringify(extensions) }), {
    statusCode: 200,
    ...FOUND
  })
})

t.test('what cannot be answered is not kept', async (t) => {
  const { post } = await server(t)
  const tooMuch = `{ catalogue { ${'name '.repeat(700)} } }`

  for (const [query, code] of [
    [tooMuch, 'QUERY_COST_EXCEEDED'],
    ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{', 'GRAPHQL_PARSE_FAILED']
  ] as const) {
    const extensions = extensionsOf(hashOf(query))
    t.match(await post({ query, extensions }), failed(code, /./))
    t.match(await post({ extensions }), failed('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound'))
  }
})

t.test('a hash of another text, another version and no hash at all are told', async (t) => {
  const { post } = await server(t)

  t.match(await post({ query: QUERY, variables: VARIABLES, extensions: extensionsOf(hashOf('{ a }')) }), {
    statusCode: 400,
    ...failed('BAD_USER_INPUT', /is not the SHA-256 of the query/)
  })
  for (const extensions of [
    extensionsOf(hashOf(QUERY), 2),
    extensionsOf('x'),
    extensionsOf(7),
    { persistedQuery: {} },
    { persistedQuery: 'x' }
  ]) {
    t.match(
      await post({ variables: VARIABLES, extensions }),
      { statusCode: 400, ...failed('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported') },
      JSON.stringify(extensions)
    )
  }
  t.match(await post({ extensions: { persistedQuery: null } }), failed('BAD_USER_INPUT', /has no query/))
})

t.test('the texts that are kept are bounded: the oldest go', async (t) => {
  const { post } = await server(t)
  const queryOf = (i: number) => `query ($id: ID!) { product(id: $id) { title } } #${'x'.repeat(19_900)}${i}`

  for (let i = 0; i < 110; i++) {
    await post({ query: queryOf(i), variables: VARIABLES, extensions: extensionsOf(hashOf(queryOf(i))) })
  }

  t.match(
    await post({ variables: VARIABLES, extensions: extensionsOf(hashOf(queryOf(0))) }),
    failed('PERSISTED_QUERY_NOT_FOUND', /./)
  )
  t.match(await post({ variables: VARIABLES, extensions: extensionsOf(hashOf(queryOf(109))) }), FOUND)
})
