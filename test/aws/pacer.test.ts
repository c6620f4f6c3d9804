import t from 'tap'
import { Pacer } from '../../src/aws/pacer.ts'
import { fakeClock } from '../fixtures/fake-clock.ts'
import { seededRandom } from '../fixtures/random.ts'

const rounded = (values: readonly number[]) => values.map((value) => Math.round(value))

t.test('a burst goes at once, what follows is spread evenly', async (t) => {
  fakeClock(t)
  const pacer = new Pacer({ perSecond: 10, burst: 3 })

  t.same(rounded(Array.from({ length: 6 }, () => pacer.reserve())), [0, 0, 0, 100, 200, 300])
})

t.test('time that passes is credit, up to one burst', async (t) => {
  const clock = fakeClock(t)
  const pacer = new Pacer({ perSecond: 10, burst: 2 })
  for (let i = 0; i < 2; i++) pacer.reserve()
  clock.advance(100)
  t.same(rounded([pacer.reserve(), pacer.reserve()]), [0, 100])

  clock.advance(3_600_000)
  t.same(rounded(Array.from({ length: 4 }, () => pacer.reserve())), [0, 0, 100, 200], 'an hour is worth no more than the burst')
})

t.test('several units at once wait for all of them, also for more than a burst', async (t) => {
  fakeClock(t)
  const pacer = new Pacer({ perSecond: 100, burst: 10 })

  t.same(rounded([pacer.reserve(10), pacer.reserve(5), pacer.reserve(50), pacer.reserve(0)]), [0, 50, 550, 550])
})

t.test('without a limit nothing waits, and a limit that is set later holds from then on', async (t) => {
  fakeClock(t)
  const pacer = new Pacer({ perSecond: Infinity, burst: 1 })
  t.same(Array.from({ length: 5 }, () => pacer.reserve(1000)), [0, 0, 0, 0, 0])

  pacer.perSecond = 2
  t.same(rounded([pacer.reserve(), pacer.reserve(), pacer.reserve()]), [500, 1000, 1500])
  pacer.perSecond = Infinity
  t.equal(Math.round(pacer.reserve()), 1500, 'what is promised to others stays promised')
})

t.test('in no second does more begin than the rate and the burst allow, whatever comes when', async (t) => {
  const clock = fakeClock(t)
  const random = seededRandom(5)
  const pacer = new Pacer({ perSecond: 20, burst: 4 })
  const begun: number[] = []
  let now = 0
  for (let i = 0; i < 500; i++) {
    const pause = random() < 0.7 ? 0 : random() * 400
    clock.advance(pause)
    now += pause
    begun.push(now + pacer.reserve())
  }

  const most = Math.max(...begun.map((start) => begun.filter((at) => at >= start && at < start + 999).length))
  t.ok(most <= 24, `${most} began within a second`)
  t.same(begun, [...begun].sort((a, b) => a - b), 'in the order of asking')
})
