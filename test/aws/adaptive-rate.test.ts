import t from 'tap'
import { AdaptiveRate } from '../../src/aws/adaptive-rate.ts'
import { endingIn } from '../../src/shared/deadline.ts'
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
  await rate.turn()
})

t.test('above that share the rate falls below what was sent, and falls on while refusals last', async (t) => {
  const clock = fakeClock(t)
  const rate = new AdaptiveRate()

  const first = window(rate, clock, 100, 41)
  t.equal(Math.round(first), 140, 'seven tenths of 200 a second')
  t.equal(Math.round(window(rate, clock, 70, 66)), 98)
  t.equal(Math.round(window(rate, clock, 49, 48)), 25, 'a quarter where nothing at all is let through')
  await t.rejects(
    Promise.all(Array.from({ length: 5 }, async () => await rate.turn(endingIn(1, new AbortController().signal)))),
    { name: 'RateExceededError' }
  )
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

t.test('where some are still refused the rate grows by one a window, where none are it doubles', async (t) => {
  const clock = fakeClock(t)
  const rate = new AdaptiveRate()
  const limited = window(rate, clock, 100, 90)

  t.same(
    [window(rate, clock, 60, 10), window(rate, clock, 60, 10)].map((value) => Math.round(value - limited)),
    [1, 2]
  )
  t.equal(Math.round(window(rate, clock, 60, 0)), Math.round(2 * (limited + 2)))
})

t.test('after a time in which nothing was let through, one answer brings back the rate that there was', async (t) => {
  const clock = fakeClock(t)
  const rate = new AdaptiveRate()
  window(rate, clock, 400, 0)
  for (let i = 0; i < 60; i++) window(rate, clock, Math.ceil(Math.min(400, rate.perSecond) / 2), Infinity)
  t.equal(rate.perSecond, 5)

  rate.record('throttled')
  rate.record('answered')
  t.equal(rate.perSecond, 800, 'as many as were answered before')
})

t.test(
  'mixed windows at the begin and the end of such a time are not taken for what the service can do',
  async (t) => {
    const clock = fakeClock(t)
    const rate = new AdaptiveRate()
    window(rate, clock, 400, 0)
    window(rate, clock, 300, 297)
    for (let i = 0; i < 20; i++) window(rate, clock, Math.ceil(rate.perSecond / 2), Infinity)
    window(rate, clock, 2, 1)

    t.equal(window(rate, clock, 1, 0), 800)
  }
)

t.test('a service that lets less through than before is believed the rate that it shows', async (t) => {
  const clock = fakeClock(t)
  const rate = new AdaptiveRate()
  window(rate, clock, 400, 0)
  for (let i = 0; i < 6; i++) window(rate, clock, 100, 80)
  for (let i = 0; i < 20; i++) window(rate, clock, Math.ceil(rate.perSecond / 2), Infinity)

  t.equal(window(rate, clock, 1, 0), 40, 'twenty in half a second')
})

t.test('a rate that no longer binds is let go', async (t) => {
  const clock = fakeClock(t)
  const rate = new AdaptiveRate()
  window(rate, clock, 100, 90)

  t.equal(window(rate, clock, 20, 0), Infinity, '40 a second, where 140 are let through')
})

t.test(
  'a rate that is known is kept from the start, and come back to after throttling, never gone beyond',
  async (t) => {
    const clock = fakeClock(t)
    const rate = new AdaptiveRate(200)

    const hurried = endingIn(1, new AbortController().signal)
    for (let i = 0; i < 20; i++) await rate.turn(hurried)
    await t.rejects(rate.turn(hurried), { name: 'RateExceededError' }, 'a tenth of a second at once, and no more')
    t.equal(window(rate, clock, 100, 0), 200, 'it does not grow')
    t.equal(window(rate, clock, 100, 90), 140)
    t.equal(window(rate, clock, 70, 10), 141)
    t.equal(window(rate, clock, 20, 0), 200, 'nothing binds any more')
    t.equal(window(new AdaptiveRate(0.5), clock, 100, 100), 0.5, 'not even for the least that always goes through')
  }
)

t.test('five calls a second always go through', async (t) => {
  const clock = fakeClock(t)
  const rate = new AdaptiveRate()
  for (let round = 0; round < 30; round++) {
    clock.advance(60_000)
    for (let i = 0; i < 20; i++) rate.record('throttled')
  }

  t.equal(rate.perSecond, 5)
})
