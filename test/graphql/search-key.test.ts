import { createHash } from 'node:crypto'
import t from 'tap'
import { reviewApp } from '../fixtures/review-app.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const API_KEYS = ['search', 'tag', 'review', 'catalogue', 'metrics']
  .map((scope) => `${scope}:${scope}:${sha256(`key-of-${scope}`)}`)
  .join(',')
/** A pixel. */
const variables = { photo: 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7' }

/** Each query, and the scopes that it may be asked with. */
const QUERIES: ReadonlyArray<readonly [query: string, scopes: readonly string[]]> = [
  ['{ search(text: "red") { items { score } } }', ['search']],
  ['{ product(id: "lamp") { id } }', ['search']],
  ['{ catalogue { products } }', ['search']],
  ['query ($photo: Upload!) { autoTag(image: $photo) { model } }', ['tag']],
  ['{ autoTagProduct(id: "dress-red") { model } }', ['tag', 'review']],
  ['{ taxonomies { name } }', ['tag', 'review']],
  ['{ tagValues(attribute: "category") { value } }', ['tag', 'review']],
  ['{ reviews { id } }', ['review']]
]

t.test('a shop may ask for a key for everything, each scope opening its own', async (t) => {
  const { app, ask } = await reviewApp(t, { env: { API_KEYS, REQUIRE_SEARCH_KEY: 'true', REVIEW: 'keys' } })

  for (const [query, scopes] of QUERIES) {
    t.match(await ask(query, variables), { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }, query)
    for (const scope of ['search', 'tag', 'review', 'catalogue', 'metrics']) {
      const response = await app.inject({
        method: 'POST',
        url: '/graphql',
        payload: { query, variables },
        headers: { authorization: `Bearer key-of-${scope}` }
      })
      if (scopes.includes(scope)) t.notMatch(response.json(), { errors: Array }, `${scope}: ${query}`)
      else t.match(response.json(), { errors: [{ extensions: { code: 'FORBIDDEN' } }] }, `${scope}: ${query}`)
    }
  }
})

t.test('a shop that does not is open to everybody but for reviews', async (t) => {
  const { ask } = await reviewApp(t, { env: { REVIEW: 'keys' } })

  for (const [query] of QUERIES.slice(0, -1)) t.notMatch(await ask(query, variables), { errors: Array }, query)
  t.match(await ask('{ reviews { id } }'), { statusCode: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
})
