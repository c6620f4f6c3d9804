import t from 'tap'
import { matchesFilter } from '../../../src/vectors/match-filter.ts'
import { FilterColumns } from '../../../src/vectors/resident/filter-columns.ts'
import { seededRandom } from '../../fixtures/random.ts'
import { randomFilter, randomMetadata } from '../../fixtures/vector-store-filters.ts'

t.test('filters over columns pass what they pass one by one', async (t) => {
  const random = seededRandom(5)
  const records = Array.from({ length: 400 }, () => randomMetadata(random))
  const columns = new FilterColumns([])
  for (const [slot, metadata] of records.entries()) columns.add(slot, metadata)

  for (let n = 0; n < 400; n++) {
    const filter = randomFilter(random, 3)
    const expected = records.map((metadata) => Number(matchesFilter(filter, metadata)))
    t.same([...columns.passing(filter, records.length)], expected, JSON.stringify(filter))
  }
})

t.test('keys that are closed to filters take no room', async (t) => {
  const columns = new FilterColumns(['title'])
  columns.add(0, { title: 'red', color: 'red' })
  t.same([...columns.passing({ key: 'title', op: 'exists', value: true }, 1)], [0])
  t.same([...columns.passing({ key: 'color', op: 'exists', value: true }, 1)], [1])
})
