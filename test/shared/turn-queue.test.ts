import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { endingIn } from '../../src/shared/deadline.ts'
import { TurnQueue } from '../../src/shared/turn-queue.ts'
import { fakeClock } from '../fixtures/fake-clock.ts'
import { gate } from '../fixtures/gate.ts'

const BUSY = { code: 'SERVER_BUSY', statusCode: 503 }

function queueOf (maxWaitMs = 1000, concurrency = 1): TurnQueue {
  return new TurnQueue({ what: 'searches', concurrency, maxWaitMs })
}

/** Runs turns that take `ms` each, until the queue has learnt it. */
async function teach (queue: TurnQueue, clock: { advance (ms: number): void }, ms: number): Promise<void> {
  for (let i = 0; i < 200; i++) await queue.run(undefined, async () => clock.advance(ms))
}

/** Keeps turns until they are let go, and tells in which order they began. */
function turns (queue: TurnQueue) {
  const began: string[] = []
  const gates = new Map<string, () => void>()
  const ask = async (name: string, signal?: AbortSignal) => await queue.run(signal, async () => {
    began.push(name)
    const { promise, open } = gate()
    gates.set(name, open)
    await promise
    return name
  })
  return { began, ask, end: (name: string) => gates.get(name)!() }
}

t.test('so many run at once, the others in the order in which they came', async (t) => {
  const queue = queueOf(1000, 2)
  const { began, ask, end } = turns(queue)
  const asked = ['a', 'b', 'c', 'd'].map(async (name) => await ask(name))
  t.same(began, ['a', 'b'])
  t.match(queue.counters, { running: 2, waiting: 2 })

  end('b')
  t.equal(await asked[1], 'b')
  await setImmediate()
  t.same(began, ['a', 'b', 'c'])
  end('a')
  await asked[0]
  await setImmediate()
  end('c')
  end('d')
  await Promise.all(asked)
  t.match(queue.counters, { running: 0, waiting: 0, refused: 0 })
})

t.test('as many wait as can be served in time, by what a turn takes', async (t) => {
  const clock = fakeClock(t)
  for (const [ms, waiting] of [[10, 100], [100, 10], [250, 4]] as const) {
    const queue = queueOf()
    await teach(queue, clock, ms)
    const { ask } = turns(queue)
    const asked = Array.from({ length: 300 }, async (_, i) => await ask(String(i)))
    asked.forEach((one) => one.catch(() => {}))
    const refused = asked.at(-1)!
    await t.rejects(refused, { ...BUSY, message: /at once\. Retry in 2 s\.$/, retryAfter: 2 })
    t.ok(Math.abs(queue.counters.waiting - waiting) <= 1, `${queue.counters.waiting} at ${ms} ms`)
    t.equal(queue.counters.refused, 299 - queue.counters.waiting)
  }
})

t.test('two turns at once serve twice as many in time', async (t) => {
  const clock = fakeClock(t)
  const queue = queueOf(1000, 2)
  await teach(queue, clock, 100)
  const { ask } = turns(queue)
  for (let i = 0; i < 100; i++) ask(String(i)).catch(() => {})
  t.ok(Math.abs(queue.counters.waiting - 20) <= 1)
})

t.test('whoever has less time left is not kept waiting for nothing', async (t) => {
  const clock = fakeClock(t)
  const queue = queueOf(10_000)
  await teach(queue, clock, 100)
  const { ask } = turns(queue)
  const { signal } = new AbortController()
  for (let i = 0; i < 5; i++) ask(String(i)).catch(() => {})

  await t.rejects(ask('hurried', endingIn(500, signal)), BUSY)
  t.equal(queue.counters.waiting, 4)
  ask('patient', endingIn(2000, new AbortController().signal)).catch(() => {})
  t.equal(queue.counters.waiting, 5)
})

t.test('who goes away while waiting makes room at once, and never runs', async (t) => {
  const queue = queueOf()
  const { began, ask, end } = turns(queue)
  const first = ask('first')
  const reason = new Error('gone')
  const controller = new AbortController()
  const gone = Array.from({ length: 10 }, async (_, i) => await ask(`gone ${i}`, controller.signal))
  const last = ask('last')

  controller.abort(reason)
  for (const one of gone) await t.rejects(one, reason)
  t.match(queue.counters, { running: 1, waiting: 1 })
  end('first')
  await first
  await setImmediate()
  t.same(began, ['first', 'last'])
  end('last')
  await last
  await t.rejects(ask('late', AbortSignal.abort(reason)), reason)
})

t.test('who goes away in the moment of their turn never runs, and passes it on', async (t) => {
  const queue = queueOf()
  const { began, ask, end } = turns(queue)
  const reason = new Error('gone')
  const controller = new AbortController()
  const first = ask('first')
  const gone = ask('gone', controller.signal)
  const last = ask('last')

  end('first')
  await first
  controller.abort(reason)
  await t.rejects(gone, reason)
  await setImmediate()
  t.same(began, ['first', 'last'])
  end('last')
  await last
  t.match(queue.counters, { running: 0, waiting: 0 })
})

t.test('failures pass the turn on, and do not make turns look short', async (t) => {
  const clock = fakeClock(t)
  const queue = queueOf()
  await teach(queue, clock, 100)
  for (let i = 0; i < 200; i++) await t.rejects(queue.run(undefined, async () => { throw new Error('down') }), /down/)
  const { ask } = turns(queue)
  for (let i = 0; i < 100; i++) ask(String(i)).catch(() => {})
  t.ok(Math.abs(queue.counters.waiting - 10) <= 1)
})

t.test('an estimate that is far too long mends itself: one may always wait', async (t) => {
  const clock = fakeClock(t)
  const queue = queueOf()
  await teach(queue, clock, 60_000)
  const { ask, end } = turns(queue)
  const first = ask('first')
  const second = ask('second')
  await t.rejects(ask('third'), { ...BUSY, retryAfter: 120 })
  end('first')
  await first
  await setImmediate()
  end('second')
  await second
  await teach(queue, clock, 10)
  t.equal(queue.counters.expectedWaitMs, 0)
  const { ask: again } = turns(queue)
  for (let i = 0; i < 50; i++) again(String(i)).catch(() => {})
  t.equal(queue.counters.waiting, 49)
})
