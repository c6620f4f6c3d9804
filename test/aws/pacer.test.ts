import { setMaxListeners } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { Pacer, type Turn } from '../../src/aws/pacer.ts'
import { seededRandom } from '../fixtures/random.ts'

/** Time as the pacer sees it: it passes, and timers run, as the test says. */
function fakeTime (t: Test) {
  const [now, set, clear] = [performance.now, globalThis.setTimeout, globalThis.clearTimeout]
  let time = 1000
  let timers: Array<{ readonly at: number; readonly run: () => void }> = []
  performance.now = () => time
  Object.assign(globalThis, {
    setTimeout: (run: () => void, ms: number) => {
      const timer = { at: time + ms, run }
      timers.push(timer)
      return timer
    },
    clearTimeout: (timer: unknown) => {
      timers = timers.filter((other) => other !== timer)
    }
  })
  t.teardown(() => {
    performance.now = now
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear })
  })
  return {
    get time () {
      return time
    },
    get timers () {
      return timers.length
    },
    async advance (ms: number) {
      await nextTurn()
      const end = time + ms
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)
        if (!next) break
        timers = timers.filter((timer) => timer !== next)
        time = Math.max(time, next.at)
        next.run()
        await nextTurn()
      }
      time = end
      await nextTurn()
    }
  }
}

/** When each turn came, in milliseconds from the start; the message of a refusal. */
function passing (
  clock: { readonly time: number },
  pacer: Pacer,
  turns: readonly Turn[]
): Array<number | string | undefined> {
  const start = clock.time
  const came: Array<number | string | undefined> = turns.map(() => undefined)
  turns.forEach((turn, i) => {
    pacer.pass(turn).then(
      () => {
        came[i] = Math.round(clock.time - start)
      },
      (error: Error) => {
        came[i] = error.message
      }
    )
  })
  return came
}

t.test('a burst goes at once, what follows is spread evenly', async (t) => {
  const clock = fakeTime(t)
  const came = passing(clock, new Pacer({ perSecond: 10, burstMs: 300 }), Array(6).fill({}))
  await clock.advance(1000)

  t.same(came, [0, 0, 0, 100, 200, 300])
})

t.test('time that passes is credit, up to one burst', async (t) => {
  const clock = fakeTime(t)
  const pacer = new Pacer({ perSecond: 10, burstMs: 200 })
  passing(clock, pacer, [{}, {}])
  await clock.advance(3_600_000)
  const came = passing(clock, pacer, Array(4).fill({}))
  await clock.advance(1000)

  t.same(came, [0, 0, 100, 200], 'an hour is worth no more than the burst')
})

t.test('several units at once wait for all of them, also for more than a burst', async (t) => {
  const clock = fakeTime(t)
  const came = passing(clock, new Pacer({ perSecond: 100, burstMs: 100 }), [
    { amount: 10 },
    { amount: 5 },
    { amount: 50 },
    { amount: 0 }
  ])
  await clock.advance(1000)

  t.same(came, [0, 50, 550, 550])
})

t.test(
  'without a limit nothing waits, and a limit holds from when it is set until it is lifted, for all who wait',
  async (t) => {
    const clock = fakeTime(t)
    const pacer = new Pacer({ perSecond: Infinity, burstMs: 0 })
    const free = passing(clock, pacer, Array(5).fill({ amount: 1000 }))
    await clock.advance(0)
    t.same(free, [0, 0, 0, 0, 0])

    pacer.perSecond = 2
    const came = passing(clock, pacer, Array(6).fill({}))
    await clock.advance(1005)
    t.same(came, [500, 1000, undefined, undefined, undefined, undefined])
    pacer.perSecond = 100
    await clock.advance(30)
    t.same(came.slice(2, 5), [1010, 1020, 1030], 'none waits as long as it would have')
    pacer.perSecond = 1
    const late = passing(clock, pacer, Array(3).fill({}))
    pacer.perSecond = Infinity
    await clock.advance(0)
    t.same(late, [0, 0, 0])
  }
)

t.test('who leaves gives the turn back: two hundred of them keep the next waiting no longer than one', async (t) => {
  const clock = fakeTime(t)
  const pacer = new Pacer({ perSecond: 1, burstMs: 0 })
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  const left = passing(clock, pacer, Array(200).fill({ signal: controller.signal }))
  await clock.advance(500)
  controller.abort(new Error('gone'))
  await clock.advance(0)
  t.equal(left.filter((outcome) => outcome === 'gone').length, 199, 'the first had its turn')
  t.equal(clock.timers, 0, 'nothing is waited for')

  const came = passing(clock, pacer, [{}, {}])
  await clock.advance(3000)
  t.same(came, [500, 1500])
})

t.test(
  'who would wait too long is refused at once and takes no turn, also when it gets too long later',
  async (t) => {
    const clock = fakeTime(t)
    const pacer = new Pacer({ perSecond: 2, burstMs: 0 })
    const came = passing(clock, pacer, Array(12).fill({ timeLeftMs: 2000 }))
    await clock.advance(0)
    t.equal(came.filter((outcome) => typeof outcome === 'string').length, 8, 'the first goes, three wait')
    t.match(came[4], 'its turn would come in 2000 ms, and 2000 ms can be waited')
    await clock.advance(500)
    pacer.perSecond = 0.5
    await clock.advance(0)
    t.match(came.slice(0, 4), [0, 500, /its turn would come/, /its turn would come/])
  }
)

t.test('in no second does more begin than the rate and the burst allow, whatever comes when', async (t) => {
  const clock = fakeTime(t)
  const random = seededRandom(5)
  const pacer = new Pacer({ perSecond: 20, burstMs: 200 })
  const begun: number[] = []
  for (let i = 0; i < 300; i++) {
    await clock.advance(random() < 0.7 ? 0 : random() * 400)
    pacer.pass().then(() => {
      begun.push(clock.time)
    }, t.fail)
  }
  await clock.advance(60_000)

  t.equal(begun.length, 300)
  const most = Math.max(...begun.map((start) => begun.filter((at) => at >= start && at < start + 999).length))
  t.ok(most <= 24, `${most} began within a second`)
})
