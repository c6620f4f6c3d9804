import t, { type Test } from 'tap'
import { testApp } from '../fixtures/app.ts'
import { gate } from '../fixtures/gate.ts'
import { dataUri } from '../fixtures/word-embedder.ts'
import { until } from '../fixtures/upload-server.ts'

const SEARCH =
  'query ($text: String, $image: Upload) { search(text: $text, imageUpload: $image) { items { product { id } } } }'
const TAG = 'query ($image: Upload!) { autoTag(image: $image) { category { path } } }'
const BUSY = { data: null, errors: [{ message: /at its limit/, extensions: { code: 'SERVER_BUSY', retryAfter: 1 } }] }
/** One turn at a time, and one that waits. */
const NARROW = { SEARCHES_AT_ONCE: '1', MAX_WAIT_MS: '1' }

/** An application whose words, or photos, are all taken until the gate opens. */
async function crowded (t: Test, lane: 'words' | 'photos') {
  const shop = await testApp(t, { env: NARROW })
  await shop.ask(SEARCH, { text: 'red dress' })
  const { promise, open } = gate()
  shop.model.gate = promise
  const image = await dataUri('blue', 40)
  const variables = (i: number) => (lane === 'words' ? { text: `taken ${i}` } : { image, text: `taken ${i}` })
  const taken = [0, 1].map(async (i) => await shop.ask(SEARCH, variables(i)))
  await until(() => shop.services.admission.counters[lane].waiting === 1)
  return { ...shop, open, taken }
}

async function post (
  app: Awaited<ReturnType<typeof testApp>>['app'],
  query: string,
  variables: Record<string, unknown>
) {
  const { statusCode, headers, body } = await app.inject({
    method: 'POST',
    url: '/graphql',
    payload: { query, variables }
  })
  return { statusCode, retryAfter: headers['retry-after'], body: JSON.parse(body) as unknown }
}

t.test(
  'what would wait too long is refused at once, with the time to come back, and the model is not asked',
  async (t) => {
    const { app, model, open, taken } = await crowded(t, 'words')
    const calls = model.calls

    for (let i = 0; i < 20; i++) {
      t.match(await post(app, SEARCH, { text: `more ${i}` }), { statusCode: 503, retryAfter: '1', body: BUSY })
    }

    t.equal(model.calls, calls)
    open()
    for (const one of await Promise.all(taken)) t.equal(one.statusCode, 200)
    t.equal((await post(app, SEARCH, { text: 'after the flood' })).statusCode, 200)
  }
)

t.test('words do not starve photos nor cached searches', async (t) => {
  const { model, ask, open, taken } = await crowded(t, 'words')
  t.match(await ask(SEARCH, { text: ' red  dress' }), { statusCode: 200 }, 'cached')
  t.match(
    await ask('{ search(like: "dress-red") { items { product { id } } } }'),
    { statusCode: 200 },
    'without a model'
  )
  model.gate = Promise.resolve()
  t.match(await ask(SEARCH, { image: await dataUri('green') }), { statusCode: 200 }, 'photo')
  t.match(await ask(TAG, { image: await dataUri('green') }), { statusCode: 200 }, 'tags of a photo')
  open()
  await Promise.all(taken)
})

t.test('photos do not starve words, and tagging is admitted as searches by photo are', async (t) => {
  const { app, model, ask, open, taken } = await crowded(t, 'photos')
  t.match(await post(app, TAG, { image: await dataUri('green') }), { statusCode: 503, retryAfter: '1', body: BUSY })
  t.match(await post(app, SEARCH, { image: await dataUri('green') }), { statusCode: 503, body: BUSY })
  model.gate = Promise.resolve()
  t.match(await ask(SEARCH, { text: 'blue dress' }), { statusCode: 200 })
  open()
  await Promise.all(taken)
})

t.test('reviews are admitted too', async (t) => {
  const { app, services } = await testApp(t, { env: { ...NARROW, REVIEW: 'local' } })
  const { promise, open } = gate()
  const taken = [0, 1].map(async () => await services.admission.run('stored', undefined, async () => await promise))
  const queries = [
    '{ reviewQueue { items { product { id } } } }',
    '{ autoTagProduct(id: "lamp") { category { path } } }',
    'mutation { reviewTags(input: { productId: "lamp", decisions: [] }) { entries { id } } }'
  ]
  for (const query of queries) {
    t.match(await post(app, query, {}), { statusCode: 503, retryAfter: '1', body: BUSY }, query)
  }
  open()
  await Promise.all(taken)
})

t.test('the time limit holds, whatever hangs below', async (t) => {
  const { services, ask } = await testApp(t, { env: { SEARCH_TIMEOUT_MS: '50' } })
  // The time limit alone keeps no process alive, as a connection does.
  const alive = setInterval(() => {}, 1000)
  t.teardown(() => clearInterval(alive))
  services.catalogue.open = async () => await new Promise(() => {})
  t.match(await ask(SEARCH, { text: 'red' }), { statusCode: 504, errors: [{ extensions: { code: 'TIMEOUT' } }] })
})

t.test('a client that sends many searches and hangs up leaves nothing behind', async (t) => {
  const { app, services, model } = await testApp(t, { env: { SEARCHES_AT_ONCE: '2', MAX_WAIT_MS: '60000' } })
  const { promise, open } = gate()
  model.gate = promise
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  const controller = new AbortController()
  const body = (text: string) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: SEARCH, variables: { text } })
  })
  const asked = Array.from(
    { length: 20 },
    async (_, i) => await fetch(`${origin}/graphql`, { ...body(`flood ${i}`), signal: controller.signal })
  )
  await until(() => services.admission.counters.words.waiting === 18 && model.calls === 2)
  const calls = model.calls

  controller.abort()
  await Promise.allSettled(asked)
  await until(() => services.admission.counters.words.waiting === 0)
  t.equal(model.calls, calls, 'none of the 18 who waited reached the model')
  open()
  t.equal((await fetch(`${origin}/graphql`, body('after'))).status, 200)
})
