import type { RecordBatch } from 'apache-arrow'
import t from 'tap'
import { arrow } from '../../src/vectors/lancedb/arrow.ts'
import {
  baseFields,
  columnField,
  columnName,
  columnType,
  columnValues,
  COLUMN_TYPES
} from '../../src/vectors/lancedb/columns.ts'
import { toSql } from '../../src/vectors/lancedb/filter-sql.ts'
import { toRecords, toTable } from '../../src/vectors/lancedb/rows.ts'
import type { Metadata, VectorRecord } from '../../src/vectors/vector-store.ts'
import { seededRandom } from '../fixtures/random.ts'
import { record, SPEC } from '../fixtures/vector-records.ts'
import { randomMetadata } from '../fixtures/vector-store-filters.ts'

function asTable (records: readonly VectorRecord[]) {
  const names = new Set(records.flatMap(({ metadata }) => [...columnValues(metadata, SPEC).keys()]))
  const schema = new arrow.Schema([...baseFields(SPEC), ...[...names].map(columnField)])
  return toTable(
    schema,
    records,
    records.map(({ metadata }) => columnValues(metadata, SPEC))
  )
}

function back (records: readonly VectorRecord[]): VectorRecord[] {
  return asTable(records).batches.flatMap((batch: RecordBatch) => toRecords(batch))
}

t.test('records come back from rows as they went in, whatever keys each of them has', async (t) => {
  const random = seededRandom(1)
  const records = Array.from({ length: 80 }, (_, i) =>
    record(`k${i} ü😀`, [random(), -random(), 1, 0], randomMetadata(random))
  )

  t.same(back(records), records)
  t.same(back(records.slice(0, 1)), records.slice(0, 1))
  t.same(back([]), [])
})

t.test('a column has the values of its own type and nulls', async (t) => {
  const table = asTable([
    record('a', undefined, { size: 5, title: 'not filterable' }),
    record('b', undefined, { size: '5' }),
    record('c', undefined, { size: [5, 6] }),
    record('d', undefined, { size: true })
  ])
  const column = (name: string) =>
    Array.from({ length: 4 }, (_, i) => JSON.parse(JSON.stringify(table.getChild(name)!.get(i))) as unknown)

  t.same(column('number_size'), [5, null, null, null])
  t.same(column('text_size'), [null, '5', null, null])
  t.same(column('numbers_size'), [null, null, [5, 6], null])
  t.same(column('boolean_size'), [null, null, null, 1])
  t.notOk(table.schema.fields.some(({ name }) => name.includes('title')))
})

t.test('zero is zero, whatever its sign, in filters and in columns', async (t) => {
  const values = columnValues({ a: -0, b: [-0, 1], c: false }, SPEC)
  t.ok(Object.is(values.get('number_a'), 0))
  t.ok(Object.is((values.get('numbers_b') as number[])[0], 0))
  t.equal(values.get('boolean_c'), 0)
  t.equal(toSql({ key: 'a', op: 'gt', value: -0 }, new Set(['number_a'])), 'number_a > 0e0')
})

t.test('every key and type has a column of its own, with a name that needs no quotes', async (t) => {
  const random = seededRandom(2)
  const keys = new Set([
    '',
    'a',
    'A',
    '_',
    '_61',
    'a_b',
    'a b',
    'a.b',
    'a-b',
    "it's",
    '"',
    ';',
    'ä',
    'a\u0308',
    '😀',
    '\0',
    '__proto__',
    'key',
    'vector',
    'metadata',
    'text_a',
    's_a'
  ])
  for (let i = 0; i < 500; i++) {
    keys.add(
      String.fromCodePoint(
        ...Array.from({ length: 1 + Math.floor(random() * 4) }, () => Math.floor(random() * 0x300))
      )
    )
  }
  const names = [...keys].flatMap((key) => COLUMN_TYPES.map((type) => ({ type, name: columnName(key, type) })))

  t.equal(new Set(names.map(({ name }) => name)).size, names.length)
  t.same(
    names.filter(({ name }) => !/^[a-z0-9_]+$/.test(name)),
    []
  )
  t.same(
    names.filter(({ name, type }) => columnType(name) !== type),
    []
  )
  for (const base of ['key', 'vector', 'metadata', '_distance']) t.equal(columnType(base), undefined)
})

t.test('of a key that no record has, conditions hold as of an absent one', async (t) => {
  const none = new Set<string>()
  for (const op of ['gt', 'gte', 'lt', 'lte'] as const) t.equal(toSql({ key: 'a', op, value: 1 }, none), 'false')
  t.equal(toSql({ key: 'a', op: 'eq', value: 'x' }, none), 'false')
  t.equal(toSql({ key: 'a', op: 'ne', value: 'x' }, none), '(false IS NOT TRUE)')
  t.equal(toSql({ key: 'a', op: 'exists', value: true }, none), 'false')
  t.equal(toSql({ key: 'a', op: 'exists', value: false }, none), '(false IS NOT TRUE)')
})

t.test('text cannot leave its quotes, and numbers are written in full', async (t) => {
  const columns = new Set(['text_a', 'number_a'])
  t.equal(toSql({ key: 'a', op: 'eq', value: "x' OR '1'='1" }, columns), "(text_a IN ('x'' OR ''1''=''1'))")
  const random = seededRandom(3)
  for (let i = 0; i < 300; i++) {
    const value = (random() - 0.5) * 10 ** Math.floor((random() - 0.5) * 600)
    const literal = /number_a IN \(([^)]+)\)/.exec(toSql({ key: 'a', op: 'eq', value }, columns))?.[1]
    t.equal(Number(literal), value)
    t.match(literal, /^-?[\d.]+e-?\d+$/, 'a double, not an integer or a decimal')
  }
})

t.test('columns of a record are those of its filterable keys', async (t) => {
  const metadata: Metadata = { title: 't', attributes: '{}', brand: 'x', tags: ['a'], price: 1 }
  t.same(
    [...columnValues(metadata, SPEC)],
    [
      ['text_brand', 'x'],
      ['texts_tags', ['a']],
      ['number_price', 1]
    ]
  )
  t.equal(columnValues(metadata, { ...SPEC, nonFilterableKeys: [] }).size, 5)
})
