import t from 'tap'
import { ReceivingRoom } from '../../src/plugins/receiving-room.ts'
import { fakeClock } from '../fixtures/fake-clock.ts'

function guest (bytes: number, received: () => number) {
  const one = { bytes, received, isDropped: false, drop: () => { one.isDropped = true } }
  return one
}

t.test('while there is room nobody is dropped, however slow', (t) => {
  const clock = fakeClock(t)
  const room = new ReceivingRoom(100)
  const slow = guest(50, () => 0)
  room.enter(slow)
  clock.advance(60_000)
  room.enter(guest(50, () => 0))
  t.equal(slow.isDropped, false)
  t.equal(room.size, 2)
  t.end()
})

t.test('when it is full the slowest leave, as many as it takes', (t) => {
  const clock = fakeClock(t)
  const room = new ReceivingRoom(100)
  const [dripping, fast, stalled] = [guest(30, () => 5), guest(40, () => 39), guest(30, () => 0)]
  for (const one of [dripping, fast, stalled]) room.enter(one)
  clock.advance(1000)
  room.enter(guest(30, () => 0))
  t.same([dripping, fast, stalled].map(({ isDropped }) => isDropped), [false, false, true])
  room.enter(guest(30, () => 0))
  t.same([dripping, fast, stalled].map(({ isDropped }) => isDropped), [true, false, true])
  t.end()
})

t.test('those that have just begun stay, and who comes then is refused', (t) => {
  const clock = fakeClock(t)
  const room = new ReceivingRoom(100)
  const leave = room.enter(guest(100, () => 0))
  clock.advance(999)
  t.throws(() => room.enter(guest(1, () => 0)), { code: 'SERVER_BUSY', retryAfter: 1 })
  leave()
  leave()
  t.equal(room.size, 0)
  room.enter(guest(100, () => 0))
  t.throws(() => room.enter(guest(1, () => 0)), { code: 'SERVER_BUSY' }, 'leaving twice gives no room twice')
  t.end()
})

t.test('one that is larger than the room comes in alone', (t) => {
  const room = new ReceivingRoom(100)
  room.enter(guest(1000, () => 0))
  t.equal(room.size, 1)
  t.throws(() => room.enter(guest(1, () => 0)), { code: 'SERVER_BUSY' })
  t.end()
})
