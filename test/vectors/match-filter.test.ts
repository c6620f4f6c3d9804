import t from 'tap'
import type { Filter } from '../../src/vectors/filter.ts'
import { matchesFilter, validateFilter } from '../../src/vectors/match-filter.ts'
import type { IndexSpec } from '../../src/vectors/vector-store.ts'

const METADATA = { brand: 'acme', price: 20, inStock: true, tags: ['new', 'sale'], sizes: [38, 39] }
const SPEC: IndexSpec = { name: 'products-2', dimension: 2, metric: 'cosine', nonFilterableKeys: ['title'] }

t.test('conditions hold as in S3 Vectors', async (t) => {
  const holding: Filter[] = [
    { key: 'brand', op: 'eq', value: 'acme' },
    { key: 'price', op: 'eq', value: 20 },
    { key: 'inStock', op: 'eq', value: true },
    { key: 'tags', op: 'eq', value: 'sale' },
    { key: 'sizes', op: 'in', value: [1, 39] },
    { key: 'price', op: 'gte', value: 20 },
    { key: 'price', op: 'lt', value: 20.5 },
    { key: 'brand', op: 'ne', value: 'Acme' },
    { key: 'brand', op: 'nin', value: ['x', 'y'] },
    { key: 'price', op: 'ne', value: '20' },
    { key: 'absent', op: 'ne', value: 'x' },
    { key: 'absent', op: 'nin', value: ['x'] },
    { key: 'absent', op: 'exists', value: false },
    { key: 'tags', op: 'exists', value: true },
    {
      or: [
        { key: 'brand', op: 'eq', value: 'x' },
        {
          and: [
            { key: 'price', op: 'gt', value: 1 },
            { key: 'price', op: 'lte', value: 20 }
          ]
        }
      ]
    }
  ]
  for (const filter of holding) t.equal(matchesFilter(filter, METADATA), true, JSON.stringify(filter))
})

t.test('conditions fail on other types, absent keys and lists compared by order', async (t) => {
  const failing: Filter[] = [
    { key: 'price', op: 'eq', value: '20' },
    { key: 'brand', op: 'gt', value: 1 },
    { key: 'inStock', op: 'eq', value: 1 },
    { key: 'sizes', op: 'gt', value: 1 },
    { key: 'tags', op: 'ne', value: 'sale' },
    { key: 'tags', op: 'nin', value: ['x', 'new'] },
    { key: 'absent', op: 'eq', value: 'x' },
    { key: 'absent', op: 'lt', value: 1 },
    { key: 'absent', op: 'exists', value: true },
    { key: 'brand', op: 'exists', value: false },
    { key: 'constructor', op: 'exists', value: true }
  ]
  for (const filter of failing) t.equal(matchesFilter(filter, METADATA), false, JSON.stringify(filter))
})

t.test('filters that the service refuses are refused with the reason', async (t) => {
  const leaf: Filter = { key: 'brand', op: 'eq', value: 'x' }
  const deep = (levels: number): Filter => (levels === 0 ? leaf : { and: [deep(levels - 1)] })
  const refused: Array<[unknown, RegExp]> = [
    [{ key: 'title', op: 'eq', value: 'x' }, /"title" is not filterable in the index "products-2"/],
    [{ and: [{ or: [{ key: 'title', op: 'exists', value: true }] }] }, /not filterable/],
    [{ and: [] }, /"and" has no conditions/],
    [{ or: [] }, /"or" has no conditions/],
    [{ key: 'a', op: 'in', value: [] }, /"in" of "a" needs a list of one or more/],
    [{ key: 'a', op: 'nin', value: 'x' }, /needs a list/],
    [{ key: 'a', op: 'gt', value: '1' }, /needs a finite number/],
    [{ key: 'a', op: 'lte', value: NaN }, /needs a finite number/],
    [{ key: 'a', op: 'eq', value: null }, /needs a string/],
    [{ key: 'a', op: 'eq', value: '\ud83d' }, /needs a string/],
    [{ key: 'a', op: 'exists', value: 1 }, /true or false/],
    [{ key: 'a', op: 'like', value: 'x' }, /no operator/],
    [{ key: 'a', op: 'in', value: Array.from({ length: 101 }, String) }, /101 values, may compare with 100/],
    [deep(16), /deeper than 16/]
  ]
  for (const [filter, message] of refused) {
    t.throws(() => validateFilter(SPEC, filter as Filter), { code: 'FILTER_INVALID', message }, String(message))
  }
  t.doesNotThrow(() => validateFilter(SPEC, deep(15)))
  t.doesNotThrow(() => validateFilter(SPEC, { key: 'a', op: 'in', value: Array.from({ length: 100 }, String) }))
})
