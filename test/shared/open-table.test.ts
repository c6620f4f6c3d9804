import t from 'tap'
import type { Digest } from '../../src/shared/digest.ts'
import { DigestMap } from '../../src/shared/digest-map.ts'
import { IdSet } from '../../src/shared/id-set.ts'
import { OpenTable } from '../../src/shared/open-table.ts'
import { seededRandom } from '../fixtures/random.ts'

const WORD = 2 ** 32

t.test('a table knows what a map knows, also where keys share a slot and after it has grown', async (t) => {
  const random = seededRandom(7)
  // Few low words, so that many keys begin at one slot.
  const keys = Array.from({ length: 5000 }, (): Digest => [Math.floor(random() * WORD), Math.floor(random() * 50)])
  const table = new OpenTable(2)
  const map = new Map<string, [number, number]>()
  for (const key of keys) {
    const values: [number, number] = [Math.floor(random() * WORD), 0]
    table.set(key, ...values)
    map.set(String(key), values)
  }
  t.equal(table.size, map.size)
  t.ok(keys.every((key) => table.get(key) === map.get(String(key))![0] && table.get(key, 1) === 0))
  t.same([...table.keys()].map(String).sort(), [...map.keys()].sort())
  t.equal(table.has([1, 4_000_000_000]), false)
  t.equal(table.get([1, 4_000_000_000]), undefined)
})

t.test('a set answers the number that an id was added with first', async (t) => {
  const ids = new IdSet()
  t.equal(ids.add('shirt', 3), undefined)
  t.equal(ids.add('shirt', 4), 3)
  t.equal(ids.get('shirt'), 3)
  t.equal(ids.has('dress'), false)
  t.equal(ids.size, 1)
})

t.test('what two maps have in common', async (t) => {
  const [a, b] = [new DigestMap(), new DigestMap()]
  a.set([1, 1], [5, 0])
  a.set([2, 2], [6, 1])
  a.set([3, 3], [7, 1])
  b.set([1, 1], [5, 0])
  b.set([2, 2], [6, 2])
  const common = a.keepCommon(b)
  t.equal(common.size, 1)
  t.same(common.get([1, 1]), [5, 0])
  t.equal(common.get([2, 2]), undefined)
})
