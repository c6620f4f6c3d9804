import t from 'tap'
import { normalise } from '../../../src/embedding/embedder.ts'
import { MemoryBudget } from '../../../src/vectors/resident/memory-budget.ts'
import { Resident } from '../../../src/vectors/resident/resident.ts'
import { ResidentTable, type RowBatch } from '../../../src/vectors/resident/resident-table.ts'
import type { Texts } from '../../../src/vectors/resident/text-chunks.ts'
import { gaussian, seededRandom } from '../../fixtures/random.ts'

const DIMENSION = 32
const SPEC = { dimension: DIMENSION, nonFilterableKeys: ['title'] }
/** More than are searched in place, by what is told of them. */
const MANY = 2 ** 25

function texts (all: readonly string[]): Texts {
  const parts = all.map((text) => Buffer.from(text))
  const offsets = new Int32Array(all.length + 1)
  for (const [i, { length }] of parts.entries()) offsets[i + 1] = offsets[i]! + length
  return { bytes: new Uint8Array(Buffer.concat(parts)), offsets }
}

/** Rows of a fragment, from an offset on. */
function batch (fragment: number, offset: number, count: number): RowBatch {
  const random = seededRandom(fragment * 100_000 + offset)
  const names = Array.from({ length: count }, (_, i) => `key ü ${fragment}-${offset + i}`)
  return {
    rowIds: BigUint64Array.from(names, (_name, i) => (BigInt(fragment) << 32n) + BigInt(offset + i)),
    keys: texts(names),
    vectors: Float32Array.from({ length: count * DIMENSION }, () => gaussian(random)),
    metadata: texts(names.map((name, i) => JSON.stringify({ title: name, parity: i % 2 })))
  }
}

const query = (random: () => number) => normalise(Float32Array.from({ length: DIMENSION }, () => gaussian(random)))

t.test('in several threads the same is found as in place, also after rows came and went', async (t) => {
  const [many, one] = [Resident.open(SPEC, MANY, 3), new ResidentTable(SPEC)]
  t.teardown(async () => await many.close())
  const fill = () => [batch(1, 0, 3000), batch(2, 0, 1500), batch(3, 5000, 10)]
  await many.change([], fill())
  one.change({ gone: new Int32Array(0), rows: fill() })

  const assertSame = async (sentence: string) => {
    const random = seededRandom(1)
    for (const topK of [1, 10, 4000]) {
      for (const filter of [undefined, { key: 'parity', op: 'eq', value: 1 } as const]) {
        const wanted = { embedding: query(random), topK, filter, metadataCount: topK === 10 ? 7 : 0 }
        t.same(await many.scan(wanted), one.scan(wanted), `${sentence}, ${topK}`)
      }
    }
  }
  await assertSame('at first')

  const left = [batch(1, 1000, 2000), batch(3, 5000, 10), batch(4, 0, 50)]
  const rowIds = BigUint64Array.from(left.flatMap((rows) => [...rows.rowIds]))
  const differences = await many.compare(rowIds)
  const difference = one.compare(rowIds)
  t.same(differences.flatMap(({ missing }) => [...missing]).sort(), [...batch(4, 0, 50).rowIds].sort())
  t.equal(differences.reduce((sum, { gone }) => sum + gone.length, 0), difference.gone.length)
  await many.change(differences.map(({ gone }) => gone), [batch(4, 0, 50)])
  one.change({ gone: difference.gone, rows: [batch(4, 0, 50)] })
  await assertSame('after a change')

  const keys = ['key ü 4-7', 'key ü 1-0', 'key ü 1-2999', 'nobody']
  const found = await many.metadata(keys)
  t.same([...found.keys()], ['key ü 4-7', 'key ü 1-2999'])
  t.match(found.get('key ü 4-7'), /"title":"key ü 4-7"/)
})

t.test('a table of which much is gone says that it is better read anew', async (t) => {
  const table = new ResidentTable(SPEC)
  t.equal(table.change({ gone: new Int32Array(0), rows: [batch(1, 0, 3000)] }), false)
  t.equal(table.change({ gone: table.compare(batch(1, 1000, 2000).rowIds).gone, rows: [] }), false)
  t.equal(table.change({ gone: table.compare(batch(1, 2000, 1000).rowIds).gone, rows: [] }), true)
})

t.test('what is asked of a thread that has ended is rejected', async (t) => {
  const resident = Resident.open(SPEC, MANY, 1)
  await resident.change([], [batch(1, 0, 10)])
  const asked = resident.scan({ embedding: query(seededRandom(1)), topK: 1, metadataCount: 0 })
  asked.catch(() => {})
  await resident.close()
  await t.rejects(resident.metadata(['a']), { message: /ended/ })
})

t.test('a problem of one question is told, and the thread goes on', async (t) => {
  const resident = Resident.open(SPEC, MANY, 1)
  t.teardown(async () => await resident.close())
  await resident.change([], [batch(1, 0, 10)])
  const wanted = { topK: 1, metadataCount: 0 }
  await t.rejects(resident.scan({ ...wanted, embedding: new Float32Array(DIMENSION) }), { message: /direction/ })
  t.equal((await resident.scan({ ...wanted, embedding: query(seededRandom(1)) })).keys.length, 1)
})

t.test('searches that wait together are answered together, each as if it were alone', async (t) => {
  const [many, one] = [Resident.open(SPEC, MANY, 1), new ResidentTable(SPEC)]
  t.teardown(async () => await many.close())
  await many.change([], [batch(1, 0, 3000)])
  one.change({ gone: new Int32Array(0), rows: [batch(1, 0, 3000)] })
  const random = seededRandom(4)
  const filters = [undefined, { key: 'parity', op: 'eq', value: 1 }, { key: 'parity', op: 'eq', value: 0 }] as const
  const wanted = Array.from({ length: 25 }, (_, i) => ({
    embedding: i === 12 ? new Float32Array(DIMENSION) : query(random),
    topK: 1 + (i % 7),
    filter: filters[i % 3],
    metadataCount: i % 2
  }))

  const found = wanted.map(async (one) => await many.scan(one))
  const change = many.change([Int32Array.of(0, 1, 2)], [])
  const metadata = many.metadata(['key ü 1-7'])
  const after = many.scan(wanted[0]!)
  for (const [i, asked] of wanted.entries()) {
    if (i === 12) await t.rejects(found[i]!, { message: /direction/ })
    else t.same(await found[i], one.scan(asked), String(i))
  }
  await change
  one.change({ gone: Int32Array.of(0, 1, 2), rows: [] })
  t.same(await after, one.scan(wanted[0]!), 'what was asked after a change sees it')
  t.equal((await metadata).size, 1)
})

t.test('a budget is shared, and what a user gives back is there for others', async (t) => {
  const budget = new MemoryBudget(10)
  const [one, other] = [{}, {}]
  t.equal(budget.reserve(one, 6), true)
  t.equal(budget.reserve(other, 5), false)
  t.equal(budget.reserve(one, 5), true, 'in place of what it had')
  t.equal(budget.reserve(other, 5), true)
  budget.release(one)
  t.equal(budget.reserve(other, 10), true)
})
