import { setImmediate as nextTurn } from 'node:timers/promises'
import t from 'tap'
import { inOwnTurn } from '../../src/shared/in-own-turn.ts'

t.test('works that hold the loop run one after the other, and others are served in between', async (t) => {
  const order: string[] = []
  const works = Array.from({ length: 4 }, async (_, i) => await inOwnTurn(() => order.push(`turn ${i}`)))
  const others = (async () => {
    for (let i = 0; i < 4; i++) {
      await nextTurn()
      order.push('other')
    }
  })()
  await Promise.all([...works, others])
  t.same(order.filter((one) => one !== 'other'), ['turn 0', 'turn 1', 'turn 2', 'turn 3'])
  for (let i = 1; i < order.length - 1; i++) {
    t.notOk(order[i - 1]!.startsWith('turn') && order[i]!.startsWith('turn'), order.join())
  }
})

t.test('what fails or is given up does not hold up the next', async (t) => {
  const reason = new Error('gone')
  await t.rejects(inOwnTurn(() => { throw reason }), reason)
  await t.rejects(inOwnTurn(() => 1, AbortSignal.abort(reason)), reason)
  t.equal(await inOwnTurn(() => 2), 2)
})
