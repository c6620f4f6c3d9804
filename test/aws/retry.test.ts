import t from 'tap'
import { RateExceededError } from '../../src/aws/pacer.ts'
import { backoffCeilingMs, RetryPolicy, retryCause } from '../../src/aws/retry.ts'

const THROTTLED = { errorType: 'THROTTLING' } as const
const SERVER_ERROR = { errorType: 'SERVER_ERROR' } as const

class ServiceError extends Error {
  override readonly name: string
  declare readonly cause: Error

  constructor (name: string, members: object = {}) {
    super(name)
    this.name = name
    Object.assign(this, members)
  }
}

const failure = (name: string, members?: object) =>
  ({ errorType: 'CLIENT_ERROR', error: new ServiceError(name, members) }) as const

t.test(
  'a few retries come soon, since the next try most likely succeeds; then the wait grows as if it always had',
  async (t) => {
    const ceilings = (cause: 'throttling' | 'transient') =>
      Array.from({ length: 8 }, (_, i) => backoffCeilingMs(cause, i + 1))

    t.same(ceilings('throttling'), [100, 100, 100, 100, 1600, 3200, 5000, 5000])
    t.same(ceilings('transient'), [50, 50, 50, 50, 800, 1600, 3200, 5000])
  }
)

t.test('waits are drawn from the whole range up to the ceiling', async (t) => {
  const policy = new RetryPolicy({ maxAttempts: 5, deadlineMs: 30_000, budget: Infinity })
  const waits: number[] = []
  for (let i = 0; i < 400; i++) {
    const token = await policy.acquireInitialRetryToken()
    waits.push((await policy.refreshRetryTokenForRetry(token, SERVER_ERROR)).getRetryDelay())
  }

  t.ok(waits.every((ms) => ms >= 0 && ms <= 50))
  t.ok(Math.min(...waits) < 5 && Math.max(...waits) > 45)
})

t.test('attempts, deadline and budget each end the retries of a call', async (t) => {
  const few = new RetryPolicy({ maxAttempts: 2, deadlineMs: 30_000 })
  const second = await few.refreshRetryTokenForRetry(await few.acquireInitialRetryToken(), THROTTLED)
  await t.rejects(few.refreshRetryTokenForRetry(second, THROTTLED), /no attempts left/)

  const late = new RetryPolicy({ maxAttempts: 7, deadlineMs: 1000 })
  const retryAfterHint = new Date(Date.now() + 2000)
  await t.rejects(
    late.refreshRetryTokenForRetry(await late.acquireInitialRetryToken(), { ...THROTTLED, retryAfterHint }),
    /no time left/
  )

  const poor = new RetryPolicy({ maxAttempts: 7, deadlineMs: 30_000, budget: 10 })
  const paid = await poor.refreshRetryTokenForRetry(await poor.acquireInitialRetryToken(), SERVER_ERROR)
  await t.rejects(poor.refreshRetryTokenForRetry(paid, THROTTLED), /no retry budget left/)
  poor.recordSuccess(paid)
  t.ok(
    await poor.refreshRetryTokenForRetry(await poor.acquireInitialRetryToken(), THROTTLED),
    'a success gives back what its retry cost'
  )
})

t.test('where a service is only busy tries may go on for as long as there is time', async (t) => {
  const patient = new RetryPolicy({
    maxAttempts: 2,
    maxThrottledAttempts: Infinity,
    deadlineMs: 120_000,
    budget: Infinity
  })
  let token = await patient.acquireInitialRetryToken()
  for (let i = 0; i < 30; i++) token = await patient.refreshRetryTokenForRetry(token, THROTTLED)
  await t.rejects(patient.refreshRetryTokenForRetry(token, SERVER_ERROR), /no attempts left/)
})

t.test('waits are no longer than they may be', async (t) => {
  const hurried = new RetryPolicy({ maxAttempts: 50, deadlineMs: 120_000, maxDelayMs: 20, budget: Infinity })
  let token = await hurried.acquireInitialRetryToken()
  for (let i = 0; i < 40; i++) {
    token = await hurried.refreshRetryTokenForRetry(token, THROTTLED)
    t.ok(token.getRetryDelay() <= 20)
  }
})

t.test('a refusal of our own, for want of time, is final', async (t) => {
  t.equal(
    retryCause({
      errorType: 'TRANSIENT',
      error: Object.assign(new RateExceededError(2, 1), { cause: new Error('none') })
    }),
    undefined
  )
})

t.test('only what may pass is repeated', async (t) => {
  t.equal(retryCause(THROTTLED), 'throttling')
  t.equal(retryCause({ errorType: 'TRANSIENT' }), 'transient')
  t.equal(retryCause(failure('ModelTimeoutException')), 'transient')
  t.equal(retryCause(failure('ModelErrorException', { originalStatusCode: 503 })), 'transient')
  t.equal(retryCause(failure('ModelErrorException', { originalStatusCode: 400 })), undefined)
  t.equal(retryCause(failure('ValidationException')), undefined)
})

t.test('a Retry-After is the least wait, one that has passed is none', async (t) => {
  const policy = new RetryPolicy({ maxAttempts: 7, deadlineMs: 30_000 })
  const delayAfter = async (retryAfterHint: Date) => {
    const token = await policy.refreshRetryTokenForRetry(await policy.acquireInitialRetryToken(), {
      ...SERVER_ERROR,
      retryAfterHint
    })
    return token.getRetryDelay()
  }

  const asked = await delayAfter(new Date(Date.now() + 20_000))
  t.ok(asked > 15_000 && asked <= 20_000)
  const passed = await delayAfter(new Date(0))
  t.ok(passed >= 0 && passed <= 50)
})

t.test('the tries of a call are counted, the first included', async (t) => {
  const once = new RetryPolicy({ maxAttempts: 1, deadlineMs: 30_000 })
  await t.rejects(
    once.refreshRetryTokenForRetry(await once.acquireInitialRetryToken(), SERVER_ERROR),
    /no attempts left/
  )

  const policy = new RetryPolicy({ maxAttempts: 4, deadlineMs: 30_000 })
  let token = await policy.acquireInitialRetryToken()
  const counts = [token.getRetryCount()]
  for (let i = 0; i < 3; i++) {
    token = await policy.refreshRetryTokenForRetry(token, SERVER_ERROR)
    counts.push(token.getRetryCount())
  }
  t.same(counts, [0, 1, 2, 3])
  await t.rejects(policy.refreshRetryTokenForRetry(token, SERVER_ERROR), /no attempts left/)
})

t.test('what is not to be repeated costs the budget nothing', async (t) => {
  const policy = new RetryPolicy({ maxAttempts: 7, deadlineMs: 30_000, budget: 10 })
  for (let i = 0; i < 20; i++) {
    await t.rejects(
      policy.refreshRetryTokenForRetry(await policy.acquireInitialRetryToken(), failure('ValidationException')),
      /not to be repeated/
    )
  }

  t.ok(await policy.refreshRetryTokenForRetry(await policy.acquireInitialRetryToken(), SERVER_ERROR))
})

t.test('a success without a retry gives a little back to all calls', async (t) => {
  const policy = new RetryPolicy({ maxAttempts: 7, deadlineMs: 30_000, budget: 10 })
  const retry = async () =>
    await policy.refreshRetryTokenForRetry(await policy.acquireInitialRetryToken(), SERVER_ERROR)
  await retry()
  for (let i = 0; i < 9; i++) policy.recordSuccess(await policy.acquireInitialRetryToken())
  await t.rejects(retry(), /no retry budget left/)
  policy.recordSuccess(await policy.acquireInitialRetryToken())

  t.ok(await retry())
})
