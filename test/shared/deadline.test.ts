import { getEventListeners } from 'node:events'
import t from 'tap'
import { DeadlineError, withDeadline } from '../../src/shared/deadline.ts'

const REASON = new Error('the caller went away')

/** A call as the SDK makes it: it rejects with an error of its own once it is told to stop. */
const untilStopped = async (signal: AbortSignal) =>
  await new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('Request aborted')))
  })

t.test('what the call gives or throws is passed on, with its signal never aborted', async (t) => {
  const problem = new Error('no such index')
  let seen: AbortSignal | undefined

  t.equal(
    await withDeadline(10_000, undefined, async (signal) => {
      seen = signal
      return 7
    }),
    7
  )
  await t.rejects(
    withDeadline(10_000, undefined, async () => {
      throw problem
    }),
    problem
  )
  t.equal(seen?.aborted, false)
})

t.test('a call that takes too long is stopped, and the error says how long it had', async (t) => {
  const error: unknown = await withDeadline(1, undefined, untilStopped).catch((error: unknown) => error)

  t.ok(error instanceof DeadlineError)
  t.match(error, {
    name: 'DeadlineError',
    timeoutMs: 1,
    message: 'no answer within 1 ms',
    cause: { message: 'Request aborted' }
  })
})

t.test('a caller that goes away gets the reason of their own signal', async (t) => {
  const controller = new AbortController()
  const call = withDeadline(10_000, controller.signal, untilStopped)
  controller.abort(REASON)

  await t.rejects(call, REASON)
})

t.test('a caller that went away before starts no call', async (t) => {
  let calls = 0

  await t.rejects(
    withDeadline(10_000, AbortSignal.abort(REASON), async () => {
      calls++
    }),
    REASON
  )
  t.equal(calls, 0)
})

t.test('a call that answers although it was told to stop is answered', async (t) => {
  const controller = new AbortController()
  const call = withDeadline(10_000, controller.signal, async (signal) => {
    controller.abort(REASON)
    return signal.aborted
  })

  t.equal(await call, true)
})

t.test('a signal that serves many calls keeps no listener of those that ended', async (t) => {
  const controller = new AbortController()
  const { signal } = controller
  for (let i = 0; i < 20; i++) {
    await withDeadline(10_000, signal, async () => i)
    await t.rejects(
      withDeadline(10_000, signal, async () => {
        throw new Error('failed')
      })
    )
  }
  t.equal(getEventListeners(signal, 'abort').length, 0)

  const call = withDeadline(10_000, signal, untilStopped)
  t.equal(getEventListeners(signal, 'abort').length, 1)
  controller.abort(REASON)
  await t.rejects(call, REASON)
})
