import t from 'tap'
import { CachedEmbedder } from '../../src/embedding/cached-embedder.ts'
import type { EmbedInput, EmbedOptions, Embedding } from '../../src/embedding/embedder.ts'
import { endingIn, timeLeftMs } from '../../src/shared/deadline.ts'
import { gate } from '../fixtures/gate.ts'
import { WordEmbedder } from '../fixtures/word-embedder.ts'

const LIMITS = { maxEntries: 100, maxBytes: 1_000_000 }
const QUERY = { purpose: 'query' } as const
const GONE = new Error('gone')

/** Keeps the signals that it is called with. */
class WatchedEmbedder extends WordEmbedder {
  readonly signals: AbortSignal[] = []

  override async embed (input: EmbedInput, options: EmbedOptions): Promise<Embedding> {
    if (options.signal) this.signals.push(options.signal)
    return await super.embed(input, options)
  }
}

function held () {
  const model = new WatchedEmbedder()
  const { promise, open } = gate()
  model.gate = promise
  return { model, embedder: new CachedEmbedder(model, LIMITS), open }
}

t.test('a call is given up when its last caller has gone, not before', async (t) => {
  const { model, embedder } = held()
  const callers = [1, 2, 3].map(() => new AbortController())
  const calls = callers.map(async ({ signal }) => await embedder.embed({ text: 'red' }, { ...QUERY, signal }))

  for (const [i, caller] of callers.entries()) {
    t.equal(model.signals[0]!.aborted, false)
    caller.abort(GONE)
    await t.rejects(calls[i]!, GONE)
  }

  t.equal(model.calls, 1)
  t.equal(model.signals[0]!.aborted, true)
})

t.test('who has no signal keeps the call alive', async (t) => {
  const { model, embedder, open } = held()
  const controller = new AbortController()
  const patient = embedder.embed({ text: 'red' }, QUERY)
  const gone = embedder.embed({ text: 'red' }, { ...QUERY, signal: controller.signal })
  controller.abort(GONE)
  await t.rejects(gone, GONE)

  t.equal(model.signals[0]!.aborted, false)
  open()
  t.equal((await patient).length, 64)
})

t.test('who asks after a call was given up gets an answer of their own', async (t) => {
  const { model, embedder, open } = held()
  const controller = new AbortController()
  const gone = embedder.embed({ text: 'red' }, { ...QUERY, signal: controller.signal })
  controller.abort(GONE)
  await t.rejects(gone, GONE)
  const next = embedder.embed({ text: 'red' }, QUERY)
  open()

  t.equal((await next).length, 64)
  t.equal(model.calls, 2)
  t.equal((await embedder.embed({ text: 'red' }, QUERY)).length, 64)
  t.match(embedder.counters, { entries: 1, hits: 1 })
})

t.test('a call that was evicted while in flight is given up with its own callers only', async (t) => {
  const { model } = held()
  const embedder = new CachedEmbedder(model, { maxEntries: 1, maxBytes: 1_000_000 })
  const controller = new AbortController()
  const first = embedder.embed({ text: 'red' }, { ...QUERY, signal: controller.signal })
  embedder.embed({ text: 'blue' }, QUERY).catch(() => {})
  embedder.embed({ text: 'red' }, QUERY).catch(() => {})
  controller.abort(GONE)
  await t.rejects(first, GONE)

  t.same(model.signals.map(({ aborted }) => aborted), [true, false, false])
})

t.test('the model is told how much time the first caller has', async (t) => {
  const { model, embedder } = held()
  const signal = endingIn(5000, new AbortController().signal)
  embedder.embed({ text: 'red' }, { ...QUERY, signal }).catch(() => {})
  embedder.embed({ text: 'blue' }, QUERY).catch(() => {})

  const [hurried, patient] = model.signals.map(timeLeftMs)
  t.ok(hurried! <= 5000 && hurried! > 0)
  t.equal(patient, Infinity)
})
