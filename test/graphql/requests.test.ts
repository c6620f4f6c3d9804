import t, { type Test } from 'tap'
import { searchShop } from '../fixtures/search-shop.ts'

const CATALOGUE = '{ catalogue { name } }'

interface Answer {
  readonly statusCode: number
  readonly data: unknown
  readonly errors?: ReadonlyArray<{ readonly message: string; readonly extensions: { readonly code: string } }>
}

async function server (t: Test) {
  const { app } = await searchShop(t)
  const post = async (payload: object): Promise<Answer> => {
    const response = await app.inject({ method: 'POST', url: '/graphql', payload })
    return { statusCode: response.statusCode, ...response.json<Omit<Answer, 'statusCode'>>() }
  }
  const get = async (query: Record<string, string>): Promise<Answer> => {
    const response = await app.inject({ url: '/graphql', query })
    return { statusCode: response.statusCode, ...response.json<Omit<Answer, 'statusCode'>>() }
  }
  return { post, get }
}

const refused = (code: string, message: RegExp) => ({
  statusCode: 400,
  data: null,
  errors: [{ message, extensions: { code } }]
})

t.test('a request without a query is told what to send', async (t) => {
  const { post, get } = await server(t)

  for (const payload of [{}, { query: '' }, { query: null }, { query: 3 }, { query: ['{ a }'] }, { variables: {} }]) {
    t.match(
      await post(payload),
      refused('BAD_USER_INPUT', /The request has no query\. Send it as JSON like/),
      JSON.stringify(payload)
    )
  }
  for (const query of [{}, { query: '' }]) {
    t.match(await get(query), refused('BAD_USER_INPUT', /has no query/), JSON.stringify(query))
  }
})

t.test('a query in the address is answered, its variables as JSON', async (t) => {
  const { get } = await server(t)
  const query = 'query ($id: ID!) { product(id: $id) { title } }'

  t.match(await get({ query: CATALOGUE }), { statusCode: 200, data: { catalogue: { name: 'products' } } })
  t.match(await get({ query, variables: '{"id":"lamp"}' }), { statusCode: 200, data: { product: { title: 'lamp' } } })
  for (const variables of ['{"id":', '3', '[1]', '"lamp"', '{"__proto__":1}', '{"constructor":{"prototype":1}}']) {
    t.match(
      await get({ query, variables }),
      refused('BAD_USER_INPUT', /variables.* in the address are not valid JSON/),
      variables
    )
  }
  for (const extensions of ['{bad', '[1]', '{"__proto__":1}']) {
    t.match(
      await get({ query: CATALOGUE, extensions }),
      refused('BAD_USER_INPUT', /extensions in the address are not valid JSON/),
      extensions
    )
  }
  t.match(await get({ query: CATALOGUE, variables: '', extensions: '', operationName: '' }), { statusCode: 200 })
  for (const asked of [
    { query: CATALOGUE, operationName: 'c' },
    { query: 'query a { catalogue { name } } query b { catalogue { name } }' },
    { query: 'fragment F on Query { catalogue { name } }' }
  ]) {
    t.match(await get(asked), { statusCode: 400 }, asked.query)
  }
  t.match(await get({ query: 'mutation { revertReviews(ids: []) { reviewVersion } }' }), { statusCode: 405 })
  t.match(await get({ query: CATALOGUE, variables: 'null', extensions: 'null' }), { statusCode: 200 })
})

t.test('bodies of another shape are refused', async (t) => {
  const { post } = await server(t)

  for (const payload of [[], [{ query: CATALOGUE }]]) {
    t.match(await post(payload), refused('BAD_USER_INPUT', /Batched operations are not accepted/))
  }
  for (const name of ['variables', 'extensions']) {
    for (const value of ['x', [1], 0, 7, true, false]) {
      t.match(await post({ query: CATALOGUE, [name]: value }), refused('BAD_USER_INPUT', /are not a JSON object/))
    }
  }
  for (const operationName of [3, {}, ['a'], false]) {
    t.match(await post({ query: CATALOGUE, operationName }), refused('BAD_USER_INPUT', /operationName is not a text/))
  }
  t.match(await post({ query: CATALOGUE, variables: null, extensions: null, operationName: null }), {
    statusCode: 200
  })
})

t.test('a POST without a body, and one of JSON null, are told what to send', async (t) => {
  const { app } = await searchShop(t)

  const empty = await app.inject({ method: 'POST', url: '/graphql' })
  t.match({ statusCode: empty.statusCode, ...empty.json<object>() }, refused('BAD_USER_INPUT', /not a JSON object/))
  for (const payload of ['null', '3', '"{ a }"', 'true']) {
    const response = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json' },
      payload
    })
    t.match(
      { statusCode: response.statusCode, ...response.json<object>() },
      refused('BAD_USER_INPUT', /not a JSON object/),
      payload
    )
  }
})

t.test('of several operations one is named', async (t) => {
  const { post } = await server(t)
  const query = 'query a { catalogue { name } } query b { product(id: "lamp") { title } }'

  t.same((await post({ query, operationName: 'b' })).data, { product: { title: 'lamp' } })
  for (let round = 0; round < 8; round++) {
    t.same(
      (await post({ query, operationName: 'a' })).data,
      { catalogue: { name: 'products' } },
      'as often as others are compiled'
    )
    t.same((await post({ query, operationName: 'b' })).data, { product: { title: 'lamp' } })
  }
  t.match(await post({ query }), refused('GRAPHQL_VALIDATION_FAILED', /Must provide operation name/))
  t.match(
    await post({ query, operationName: 'c' }),
    refused('GRAPHQL_VALIDATION_FAILED', /Unknown operation named "c"/)
  )
})

t.test('variables that are missing or of another type are bad input, and named', async (t) => {
  const { post } = await server(t)
  const query = 'query ($text: String!, $topK: Int) { search(text: $text, topK: $topK) { items { score } } }'

  // A query that is asked again is compiled, and then checks its variables by itself.
  for (let round = 0; round < 8; round++) {
    t.match(await post({ query, variables: { text: 7 } }), refused('BAD_USER_INPUT', /\$text.*String/))
    t.match(await post({ query }), refused('BAD_USER_INPUT', /\$text/))
    t.match(await post({ query, variables: { text: 'red', topK: 1.5 } }), refused('BAD_USER_INPUT', /\$topK.*Int/))
    t.match(await post({ query, variables: { text: 'red', topK: 1 } }), { statusCode: 200 })
  }
})

t.test('null and absent mean the same', async (t) => {
  const { post } = await server(t)
  const query = `query ($topK: Int, $cutoff: Boolean, $filter: ProductFilter, $fusion: FusionInput, $like: ID, $after: String, $dimension: Int) {
    search(text: "red dress", topK: $topK, cutoff: $cutoff, filter: $filter, fusion: $fusion, like: $like, after: $after, dimension: $dimension) { items { product { id } } } }`
  const nothing = { topK: null, cutoff: null, filter: null, fusion: null, like: null, after: null, dimension: null }
  const inside = {
    filter: { brand: null, price: { min: null, max: null, currency: null }, inStock: null },
    fusion: { preset: null, text: null }
  }

  const { data } = await post({ query })
  t.same((await post({ query, variables: nothing })).data, data)
  t.same((await post({ query, variables: inside })).data, data)
})

t.test(
  'what asks for too much is refused before it costs anything: five searches under any names, and depth',
  async (t) => {
    const { post } = await server(t)
    const searches = (count: number) =>
      Array.from({ length: count }, (_, i) => `s${i}: search(text: "a") { items { score } }`).join(' ')
    const nested = (depth: number): string => (depth === 0 ? 'name' : `ofType { ${nested(depth - 1)} }`)

    t.equal((await post({ query: `{ ${searches(4)} }` })).statusCode, 200)
    t.equal(
      (await post({ query: `query a { ${searches(3)} } query b { ${searches(2)} }`, operationName: 'a' })).statusCode,
      200,
      'one of them runs'
    )
    for (const query of [
      `{ ${searches(5)} }`,
      `{ ...A } fragment A on Query { ${searches(5)} }`,
      `{ ${searches(4)} autoTagProduct(id: "lamp") { model } }`,
      '{ ... on Query { a: search(text: "a") { items { score } } ... on Query { b: search(text: "a") { items { score } } c: search(text: "a") { items { score } } } } d: reviewQueue { items { imageUrl } } e: reviewQueue { items { imageUrl } } }'
    ]) {
      t.match(await post({ query }), refused('QUERY_COST_EXCEEDED', /asks for 15\d\d points of cost; at most 1500/))
    }
    t.match(
      await post({ query: `{ __type(name: "Query") { ${nested(20)} } }` }),
      refused('QUERY_COST_EXCEEDED', /asks for 22 levels of fields; at most 15/)
    )
  }
)

t.test('an error does not repeat a value at length', async (t) => {
  const { post } = await server(t)

  const { errors: [error] = [] } = await post({
    query: 'query ($topK: Int) { search(text: "a", topK: $topK) { items { score } } }',
    variables: { topK: 'x'.repeat(100_000) }
  })

  t.ok(error!.message.length <= 501, `${error!.message.length}`)
  t.match(error!.message, /^Variable "\$topK" got invalid value "xxx.*…$/)
})
