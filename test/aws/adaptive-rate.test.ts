import t from 'tap'
import { AdaptiveRate } from '../../src/aws/adaptive-rate.ts'
import { fakeClock } from '../fixtures/fake-clock.ts'

type Clock = ReturnType<typeof fakeClock>

/** A window of half a second with so many answers, the first `throttled` of them refusals. */
function window (rate: AdaptiveRate, clock: Clock, answers: number, throttled: number): number {
  for (let i = 0; i < answers; i++) {
    if (i === answers - 1) clock.advance(500)
    rate.record(i < throttled ? 'throttled' : 'answered')
  }
  return rate.perSecond
}

t.test('nothing is held back while the service refuses no more than two calls of five', async (t) => {
  const clock = fakeClock(t)
  const rate = new AdaptiveRate()

  t.equal(window(rate, clock, 100, 40), Infinity)
  t.equal(rate.reserve(), 0)
})

t.test('above that share the rate falls below what was sent, and falls on while refusals last', async (t) => {
  const clock = fakeClock(t)
  const rate = new AdaptiveRate()

  const first = window(rate, clock, 100, 41)
  t.equal(Math.round(first), 140, 'seven tenths of 200 a second')
  t.equal(Math.round(window(rate, clock, 70, 70)), 98)
  rate.reserve()
  t.ok(rate.reserve() > 0, 'the second of two waits')
})

t.test('too few answers or too short a time say nothing', async (t) => {
  const clock = fakeClock(t)

  t.equal(window(new AdaptiveRate(), clock, 19, 19), Infinity)
  const soon = new AdaptiveRate()
  for (let i = 0; i < 1000; i++) soon.record('throttled')
  clock.advance(499)
  soon.record('throttled')
  t.equal(soon.perSecond, Infinity)
  clock.advance(1)
  soon.record('throttled')
  t.ok(soon.perSecond < Infinity)
})

t.test('a rate that holds grows by one a window', async (t) => {
  const clock = fakeClock(t)
  const rate = new AdaptiveRate()
  const limited = window(rate, clock, 100, 100)

  const grown = [window(rate, clock, 60, 0), window(rate, clock, 60, 10), window(rate, clock, 60, 0)]
  t.same(grown.map((value) => Math.round(value - limited)), [1, 2, 3])
})

t.test('a rate that no longer binds is let go', async (t) => {
  const clock = fakeClock(t)
  const rate = new AdaptiveRate()
  window(rate, clock, 100, 100)

  t.equal(window(rate, clock, 20, 0), Infinity, '40 a second, where 140 are let through')
})

t.test('a rate that is known is kept from the start, and come back to after throttling, never gone beyond', async (t) => {
  const clock = fakeClock(t)
  const rate = new AdaptiveRate(200)

  const waits = Array.from({ length: 22 }, () => rate.reserve())
  t.same(waits.slice(0, 20), Array(20).fill(0), 'a tenth of a second at once')
  t.same(waits.slice(20).map(Math.round), [5, 10])
  t.equal(window(rate, clock, 100, 0), 200, 'it does not grow')
  t.equal(window(rate, clock, 100, 100), 140)
  t.equal(window(rate, clock, 70, 0), 141)
  t.equal(window(rate, clock, 20, 0), 200, 'nothing binds any more')
  t.equal(window(new AdaptiveRate(0.5), clock, 100, 100), 0.5, 'not even for the least that always goes through')
})

t.test('one call a second always goes through', async (t) => {
  const clock = fakeClock(t)
  const rate = new AdaptiveRate()
  for (let round = 0; round < 30; round++) {
    clock.advance(60_000)
    for (let i = 0; i < 20; i++) rate.record('throttled')
  }

  t.equal(rate.perSecond, 1)
})
