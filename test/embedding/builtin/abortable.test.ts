import { getEventListeners } from 'node:events'
import t from 'tap'
import { abortable } from '../../../src/embedding/builtin/abortable.ts'
import { RunGate } from '../../../src/embedding/builtin/run-gate.ts'
import { gate } from '../../fixtures/gate.ts'

const REASON = new Error('the caller went away')

t.test('work settles as it would without a signal', async (t) => {
  const problem = new Error('failed')
  const { signal } = new AbortController()

  for (const given of [undefined, signal]) {
    t.equal(await abortable(Promise.resolve(7), given), 7)
    await t.rejects(abortable(Promise.reject(problem), given), problem)
  }
  t.equal(getEventListeners(signal, 'abort').length, 0, 'and leaves no listener')
})

t.test('who goes away gets their reason at once, and the work runs on', async (t) => {
  const { promise, open } = gate()
  const controller = new AbortController()
  let isDone = false
  const work = promise.then(() => { isDone = true })
  const waiting = abortable(work, controller.signal)
  controller.abort(REASON)

  await t.rejects(waiting, REASON)
  t.equal(isDone, false)
  open()
  await work
  t.equal(isDone, true)
})

t.test('an abort after the end changes nothing', async (t) => {
  const controller = new AbortController()
  const waiting = abortable(Promise.resolve(7), controller.signal)
  t.equal(await waiting, 7)
  controller.abort(REASON)

  t.equal(await waiting, 7)
})

t.test('a gate lets tasks pass side by side, and gives back what they give or throw', async (t) => {
  const runs = new RunGate()
  const { promise, open } = gate()
  const slow = runs.pass(async () => await promise.then(() => 'slow'))

  t.equal(await runs.pass(async () => 'fast'), 'fast')
  await t.rejects(runs.pass(async () => { throw REASON }), REASON)
  open()
  t.equal(await slow, 'slow')
})

t.test('a gate that is shut waits for nobody once all are out, failed ones too, and lets nothing in', async (t) => {
  const runs = new RunGate()
  await runs.pass(async () => 1)
  await t.rejects(runs.pass(async () => { throw REASON }), REASON)
  // Would time the test out if a run were still counted.
  runs.shut(600_000)

  let calls = 0
  await t.rejects(runs.pass(async () => { calls++ }), { message: 'the process is ending' })
  t.equal(calls, 0)
})

t.test('both sides of a gate see the same runs', async (t) => {
  const ours = new RunGate()
  const theirs = new RunGate(ours.buffer)
  const { promise, open } = gate()
  const run = theirs.pass(async () => await promise)
  // It does not end while this thread is blocked: the time given is all that ends the wait.
  ours.shut(1)
  open()

  await run
  await t.rejects(theirs.pass(async () => {}), { message: 'the process is ending' })
})
