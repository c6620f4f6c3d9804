import { getEventListeners } from 'node:events'
import t from 'tap'
import { CachedEmbedder } from '../../src/embedding/cached-embedder.ts'
import type { EmbedInput, Embedding } from '../../src/embedding/embedder.ts'
import type { MeteredEmbedder, ModelUsage } from '../../src/embedding/metered-embedder.ts'
import { inspectImage } from '../../src/images/inspect-image.ts'
import { gate } from '../fixtures/gate.ts'
import { photo, WordEmbedder } from '../fixtures/word-embedder.ts'

const LIMITS = { maxEntries: 100, maxBytes: 1_000_000 }
const QUERY = { purpose: 'query' } as const
/** One embedding of 64 values. */
const BYTES = 256

/** A model that bills a cent for each character of a text, and a dollar for an image. */
class BilledEmbedder extends WordEmbedder implements MeteredEmbedder {
  readonly usage: ModelUsage = { calls: 0, images: 0, inputTokens: 0, estimatedUsd: 0 }
  isClosed = false

  estimateUsd (input: EmbedInput): number {
    return 'text' in input ? input.text.length / 100 : 1
  }

  override async close (): Promise<void> {
    this.isClosed = true
  }
}

t.test('it shows what the model is', async (t) => {
  const model = new WordEmbedder()
  const { model: name, dimensions, capabilities, maxTextLength } = new CachedEmbedder(model, LIMITS)

  t.same(
    { name, dimensions, capabilities, maxTextLength },
    {
      name: model.model,
      dimensions: model.dimensions,
      capabilities: model.capabilities,
      maxTextLength: model.maxTextLength
    }
  )
})

t.test('spellings that no reader can tell apart share an entry, those that mean something do not', async (t) => {
  const model = new WordEmbedder()
  const embedder = new CachedEmbedder(model, LIMITS)
  const alike = ['café bar', 'cafe\u0301 bar', ' café\u00a0bar\n', 'café\t\u2003bar']
  for (const text of alike) await embedder.embed({ text }, QUERY)
  t.equal(model.calls, 1)

  for (const text of ['cafe bar', 'Café bar', 'café-bar', 'cafébar', '']) await embedder.embed({ text }, QUERY)
  t.equal(model.calls, 6)
  t.ok(embedder.isCached({ text: '   ' }, 'query'), 'blanks are the empty text')
})

t.test('a text cannot pass for an image, nor a purpose for the beginning of a text', async (t) => {
  const model = new WordEmbedder()
  const embedder = new CachedEmbedder(model, LIMITS)
  const image = await inspectImage(await photo('red'), { maxPixels: 1e6, maxBytes: 1e6 })
  await embedder.embed({ image }, QUERY)
  await embedder.embed({ text: 'query red' }, QUERY)

  t.notOk(embedder.isCached({ text: image.hash }, 'query'))
  t.notOk(embedder.isCached({ text: 'red' }, 'query'))
  t.notOk(embedder.isCached({ text: 'query red' }, 'text-query'))
})

t.test('looking does not count as use, neither for the counters nor for what is given up first', async (t) => {
  const embedder = new CachedEmbedder(new WordEmbedder(), { ...LIMITS, maxEntries: 2 })
  await embedder.embed({ text: 'old' }, QUERY)
  await embedder.embed({ text: 'new' }, QUERY)
  for (let i = 0; i < 5; i++) embedder.isCached({ text: 'old' }, 'query')
  t.match(embedder.counters, { hits: 0, misses: 2 })
  await embedder.embed({ text: 'newest' }, QUERY)

  t.same(
    ['old', 'new', 'newest'].map((text) => embedder.isCached({ text }, 'query')),
    [false, true, true]
  )
})

t.test('what was used last is kept longest', async (t) => {
  const embedder = new CachedEmbedder(new WordEmbedder(), { ...LIMITS, maxEntries: 2 })
  for (const text of ['a', 'b', 'a', 'c']) await embedder.embed({ text }, QUERY)

  t.same(
    ['a', 'b', 'c'].map((text) => embedder.isCached({ text }, 'query')),
    [true, false, true]
  )
})

t.test('an entry that is larger than the cache is answered all the same, and costs the others nothing', async (t) => {
  const model = new WordEmbedder()
  const embedder = new CachedEmbedder(model, { maxEntries: 10, maxBytes: 2 * BYTES })
  await embedder.embed({ text: 'red' }, QUERY)
  const large = { text: 'word '.repeat(80) }

  t.equal((await embedder.embed(large, QUERY)).length, 64)
  t.equal((await embedder.embed(large, QUERY)).length, 64)
  t.equal(model.calls, 3)
  t.ok(embedder.isCached({ text: 'red' }, 'query'))
})

t.test('a caller that went away before asks nothing, and one that waits leaves no listener behind', async (t) => {
  const model = new WordEmbedder()
  const embedder = new CachedEmbedder(model, LIMITS)
  const reason = new Error('gone')
  await t.rejects(embedder.embed({ text: 'red' }, { ...QUERY, signal: AbortSignal.abort(reason) }), reason)
  t.equal(model.calls, 0)

  const { signal } = new AbortController()
  await embedder.embed({ text: 'red' }, { ...QUERY, signal })
  model.problem = new Error('down')
  await t.rejects(embedder.embed({ text: 'blue' }, { ...QUERY, signal }), model.problem)
  t.equal(getEventListeners(signal, 'abort').length, 0)
})

t.test('all who wait for a call that fails get its reason, and the next asks anew', async (t) => {
  const model = new WordEmbedder()
  const embedder = new CachedEmbedder(model, LIMITS)
  const { promise, open } = gate()
  model.gate = promise
  model.problem = new Error('down')
  const calls = Promise.allSettled([1, 2, 3].map(async () => await embedder.embed({ text: 'red' }, QUERY)))
  open()

  t.same(
    (await calls).map((call) => call.status === 'rejected' && (call.reason as Error)),
    [model.problem, model.problem, model.problem]
  )
  t.equal(model.calls, 1)
  model.problem = undefined
  await embedder.embed({ text: 'red' }, QUERY)
  t.match(embedder.counters, { misses: 2, joins: 2, hits: 0, entries: 1 })
})

t.test('a question costs what is not kept yet, and nothing of a model that bills nobody', async (t) => {
  const embedder = new CachedEmbedder(new BilledEmbedder(), LIMITS)
  const image = await inspectImage(await photo('red'), { maxPixels: 1e6, maxBytes: 1e6 })
  const inputs = [{ text: 'red' }, { text: 'red dress' }, { image }]

  t.same(embedder.costOf(inputs, 'query'), { modelCalls: 3, estimatedUsd: 1.12 })
  await embedder.embed({ text: ' red' }, QUERY)
  t.same(embedder.costOf(inputs, 'query'), { modelCalls: 2, estimatedUsd: 1.09 })
  t.same(embedder.costOf(inputs, 'index'), { modelCalls: 3, estimatedUsd: 1.12 }, 'for another purpose')
  t.same(embedder.costOf([], 'query'), { modelCalls: 0, estimatedUsd: 0 })
  t.equal(new CachedEmbedder(new WordEmbedder(), LIMITS).costOf(inputs, 'query'), undefined)
})

t.test('a model that tells colors is asked for them, of any other they are not known', async (t) => {
  const model = Object.assign(new WordEmbedder(), { colorsOf: (photo: Embedding) => new Map([['red', photo[0]!]]) })

  t.same(new CachedEmbedder(model, LIMITS).colorsOf(Float32Array.of(0.5)), new Map([['red', 0.5]]))
  t.equal(new CachedEmbedder(new WordEmbedder(), LIMITS).colorsOf(Float32Array.of(0.5)), undefined)
})

t.test('closing forgets everything and closes the model', async (t) => {
  const model = new BilledEmbedder()
  const embedder = new CachedEmbedder(model, LIMITS)
  await embedder.embed({ text: 'red' }, QUERY)
  await embedder.close()

  t.equal(model.isClosed, true)
  t.match(embedder.counters, { entries: 0, bytes: 0 })
})
