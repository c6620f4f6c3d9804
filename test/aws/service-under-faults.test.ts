import t from 'tap'
import type { Fault } from '../../local-aws/faults.ts'
import { isCodedError } from '../../src/errors.ts'
import { awsApp } from '../fixtures/aws-app.ts'

const SEARCH = '{ search(text: "lamp", topK: 1) { items { product { id } } } }'
/** Nothing of the operation is answered any more. */
const lasting = (operation: string, kind: Fault['kind'] = { error: 'InternalServerException' }): Fault => ({
  kind,
  operation,
  rate: 1
})
const ATTEMPTS = 3
const HURRY = { maxAttempts: ATTEMPTS, requestTimeoutMs: 300, callTimeoutMs: 1000, maxDelayMs: 20 }

t.test('a search that fails makes as many calls as its settings say, and says what failed', async (t) => {
  const { aws, codes, calls } = await awsApp(t, HURRY)
  t.same(await codes(SEARCH), [])
  // Of the index, and of the record that says which generation is live.
  t.same(
    calls(),
    { GetIndex: 2, GetVectors: 1, InvokeModel: 1, ListVectors: 4, QueryVectors: 1 },
    'the words are listed in four segments'
  )

  aws.faults.inject(lasting('QueryVectors'))
  t.same(await codes(SEARCH), ['STORE_UNAVAILABLE'])
  t.same(calls(), { QueryVectors: ATTEMPTS }, 'the query alone, and the words are known')
  aws.faults.inject(lasting('InvokeModel'))
  t.same(await codes(SEARCH.replace('lamp', 'rug')), ['MODEL_UNAVAILABLE'])
  t.same(calls(), { InvokeModel: ATTEMPTS })
})

t.test('an index that is deleted beside the service is opened again once', async (t) => {
  const { services, codes, calls } = await awsApp(t, HURRY)
  await codes(SEARCH)
  calls()
  await services.store.deleteIndex('products-256')
  calls()

  t.same(await codes(SEARCH), ['CATALOGUE_EMPTY'])
  t.same(calls(), { QueryVectors: 1, GetIndex: 2 })
})

t.test('while the manifest cannot be read the last one is served, for a while, and readiness says so', async (t) => {
  const { aws, app, codes, calls } = await awsApp(t, { ...HURRY, refreshMs: 0 })
  await codes(SEARCH)
  calls()
  aws.faults.inject(lasting('GetIndex', 'throttle'))

  t.same(await codes(SEARCH), [])
  t.same(calls(), { GetIndex: ATTEMPTS, QueryVectors: 1 })
  const ready = await app.inject('/readyz')
  t.match([ready.statusCode, ready.json()], [200, { status: 'ok', warning: /over its request rate/ }])

  aws.faults.clear()
  aws.faults.inject(lasting('GetIndex', 'reset'))
  t.same(await codes(SEARCH), [])
  const refused = await app.inject('/readyz')
  t.match(
    [refused.statusCode, refused.json()],
    [503, { code: 'STORE_UNAVAILABLE' }],
    'an endpoint that refuses is not one that is busy'
  )
  aws.faults.clear()
  t.same((await app.inject('/readyz')).json().warning, undefined)
})

t.test(
  'a model whose endpoint refuses, or that the account may not use, shows in readiness until it answers again',
  async (t) => {
    const { aws, app, codes } = await awsApp(t, HURRY)
    t.equal((await app.inject('/readyz')).statusCode, 200)
    for (const [kind, code] of [
      ['reset', 'MODEL_UNAVAILABLE'],
      [{ error: 'AccessDeniedException' }, 'ACCESS_DENIED']
    ] as const) {
      aws.faults.inject(lasting('InvokeModel', kind))
      t.same(await codes(SEARCH), [code])
      const ready = await app.inject('/readyz')
      t.match([ready.statusCode, ready.json()], [503, { code }])
      aws.faults.clear()
      t.same(await codes(SEARCH.replace('lamp', `${code} lamp`)), [])
      t.equal((await app.inject('/readyz')).statusCode, 200)
    }
    aws.faults.inject(lasting('InvokeModel', 'throttle'))
    t.same(await codes(SEARCH), ['MODEL_THROTTLED'])
    t.equal((await app.inject('/readyz')).statusCode, 200, 'a busy one is ready')
  }
)

t.test('a store that hangs holds a search no longer than its time', async (t) => {
  const { aws, codes } = await awsApp(t, {
    ...HURRY,
    requestTimeoutMs: 5000,
    callTimeoutMs: 5000,
    env: { SEARCH_TIMEOUT_MS: '200' }
  })
  aws.faults.inject(lasting('GetIndex', 'stall'))
  const start = performance.now()

  t.same(await codes(SEARCH), ['TIMEOUT'])
  t.ok(performance.now() - start < 2500)
})

t.test('callers of services that are throttled are told so, and not that time was up', async (t) => {
  const { aws, codes } = await awsApp(t, {
    maxAttempts: 100,
    callTimeoutMs: 2500,
    env: { SEARCH_TIMEOUT_MS: '8000', MAX_WAIT_MS: '8000' }
  })
  t.same(await codes(SEARCH), [])
  for (const [operation, code] of [
    ['QueryVectors', 'STORE_THROTTLED'],
    ['InvokeModel', 'MODEL_THROTTLED']
  ] as const) {
    aws.faults.inject(lasting(operation, 'throttle'))
    const all = await Promise.all(
      Array.from(
        { length: 40 },
        async (_, i) => await codes(SEARCH.replace('lamp', operation === 'InvokeModel' ? `lamp ${i}` : 'lamp'))
      )
    )
    t.same([...new Set(all.flat())], [code])
    aws.faults.clear()
  }
})

t.test('a tag whose neighbours never come is given up after the time of a search as a whole', async (t) => {
  const { aws, services } = await awsApp(t, {
    ...HURRY,
    requestTimeoutMs: 60_000,
    callTimeoutMs: 60_000,
    env: { SEARCH_TIMEOUT_MS: '300' }
  })
  aws.faults.inject(lasting('GetIndex', 'stall'), lasting('InvokeModel', 'stall'))
  const start = performance.now()

  const error: unknown = await services.autoTag.tagProduct('lamp').catch((error: unknown) => error)
  t.ok(isCodedError(error) && ['TIMEOUT', 'SERVER_BUSY'].includes(error.code))
  t.ok(performance.now() - start < 3000)
})
