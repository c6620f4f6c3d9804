import { PassThrough } from 'node:stream'
import type { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { createLogger } from '../../src/logger.ts'
import { PointLimiter } from '../../src/plugins/point-limiter.ts'
import { connectRedis } from '../../src/plugins/redis.ts'
import { testApp } from '../fixtures/app.ts'
import { MemoryVectorStore } from '../fixtures/memory-vector-store.ts'
import { end, freePort, noRedis, startRedis } from '../fixtures/redis-server.ts'

async function connect (t: Test, port: number): Promise<{ redis: Redis; log: () => string }> {
  const stream = new PassThrough()
  let lines = ''
  stream.on('data', (line) => {
    lines += line
  })
  const redis = await connectRedis(
    `redis://:a-password@127.0.0.1:${port}`,
    createLogger({ LOG_LEVEL: 'info' }, stream)
  )
  t.teardown(() => redis.disconnect())
  return { redis, log: () => lines }
}

async function until (redis: Redis, status: string): Promise<void> {
  while (redis.status !== status) await new Promise((resolve) => redis.once(status, resolve))
}

const limiterOf = (redis: Redis | undefined) => new PointLimiter({ name: 'address', points: 10, redis })

t.test(
  'while no Redis answers, each replica counts for itself, and the log says so once, without the password',
  async (t) => {
    const { redis, log } = await connect(t, await freePort())
    const limiter = limiterOf(redis)

    for (let i = 0; i < 10; i++) t.equal(await limiter.spend('10.0.0.1', 1), undefined)
    t.ok((await limiter.spend('10.0.0.1', 1))! >= 1)
    while ((log().match(/cannot be used/g) ?? []).length === 0) {
      await new Promise((resolve) => redis.once('error', resolve))
    }
    await new Promise((resolve) => redis.once('error', resolve))
    t.equal(log().match(/cannot be used, each replica counts for itself/g)!.length, 1)
    t.notMatch(log(), 'a-password')
  }
)

t.test(
  'a Redis counts for all replicas, and each counts for itself while it is gone',
  { skip: noRedis },
  async (t) => {
    const port = await freePort()
    const server = await startRedis(t, port)
    const [{ redis: one }, { redis: other }] = [await connect(t, port), await connect(t, port)]
    await Promise.all([until(one, 'ready'), until(other, 'ready')])
    const [first, second] = [limiterOf(one), limiterOf(other)]

    t.equal(await first.spend('10.0.0.1', 6), undefined)
    t.ok((await second.spend('10.0.0.1', 6))! >= 1)
    t.ok((await first.spend('10.0.0.1', 1))! >= 1)
    t.equal(await second.spend('10.0.0.2', 6), undefined)
    t.same((await one.keys('*')).sort(), ['vitrine:address:10.0.0.1', 'vitrine:address:10.0.0.2'])
    t.ok((await one.ttl('vitrine:address:10.0.0.1')) > 0, 'and forgets')

    await end(server)
    await Promise.all([until(one, 'reconnecting'), until(other, 'reconnecting')])
    t.equal(await first.spend('10.0.0.3', 6), undefined)
    t.equal(await second.spend('10.0.0.3', 6), undefined, 'each has its own count')
    t.ok((await first.spend('10.0.0.3', 6))! >= 1)

    await startRedis(t, port)
    await Promise.all([until(one, 'ready'), until(other, 'ready')])
    t.equal(await first.spend('10.0.0.4', 6), undefined)
    t.ok((await second.spend('10.0.0.4', 6))! >= 1)
  }
)

t.test('two services with one Redis refuse a caller of both', { skip: noRedis }, async (t) => {
  const port = await freePort()
  await startRedis(t, port)
  const env = { RATE_LIMIT: '8', RATE_LIMIT_REDIS: `redis://127.0.0.1:${port}` }
  const services = [
    await testApp(t, { store: new MemoryVectorStore(), env }),
    await testApp(t, { store: new MemoryVectorStore(), env })
  ]
  const { redis } = await connect(t, port)
  await until(redis, 'ready')
  const statusOf = async (i: number, remoteAddress: string) => {
    const { app } = services[i % 2]!
    return (
      await app.inject({
        method: 'POST',
        url: '/graphql',
        payload: { query: '{ catalogue { products } }' },
        remoteAddress
      })
    ).statusCode
  }
  // Each is connected once a caller that asks it alone is known to the Redis.
  for (const i of [0, 1]) {
    for (let n = 0; (await redis.exists(`vitrine:address:10.${i}.0.${n}`)) === 0;) {
      await statusOf(i, `10.${i}.0.${++n}`)
    }
  }

  const answers: number[] = []
  for (let i = 0; i < 10; i++) answers.push(await statusOf(i, '10.0.9.9'))
  t.same(answers, [200, 200, 200, 200, 200, 200, 200, 200, 429, 429])
})
