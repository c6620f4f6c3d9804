import Fastify from 'fastify'
import t from 'tap'
import errorShape from '../../src/plugins/error-shape.ts'
import load from '../../src/plugins/load.ts'
import { testApp } from '../fixtures/app.ts'
import { fakeClock } from '../fixtures/fake-clock.ts'

/** Blocks this thread, as too much work would. */
function block (ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

t.test('an event loop that does not keep up refuses searches, and health goes on', async (t) => {
  const app = Fastify()
  await app.register(errorShape)
  await app.register(load, { maxDelayMs: 500 })
  app.post('/graphql', async () => ({ data: null }))
  app.get('/healthz', async () => ({ status: 'ok' }))
  t.teardown(async () => await app.close())
  t.equal((await app.inject({ method: 'POST', url: '/graphql', payload: {} })).statusCode, 200)

  while (!app.isUnderPressure()) {
    block(700)
    await new Promise((resolve) => {
      setTimeout(resolve, 1)
    })
  }
  const [search, health] = await Promise.all([
    app.inject({ method: 'POST', url: '/graphql', payload: {} }),
    app.inject('/healthz')
  ])

  t.match(search, { statusCode: 503, headers: { 'retry-after': '1' } })
  t.match(search.json(), { data: null, errors: [{ extensions: { code: 'SERVER_BUSY', retryAfter: 1 } }] })
  t.equal(health.statusCode, 200)
})

t.test('readiness tells of overload that lasts, not of a burst', async (t) => {
  const { app } = await testApp(t)
  const clock = fakeClock(t)
  const ready = async () => (await app.inject('/readyz')).statusCode
  let isPressed = true
  app.isUnderPressure = () => isPressed

  t.equal(await ready(), 200)
  clock.advance(20_000)
  t.equal(await ready(), 200)
  isPressed = false
  clock.advance(5000)
  t.equal(await ready(), 200)
  isPressed = true
  clock.advance(20_000)
  t.equal(await ready(), 200, 'it begins anew')
  clock.advance(30_000)
  t.match((await app.inject('/readyz')).json(), { code: 'SERVER_BUSY' })
  t.equal((await app.inject('/healthz')).statusCode, 200)
  isPressed = false
  t.equal(await ready(), 200)
})
