import t from 'tap'
import { farService, refusal } from '../fixtures/far-service.ts'
import { setNavigator, storefrontModule } from '../fixtures/storefront-module.ts'

interface Item {
  readonly product: { readonly id: string }
}
interface QueueModel {
  next(): Promise<Item | undefined>
  putBack(item: Item): void
}
type Request = (
  operation: { query: string; variables?: object; key?: string },
  signal?: AbortSignal
) => Promise<{ data: unknown; extensions?: unknown }>

const { asked, storage } = farService()
const { request } = await storefrontModule<{ request: Request }>('api')
storage.set('vitrine.review.key', '"key-of-anna"')
const { ask, forgetKey, hasKey } = await storefrontModule<{
  ask: (query: string, variables?: object) => Promise<unknown>
  forgetKey: () => void
  hasKey: () => boolean
}>('review/service')
const { Queue } = await storefrontModule<{ Queue: new (filters: object, given?: readonly string[]) => QueueModel }>(
  'review/queue'
)

t.beforeEach(() => {
  asked.length = 0
})
t.afterEach(
  async () => await Promise.all(asked.map(async ({ fail }) => await fail(new TypeError('the test is over'))))
)

t.test('an answer comes with its data and what is told beside it', async (t) => {
  const answer = request({ query: '{ a }', variables: { x: 1 } })
  t.match(asked, [{ query: '{ a }', variables: { x: 1 }, headers: { 'content-type': 'application/json' } }])
  t.notOk('authorization' in asked[0]!.headers)

  await asked[0]!.answer({ data: { a: 1 }, extensions: { timings: { totalMs: 3 } } })

  t.same(await answer, { data: { a: 1 }, extensions: { timings: { totalMs: 3 } } })
})

t.test('a failure has the code of the service, else one that its status means', async (t) => {
  const cases: ReadonlyArray<readonly [object, number, string]> = [
    [refusal('TEXT_TOO_LONG', 'too long'), 400, 'TEXT_TOO_LONG'],
    [{ errors: [{ message: 'x' }] }, 413, 'PAYLOAD_TOO_LARGE'],
    [{ errors: [{ message: 'x' }] }, 400, 'INTERNAL_SERVER_ERROR'],
    [{ code: 'FST_ERR', message: 'no' }, 404, 'FST_ERR'],
    [{}, 429, 'RATE_LIMITED'],
    [{}, 503, 'SERVER_BUSY'],
    [{}, 502, 'INTERNAL_SERVER_ERROR'],
    [{ data: null }, 200, 'INTERNAL_SERVER_ERROR']
  ]
  for (const [i, [body, status, code]] of cases.entries()) {
    const answer = t.rejects(request({ query: '{ a }' }), { code }, `${status} ${JSON.stringify(body)}`)
    await asked[i]!.answer(body, status)
    await answer
  }
})

t.test('no answer at all is told apart: offline or unreachable', async (t) => {
  for (const [onLine, code] of [
    [true, 'UNREACHABLE'],
    [false, 'OFFLINE']
  ] as const) {
    setNavigator({ onLine })
    const answer = t.rejects(request({ query: '{ a }' }), { code, message: 'fetch failed' })
    await asked.at(-1)!.fail(new TypeError('fetch failed'))
    await answer
  }
  setNavigator({ onLine: true })
})

t.test('a request that was given up rejects with its reason, also before it began', async (t) => {
  const leaver = new AbortController()
  const reason = new Error('another question')
  const answer = t.rejects(request({ query: '{ a }' }, leaver.signal), reason)

  leaver.abort(reason)
  await answer

  await t.rejects(request({ query: '{ a }' }, leaver.signal), reason)
  t.equal(asked.length, 1)
})

t.test('the key of this tab goes with each request, until it is forgotten', async (t) => {
  const first = ask('{ a }')
  await asked[0]!.answer({ data: { a: 1 } })
  t.same(await first, { a: 1 })
  t.equal(asked[0]!.headers['authorization'], 'Bearer key-of-anna')
  t.equal(hasKey(), true)

  forgetKey()

  const second = ask('{ a }')
  await asked[1]!.answer({ data: { a: 2 } })
  t.same(await second, { a: 2 })
  t.notOk('authorization' in asked[1]!.headers)
  t.equal(storage.has('vitrine.review.key'), false)
})

const page = (ids: readonly string[], endCursor: string | null = null) => ({
  data: {
    reviewQueue: {
      items: ids.map((id) => ({ product: { id }, imageUrl: null })),
      pageInfo: { hasNextPage: endCursor !== null, endCursor }
    }
  }
})
const idOf = (item: Item | undefined) => item?.product.id

t.test('products come one by one, the next page fetched before the last of this one is needed', async (t) => {
  const queue = new Queue({ attribute: 'color' })
  const first = queue.next()
  t.match(asked[0]!.variables, { attribute: 'color', first: 6 })
  await asked[0]!.answer(page(['a', 'b', 'c', 'd', 'e', 'f'], 'x'))

  t.equal(idOf(await first), 'a')
  t.equal(asked.length, 1, 'enough are ready')
  t.equal(idOf(await queue.next()), 'b')
  t.match(asked[1]!.variables, { after: 'x' })
  await asked[1]!.answer(page(['g']))
  for (const id of ['c', 'd', 'e', 'f', 'g', undefined, undefined]) t.equal(idOf(await queue.next()), id)
  t.equal(asked.length, 2)
})

t.test('what was put back comes before all others', async (t) => {
  const queue = new Queue({})
  const first = queue.next()
  await asked[0]!.answer(page(['a', 'b']))
  const item = await first

  queue.putBack(item!)

  for (const id of ['a', 'b', undefined]) t.equal(idOf(await queue.next()), id)
})

t.test('what was given before, or is on its way to the service, is not shown again', async (t) => {
  const queue = new Queue({}, ['b'])
  const first = queue.next()
  await asked[0]!.answer(page(['a', 'b', 'c']))

  t.equal(idOf(await first), 'a')
  for (const id of ['c', undefined]) t.equal(idOf(await queue.next()), id)
})

t.test('a service that has forgotten the round is asked for another, without what was shown', async (t) => {
  const queue = new Queue({})
  const first = queue.next()
  await asked[0]!.answer(page(['a'], 'x'))
  t.equal(idOf(await first), 'a')
  await asked[1]!.answer(refusal('INVALID_CURSOR'), 400)

  const second = queue.next()
  t.notOk('after' in asked[2]!.variables)
  await asked[2]!.answer(page(['a', 'b']))

  t.equal(idOf(await second), 'b')
})

t.test('a page that failed is told where it is needed, and asked for again', async (t) => {
  const queue = new Queue({})
  const first = t.rejects(queue.next(), { code: 'SERVER_BUSY' })
  await asked[0]!.answer(refusal('SERVER_BUSY'), 503)
  await first

  const again = queue.next()
  await asked[1]!.answer(page(['a'], 'x'))
  t.equal(idOf(await again), 'a')

  await asked[2]!.answer(refusal('SERVER_BUSY'), 503)
  const last = queue.next()
  await asked[3]!.answer(page(['b']))
  t.equal(idOf(await last), 'b', 'what failed ahead of need is not told')
})
