import t from 'tap'
import { CachedEmbedder } from '../../src/embedding/cached-embedder.ts'
import { inspectImage } from '../../src/images/inspect-image.ts'
import { gate } from '../fixtures/gate.ts'
import { photo, WordEmbedder } from '../fixtures/word-embedder.ts'

const LIMITS = { maxEntries: 100, maxBytes: 1_000_000 }
const QUERY = { purpose: 'query' } as const

t.test('an equal query is answered from the cache, however it is spelt', async (t) => {
  const model = new WordEmbedder()
  const embedder = new CachedEmbedder(model, LIMITS)

  const first = await embedder.embed({ text: 'red  dress' }, QUERY)
  const second = await embedder.embed({ text: ' red dress ' }, QUERY)

  t.equal(model.calls, 1)
  t.equal(second, first)
  t.match(embedder.counters, { hits: 1, misses: 1, joins: 0, entries: 1 })
})

t.test('purpose, modality and words keep entries apart', async (t) => {
  const model = new WordEmbedder()
  const embedder = new CachedEmbedder(model, LIMITS)
  const image = await inspectImage(await photo('red'), { maxPixels: 1e6, maxBytes: 1e6 })

  await embedder.embed({ text: 'red' }, QUERY)
  await embedder.embed({ text: 'red' }, { purpose: 'index' })
  await embedder.embed({ image }, QUERY)
  await embedder.embed({ text: 'Red' }, QUERY)

  t.equal(model.calls, 4)
  t.equal(embedder.isCached({ image }, 'query'), true)
  t.equal(embedder.isCached({ image }, 'index'), false)
})

t.test('equal queries in flight share one call', async (t) => {
  const model = new WordEmbedder()
  const embedder = new CachedEmbedder(model, LIMITS)

  await Promise.all([embedder.embed({ text: 'red dress' }, QUERY), embedder.embed({ text: 'red dress' }, QUERY)])

  t.equal(model.calls, 1)
  t.match(embedder.counters, { hits: 0, misses: 1, joins: 1 })
})

t.test('a caller that goes away leaves the call to the others', async (t) => {
  const model = new WordEmbedder()
  const embedder = new CachedEmbedder(model, LIMITS)
  const { promise, open } = gate()
  model.gate = promise
  const controller = new AbortController()

  const impatient = embedder.embed({ text: 'red dress' }, { ...QUERY, signal: controller.signal })
  const patient = embedder.embed({ text: 'red dress' }, QUERY)
  controller.abort(new Error('gone'))
  await t.rejects(impatient, { message: 'gone' })
  open()

  t.equal((await patient).length, 64)
  t.equal(model.calls, 1)
})

t.test('a failed call is not kept', async (t) => {
  const model = new WordEmbedder()
  const embedder = new CachedEmbedder(model, LIMITS)
  model.problem = new Error('model down')

  await t.rejects(embedder.embed({ text: 'red' }, QUERY), { message: 'model down' })
  model.problem = undefined

  t.equal((await embedder.embed({ text: 'red' }, QUERY)).length, 64)
})

t.test('the cache is bounded by entries and by bytes', async (t) => {
  const byEntries = new CachedEmbedder(new WordEmbedder(), { maxEntries: 3, maxBytes: 1_000_000 })
  const byBytes = new CachedEmbedder(new WordEmbedder(), { maxEntries: 1000, maxBytes: 1000 })

  for (let i = 0; i < 20; i++) {
    await byEntries.embed({ text: `query ${i}` }, QUERY)
    await byBytes.embed({ text: `query ${i}` }, QUERY)
  }

  t.equal(byEntries.counters.entries, 3)
  t.equal(byBytes.counters.entries, 3, 'three entries of 256 bytes and their keys fit into 1,000 bytes')
  t.ok(byBytes.counters.bytes <= 1000)
})

t.test('an eviction does not end a call in flight', async (t) => {
  const model = new WordEmbedder()
  const embedder = new CachedEmbedder(model, { maxEntries: 1, maxBytes: 1_000_000 })
  const { promise, open } = gate()
  model.gate = promise

  const calls = ['a', 'b', 'c'].map(async (text) => await embedder.embed({ text }, QUERY))
  open()

  t.same((await Promise.all(calls)).map(({ length }) => length), [64, 64, 64])
})
