import t, { type Test } from 'tap'
import { farService, refusal, settled, type Asked } from '../fixtures/far-service.ts'
import { storefrontModule } from '../fixtures/storefront-module.ts'

interface Job {
  readonly id: string
  readonly name: string
  readonly undoes?: string
  readonly ids?: readonly string[]
  readonly productId?: string
  readonly error?: { readonly code: string }
}
interface State {
  readonly waiting: readonly Job[]
  readonly failed: readonly Job[]
}
interface OutboxModel {
  readonly size: number
  readonly products: readonly string[]
  restore(): void
  send(job: object): Job
  undo(job: Job): void
  discard(job: Job): void
  retry(): void
}

const { asked, storage } = farService()
const { Outbox } = await storefrontModule<{
  Outbox: new (options: {
    onChange: (state: State) => void
    onSaved: (job: Job, version: number) => void
  }) => OutboxModel
}>('review/outbox')

/** Ends its requests with the test, since the page would wait for their answers. */
function newOutbox (t: Test) {
  t.teardown(
    async () => await Promise.all(asked.map(async ({ fail }) => await fail(new TypeError('the test is over'))))
  )
  asked.length = 0
  storage.clear()
  const saved: Array<[name: string, version: number]> = []
  const seen: { state: State } = { state: { waiting: [], failed: [] } }
  const outbox = new Outbox({
    onChange: (state) => {
      seen.state = state
    },
    onSaved: ({ name, undoes }, version) => saved.push([undoes ? `not ${name}` : name, version])
  })
  const send = (productId: string) =>
    outbox.send({
      name: productId.toUpperCase(),
      productId,
      taxonomy: 'small',
      decisions: [{ attribute: 'color', value: 'red', verdict: 'ACCEPT' }]
    })
  return { outbox, send, saved, seen }
}

/** What the last request was about: a product, or the ids that it takes back. */
function about ({ variables: { input, ids } }: Asked): unknown {
  return ids ?? (input as { productId: string }).productId
}

const written = (id: number) => ({
  data: { reviewTags: { entries: [{ id: String(id) }], tagging: { reviewVersion: id } } }
})
const reverted = (version: number) => ({ data: { revertReviews: { reviewVersion: version } } })

t.test('decisions go one after the other, in their order', async (t) => {
  const { send, saved, outbox } = newOutbox(t)
  send('a')
  send('b')
  t.same(asked.map(about), ['a'])
  t.same(outbox.products, ['a', 'b'])

  await asked[0]!.answer(written(1))
  t.same(asked.map(about), ['a', 'b'])
  await asked[1]!.answer(written(2))

  t.same(saved, [
    ['A', 1],
    ['B', 2]
  ])
  t.equal(outbox.size, 0)
})

t.test('what has not arrived is kept over a reload, and goes on from there', async (t) => {
  const { send } = newOutbox(t)
  send('a')
  send('b')
  t.equal(storage.size, 1)
  const text = storage.get('vitrine.review.outbox')!
  await asked[0]!.fail(new TypeError('the page is gone'))

  const later = newOutbox(t)
  storage.set('vitrine.review.outbox', text)
  later.outbox.restore()
  t.same(later.outbox.products, ['a', 'b'])
  await asked[0]!.answer(written(1))
  await asked[1]!.answer(written(2))

  t.same(later.saved, [
    ['A', 1],
    ['B', 2]
  ])
  t.equal(storage.size, 0)
})

t.test('a failure that may pass holds up the others, so that the order stays, until it is tried again', async (t) => {
  const { send, saved, seen, outbox } = newOutbox(t)
  send('a')
  send('b')
  await asked[0]!.answer(refusal('STORE_UNAVAILABLE'), 503)
  send('c')
  t.match(seen.state, {
    failed: [{ name: 'A', error: { code: 'STORE_UNAVAILABLE' } }],
    waiting: [{ name: 'B' }, { name: 'C' }]
  })
  t.equal(asked.length, 1)

  outbox.retry()
  for (const i of [1, 2, 3]) await asked[i]!.answer(written(i))

  t.same(asked.map(about), ['a', 'a', 'b', 'c'])
  t.same(
    saved.map(([name]) => name),
    ['A', 'B', 'C']
  )
  t.match(seen.state, { failed: [], waiting: [] })
})

t.test('a refusal for good stays in view and holds up nobody; discarded, it is forgotten', async (t) => {
  const { send, saved, seen, outbox } = newOutbox(t)
  const job = send('a')
  send('b')
  await asked[0]!.answer(refusal('PRODUCT_NOT_FOUND'), 404)
  await asked[1]!.answer(written(1))
  t.same(saved, [['B', 1]])
  t.match(seen.state.failed, [{ name: 'A' }])

  outbox.discard(job)

  t.equal(outbox.size, 0)
  t.equal(storage.size, 0)
  t.equal(asked.length, 2)
})

t.test('what waits and is taken back is never sent', async (t) => {
  const { send, saved, outbox } = newOutbox(t)
  send('a')
  const job = send('b')
  outbox.undo(job)

  await asked[0]!.answer(written(1))

  t.same(asked.map(about), ['a'])
  t.same(saved, [['A', 1]])
  t.equal(outbox.size, 0)
})

t.test('what is on its way and is taken back is undone by the ids it gets', async (t) => {
  const { send, saved, outbox } = newOutbox(t)
  const job = send('a')
  outbox.undo(job)
  t.equal(asked.length, 1)

  await asked[0]!.answer(written(7))
  t.same(about(asked[1]!), ['7'])
  await asked[1]!.answer(reverted(8))

  t.same(saved, [
    ['A', 7],
    ['not A', 8]
  ])
})

t.test('what has arrived and is taken back is undone by its own ids', async (t) => {
  const { send, saved, outbox } = newOutbox(t)
  const job = send('a')
  await asked[0]!.answer(written(3))

  outbox.undo(job)

  t.same(about(asked[1]!), ['3'])
  await asked[1]!.answer(reverted(4))
  t.same(saved.at(-1), ['not A', 4])
})

t.test('taking back what is refused for good needs nothing more', async (t) => {
  const { send, seen, outbox } = newOutbox(t)
  outbox.undo(send('a'))

  await asked[0]!.answer(refusal('BAD_USER_INPUT'), 400)

  t.equal(outbox.size, 0)
  t.match(seen.state, { waiting: [], failed: [] })
  t.equal(asked.length, 1)
})

t.test('taken back while the service is away, both are sent when it is back, in their order', async (t) => {
  const { send, outbox, saved } = newOutbox(t)
  const job = send('a')
  outbox.undo(job)
  await asked[0]!.fail(new TypeError('fetch failed'))
  t.equal(outbox.size, 2)

  outbox.retry()
  await asked[1]!.answer(written(1))
  await asked[2]!.answer(reverted(2))

  t.same(asked.map(about), ['a', 'a', ['1']])
  t.same(saved, [
    ['A', 1],
    ['not A', 2]
  ])
})

t.test('discarding decisions discards their taking back, too', async (t) => {
  const { send, outbox } = newOutbox(t)
  const job = send('a')
  outbox.undo(job)
  await asked[0]!.answer(refusal('SERVER_BUSY'), 503)

  outbox.discard(job)
  await settled()

  t.equal(outbox.size, 0)
  t.equal(asked.length, 1)
})

t.test('a browser that keeps nothing still sends', async (t) => {
  const { send, saved } = newOutbox(t)
  const { window } = globalThis as unknown as { window: object }
  Object.assign(globalThis, { window: {} })
  t.teardown(() => Object.assign(globalThis, { window }))

  send('a')
  await asked[0]!.answer(written(1))

  t.same(saved, [['A', 1]])
})
