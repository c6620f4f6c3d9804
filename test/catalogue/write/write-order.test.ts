import { setImmediate } from 'node:timers/promises'
import { mock } from 'node:test'
import t from 'tap'
import { WriteOrder } from '../../../src/catalogue/write/write-order.ts'
import { gate } from '../../fixtures/gate.ts'

t.test('who has waited a minute for a write of the same product is told to come back', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
  const order = new WriteOrder()
  const { promise, open } = gate()
  const long = order.run('products', ['lamp'], undefined, async () => await promise)
  let written = 0
  const write = async () => { written++ }
  const price = order.run('terms', ['lamp'], undefined, write)
  const refused = t.rejects(price, { code: 'SERVER_BUSY', statusCode: 503, retryAfter: 60 })
  await order.run('terms', ['mug'], undefined, write)
  mock.timers.tick(60_000)
  await refused
  t.equal(written, 1, 'and nothing was written')
  open()
  await long
  await order.run('terms', ['lamp'], undefined, write)
  await setImmediate()
  t.equal(written, 2)
})

t.test('commits of both lanes come one at a time', async (t) => {
  const order = new WriteOrder()
  const { promise, open } = gate()
  const began: string[] = []
  const commit = (name: string, until?: Promise<void>) => async () => await order.commit(async () => {
    began.push(name)
    await until
  })
  const products = order.run('products', ['lamp'], undefined, commit('products', promise))
  await setImmediate()
  const terms = order.run('terms', ['mug'], undefined, commit('terms'))
  await setImmediate()
  t.same(began, ['products'])
  open()
  await Promise.all([products, terms])
  t.same(began, ['products', 'terms'])
})
