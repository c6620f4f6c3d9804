import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { KeyOrder } from '../../src/shared/key-order.ts'
import { gate } from '../fixtures/gate.ts'

/** Keeps tasks until they are let go, and tells in which order they began. */
function tasks () {
  const order = new KeyOrder()
  const began: string[] = []
  const gates = new Map<string, () => void>()
  const ask = async (name: string, keys: readonly string[], signal?: AbortSignal) =>
    await order.run(keys, signal, async () => {
      began.push(name)
      const { promise, open } = gate()
      gates.set(name, open)
      await promise
      if (name.startsWith('bad')) throw new Error(name)
      return name
    })
  const end = async (name: string) => {
    gates.get(name)!()
    await setImmediate()
  }
  return { began, ask, end }
}

t.test('only who shares a key waits, in the order of coming', async (t) => {
  const { began, ask, end } = tasks()
  const all = [ask('long', ['a', 'b']), ask('other', ['c']), ask('later', ['b', 'c']), ask('last', ['c', 'c'])]
  await setImmediate()
  t.same(began, ['long', 'other'])
  await end('other')
  t.same(began, ['long', 'other'])
  await end('long')
  t.same(began, ['long', 'other', 'later'])
  await end('later')
  t.same(began, ['long', 'other', 'later', 'last'])
  await end('last')
  t.same(await Promise.all(all), ['long', 'other', 'later', 'last'])
})

t.test('who goes away lets nobody past those before', async (t) => {
  const { began, ask, end } = tasks()
  const first = ask('first', ['a'])
  const controller = new AbortController()
  const gone = ask('gone', ['a'], controller.signal)
  const next = ask('next', ['a'])
  controller.abort(new Error('hung up'))
  await t.rejects(gone, { message: 'hung up' })
  await setImmediate()
  t.same(began, ['first'])
  await end('first')
  t.same(began, ['first', 'next'])
  await end('next')
  t.same(await Promise.all([first, next]), ['first', 'next'])
})

t.test('a task that fails ends its turn', async (t) => {
  const { began, ask, end } = tasks()
  const bad = ask('bad', ['a'])
  const failed = t.rejects(bad, { message: 'bad' })
  const next = ask('next', ['a'])
  await setImmediate()
  await end('bad')
  await failed
  t.same(began, ['bad', 'next'])
  await end('next')
  await next
})
