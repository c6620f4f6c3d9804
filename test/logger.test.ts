import { PassThrough } from 'node:stream'
import Fastify from 'fastify'
import t from 'tap'
import { makeKey } from '../src/commands/make-key.ts'
import { createLogger } from '../src/logger.ts'

t.test('no key gets into a log, wherever somebody put it, and of an address only the path does', async (t) => {
  const stream = new PassThrough()
  const logger = createLogger({ LOG_LEVEL: 'trace' }, stream)
  const app = Fastify({ loggerInstance: logger })
  app.get('/review', async () => { throw new Error(`failed with ${key}`) })
  t.teardown(async () => await app.close())
  const { key } = makeKey()

  await app.inject({ url: `/review?key=${key}&q=red+dress`, headers: { authorization: `Bearer ${key}` } })
  await app.inject({ url: `/${key}?access_token=${key}` })
  logger.warn({ key, nested: { text: `a ${key} b ${key}` } }, key)
  const log = String(stream.read())

  t.match(log, '"url":"/review"')
  t.match(log, 'failed with vitrine_…')
  t.notMatch(log, key)
  t.notMatch(log, 'red+dress')
})
