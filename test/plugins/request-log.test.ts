import { createHash } from 'node:crypto'
import { PassThrough } from 'node:stream'
import t, { type Test } from 'tap'
import { createLogger } from '../../src/logger.ts'
import { testApp, type TestAppOptions } from '../fixtures/app.ts'
import { photo } from '../fixtures/word-embedder.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const SEARCH =
  'query ($text: String, $photo: Upload) { search(text: $text, imageUpload: $photo) { items { product { id } } } }'

/** The application with what it logs, as lines and as objects. */
async function logged (t: Test, options: TestAppOptions = {}, LOG_LEVEL: 'info' | 'debug' | 'trace' = 'info') {
  const stream = new PassThrough()
  const service = await testApp(t, { ...options, logger: createLogger({ LOG_LEVEL }, stream) })
  const text = () => String(stream.read() ?? '')
  const lines = () =>
    text()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  return { ...service, text, lines }
}

t.test('a search writes one line, which tells what came of it and not what was asked', async (t) => {
  const { ask, text } = await logged(t)
  await ask(SEARCH, { text: 'blue sofa' })
  const all = text()
  const lines = all
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object)

  t.equal(lines.length, 1)
  t.match(lines, [
    {
      level: 30,
      reqId: UUID,
      operation: 'search',
      code: 'OK',
      query: /^[0-9a-f]{16}$/,
      answers: Number,
      topRelevance: Number,
      cached: false,
      phases: { embedMs: Number, queryMs: Number, storeMs: Number, rankMs: Number, totalMs: Number },
      msg: 'search answered'
    }
  ])
  t.notMatch(all, /blue|sofa/)
})

t.test('equal questions have equal hashes, others have others, and what is cached is said', async (t) => {
  const { ask, lines } = await logged(t)
  const [red, blue] = await Promise.all(
    (['red', 'blue'] as const).map(
      async (color) => `data:image/png;base64,${Buffer.from(await photo(color)).toString('base64')}`
    )
  )
  for (const variables of [
    { text: 'red dress' },
    { text: ' red dress ' },
    { text: 'blue dress' },
    { photo: red },
    { photo: blue },
    { photo: red }
  ]) {
    await ask(SEARCH, variables)
  }

  const [first, again, other, ...photos] = lines()
  t.equal(first!['query'], again!['query'])
  t.same(
    [first, again, other].map((line) => line!['cached']),
    [false, true, false]
  )
  t.not(first!['query'], other!['query'])
  t.same(
    photos.map((line) => line['photo']),
    [true, true, true]
  )
  t.equal(photos[0]!['query'], photos[2]!['query'])
  t.not(photos[0]!['query'], photos[1]!['query'])
})

t.test('words are logged where the shop wants them', async (t) => {
  const { ask, lines } = await logged(t, { env: { LOG_QUERIES: 'true' } })
  await ask(SEARCH, { text: 'red dress' })

  t.match(lines(), [{ text: 'red dress' }])
})

t.test('a failure is one line with its code, and what GraphQL refuses is not quoted', async (t) => {
  const { ask, lines, app } = await logged(t)
  await ask('{ search(text: "odd words", topK: 1000) { items { score } } }')
  await ask(SEARCH, { text: ['odd', { words: 7 }] })
  await ask('{ search(text: "odd words") { oddField } }')
  await app.inject({ url: '/graphql', query: { query: '{ odd words', key: 'odd' } })

  const all = lines()
  t.match(all, [
    { operation: 'search', code: 'BAD_USER_INPUT' },
    { code: 'BAD_USER_INPUT' },
    { code: 'GRAPHQL_VALIDATION_FAILED' },
    { code: 'GRAPHQL_PARSE_FAILED' }
  ])
  t.equal(all.length, 4)
  t.notMatch(JSON.stringify(all), /odd/)
})

t.test('the name of the key is logged, the key nowhere, not even from an address', async (t) => {
  const key = `vitrine_${'k'.repeat(43)}`
  const { app, text } = await logged(
    t,
    { env: { API_KEYS: `anna:review:${createHash('sha256').update(key).digest('hex')}` } },
    'trace'
  )
  await app.inject({
    method: 'POST',
    url: `/graphql?key=${key}`,
    headers: { authorization: `Bearer ${key}` },
    payload: { query: '{ catalogue { products } }' }
  })
  await app.inject(`/nowhere?api_key=${key}&token=short-secret`)
  await app.inject(`/review?key=${key}`)
  const all = text()

  t.match(all, '"key":"anna"')
  t.match(all, '"url":"/review"')
  t.notMatch(all, key)
  t.notMatch(all, 'short-secret')
})

t.test('a request id is taken and returned, unless it is long or could do harm', async (t) => {
  const { app, lines } = await logged(t)
  const idFor = async (given?: string) => {
    const { headers } = await app.inject({
      method: 'POST',
      url: '/graphql',
      payload: { query: '{ catalogue { products } }' },
      headers: given === undefined ? {} : { 'x-request-id': given }
    })
    return headers['x-request-id']
  }

  t.equal(await idFor('Root=1-67891233-abcdef012345678912345678'), 'Root=1-67891233-abcdef012345678912345678')
  t.match(lines(), [{ reqId: 'Root=1-67891233-abcdef012345678912345678' }])
  const made = await Promise.all([
    idFor(),
    idFor(),
    idFor(''),
    idFor('x'.repeat(129)),
    idFor('a b'),
    idFor('"}{"level":60'),
    idFor('<script>')
  ])
  for (const id of made) t.match(id, UUID)
  t.equal(new Set(made).size, made.length)
})

t.test('at debug the phases of a search and its call of the model have lines, without what was asked', async (t) => {
  const { ask, text } = await logged(t, {}, 'debug')
  await ask(SEARCH, { text: 'blue sofa' })
  const all = text()
  for (const line of ['"kind":"model","modality":"text","isFailed":false', '"phase":"store"', '"phase":"embed"']) {
    t.ok(all.includes(line), line)
  }
  t.notMatch(all, /blue|sofa/)
})
