import { setImmediate as settled } from 'node:timers/promises'
import t from 'tap'
import { DecodeBudget } from '../../src/images/decode-budget.ts'
import { gate } from '../fixtures/gate.ts'

const large = (width: number) => ({ width, height: 1, format: 'jpeg' as const })

/** Starts decodes that end when they are told to, and tells which have begun. */
function decodes (budget: DecodeBudget) {
  const begun: number[] = []
  const start = (
    width: number,
    { signal, format = 'jpeg' as 'jpeg' | 'avif' }: { signal?: AbortSignal; format?: 'jpeg' | 'avif' } = {}
  ) => {
    const { promise, open } = gate()
    const ended = budget.run({ ...large(width), format }, signal, async () => {
      begun.push(width)
      await promise
      return width
    })
    return { ended, open }
  }
  return { begun, start }
}

t.test(
  'large images are decoded as many at once as their pixels allow, the first first, ordinary ones at any time',
  async (t) => {
    const budget = new DecodeBudget({ pixels: 100, ordinaryPixels: 10 })
    const { begun, start } = decodes(budget)
    const [a, b, c, d] = [start(60), start(50), start(40), start(10)]

    await settled()
    t.same(begun, [10, 60], 'the third would fit, and does not overtake the second')
    t.equal(budget.waiting, 2)
    a.open()
    t.equal(await a.ended, 60)
    await settled()
    t.same(begun, [10, 60, 50, 40])
    for (const one of [b, c, d]) one.open()
    t.same(await Promise.all([b.ended, c.ended, d.ended]), [50, 40, 10])
  }
)

t.test('one that is larger than all that may be decoded at once is decoded alone', async (t) => {
  const budget = new DecodeBudget({ pixels: 100, ordinaryPixels: 10 })
  const { begun, start } = decodes(budget)
  const [a, b, c] = [start(20), start(500), start(30)]

  await settled()
  t.same(begun, [20])
  a.open()
  await a.ended
  await settled()
  t.same(begun, [20, 500])
  b.open()
  await b.ended
  await settled()
  t.same(begun, [20, 500, 30])
  c.open()
  await c.ended
})

t.test('a pixel of AVIF weighs as three, since it takes as much memory', async (t) => {
  const { begun, start } = decodes(new DecodeBudget({ pixels: 100, ordinaryPixels: 10 }))
  const [a, b] = [start(20, { format: 'avif' }), start(41)]

  await settled()
  t.same(begun, [20])
  a.open()
  await a.ended
  b.open()
  await b.ended
  t.same(begun, [20, 41])
})

t.test('what nobody waits for any more is never decoded, and keeps nobody waiting', async (t) => {
  const budget = new DecodeBudget({ pixels: 100, ordinaryPixels: 10 })
  const { begun, start } = decodes(budget)
  const [controller, reason] = [new AbortController(), new Error('the caller went away')]
  const [a, b, c] = [start(60), start(90, { signal: controller.signal }), start(40)]

  controller.abort(reason)
  await t.rejects(b.ended, reason)
  await settled()
  t.same(begun, [60, 40])
  await t.rejects(start(5, { signal: controller.signal }).ended, reason, 'gone before it asked')
  for (const one of [a, c]) one.open()
  await Promise.all([a.ended, c.ended])
  t.same([begun.length, budget.waiting], [2, 0])
})

t.test('what has begun keeps its share until it has ended, and one that fails gives it back', async (t) => {
  const budget = new DecodeBudget({ pixels: 100, ordinaryPixels: 10 })
  const { begun, start } = decodes(budget)
  const controller = new AbortController()
  const a = start(100, { signal: controller.signal })
  const broken = budget.run(large(100), undefined, async () => await Promise.reject(new Error('unreadable')))
  const c = start(100)

  controller.abort()
  await settled()
  t.same(begun, [100], 'libvips is still at work')
  a.open()
  await a.ended
  await t.rejects(broken, /unreadable/)
  c.open()
  t.equal(await c.ended, 100)
})
