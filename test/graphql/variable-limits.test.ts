import t from 'tap'
import { searchShop } from '../fixtures/search-shop.ts'

const SEARCH =
  'query ($f: ProductFilter, $t: String, $like: ID) { search(text: $t, like: $like, filter: $f) { items { score } } }'
const many = <T>(length: number, of: (index: number) => T): T[] => Array.from({ length }, (_, index) => of(index))
const refused = (code: string, message: RegExp) => ({ errors: [{ message, extensions: { code } }] })

async function server (t: Parameters<typeof searchShop>[0]) {
  const { app } = await searchShop(t)
  const send = async (payload: string) =>
    await app.inject({ method: 'POST', url: '/graphql', headers: { 'content-type': 'application/json' }, payload })
  return {
    send,
    ask: async (variables: object) => (await send(JSON.stringify({ query: SEARCH, variables }))).json<object>()
  }
}

t.test('variables of many or long values are refused before each is checked and written out', async (t) => {
  const { ask } = await server(t)
  const unknown = Object.fromEntries(many(2001, (index) => [`k${index}`, 1]))
  const tooMany = refused('QUERY_COST_EXCEEDED', /more than 2000 values in variables/)
  const tooLong = refused('QUERY_COST_EXCEEDED', /more than 131072 characters in variables/)

  t.match(await ask({ f: unknown }), tooMany)
  t.match(await ask({ f: { brand: many(2001, () => 'b') } }), tooMany)
  t.match(await ask({ f: { brand: many(50, () => many(50, () => null)) } }), tooMany)
  t.match(await ask({ t: 'a '.repeat(600_000) }), tooLong)
  t.match(
    await ask({ f: { ['k'.repeat(257)]: 1 } }),
    refused('QUERY_COST_EXCEEDED', /more than 256 characters in the name of a field/)
  )
  t.match(await ask({ f: { brand: many(40, () => 'b'.repeat(30_000)) } }), tooLong)
})

t.test('a text that begins as a file is one only where the operation wants a file', async (t) => {
  const { send } = await server(t)
  const ask = async (query: string, k: string) =>
    (await send(JSON.stringify({ query, variables: { k } }))).json<object>()
  const long = `data:image/png;base64,${'a'.repeat(200_000)}`
  const refusal = refused('QUERY_COST_EXCEEDED', /more than 131072 characters in variables/)
  const sorted = '($k: SortKey!) { search(sort: [{ key: $k }]) { items { score } } }'

  // The first times interpreted, then compiled.
  for (let i = 0; i < 8; i++) t.match(await ask(`query ${sorted}`, long), refusal)
  t.match(await ask(`# $k: Upload\nquery ${sorted}`, long), refusal)
  t.match(await ask('query ($k: Upload) { search(imageUpload: $k) { items { score } } }', long), {
    errors: [{ extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } }]
  })
})

t.test('a body of very many parts is refused before it is read', async (t) => {
  const { send } = await server(t)
  const around = (value: string) => `{"query":"{ catalogue { name } }","variables":{"a":${value}}}`
  const refusal = refused('QUERY_COST_EXCEEDED', /more than 30000 parts of JSON/)

  for (const value of [
    '['.repeat(40_000) + ']'.repeat(40_000),
    `[${'1,'.repeat(40_000)}1]`,
    '{"a":'.repeat(40_000) + '1' + '}'.repeat(40_000)
  ]) {
    t.match((await send(around(value))).json(), refusal)
  }
  t.equal((await send(around(`"${'/'.repeat(100_000)}"`))).statusCode, 200)
})

t.test(
  'a text that only looks like a photo is not brought into normal form, and no long value goes to the store',
  async (t) => {
    const { ask } = await server(t)

    t.match(
      await ask({ t: `data:image/${'e\u0301'.repeat(20_000)}` }),
      refused('TEXT_TOO_LONG', /has 40011 characters/)
    )
    t.match(
      await ask({ t: 'lamp', f: { brand: [`data:image/${'x'.repeat(1_100_000)}`] } }),
      refused('QUERY_COST_EXCEEDED', /more than 131072 characters in variables/)
    )
    t.match(
      await ask({ t: `data:image/x,${'a'.repeat(200_000)}` }),
      refused('QUERY_COST_EXCEEDED', /more than 131072 characters in variables/),
      'only a variable of the type Upload is a file'
    )
    t.match(
      await ask({ t: 'lamp', f: { price: { min: 1, currency: 'x'.repeat(1001) } } }),
      refused('FILTER_INVALID', /price\.currency has a value of 1001/)
    )
  }
)
