import t from 'tap'
import { indexSpec } from '../../src/catalogue/index-spec.ts'
import { checkPermissions } from '../../src/doctor/permissions.ts'
import { PROBE_KEY } from '../../src/doctor/probe.ts'
import { AccessDeniedError } from '../../src/errors.ts'
import { MemoryVectorStore, type MemoryVectorIndex } from '../fixtures/memory-vector-store.ts'

type Right = 'query' | 'get' | 'list' | 'delete' | 'upsert'

/** An index that refuses these, and says what was called. */
async function indexWithout (...refused: readonly Right[]): Promise<{ index: MemoryVectorIndex; calls: string[] }> {
  const index = (await new MemoryVectorStore().createIndex(indexSpec('products', 16))) as MemoryVectorIndex
  const calls: string[] = []
  for (const right of ['query', 'get', 'list', 'delete', 'upsert'] as const) {
    const own = (index[right] as (...args: unknown[]) => unknown).bind(index)
    const watched = (...args: unknown[]) => {
      calls.push(right)
      if (refused.includes(right)) throw new AccessDeniedError('the bucket', right)
      return own(...args)
    }
    Object.assign(index, { [right]: watched })
  }
  return { index, calls }
}

async function troubles (...refused: readonly Right[]): Promise<string[]> {
  const { index } = await indexWithout(...refused)
  return (await checkPermissions(index))
    .filter(({ level }) => level !== 'ok')
    .map(({ check, level }) => `${check} ${level}`)
}

t.test('every right is tried for real, and nothing of it is left', async (t) => {
  const { index, calls } = await indexWithout()

  const findings = await checkPermissions(index)

  t.same(
    findings.map(({ check, level }) => [check, level]),
    ['QueryVectors', 'GetVectors', 'ListVectors', 'DeleteVectors', 'PutVectors'].map((check) => [check, 'ok'])
  )
  t.match(findings[0]?.detail, /^allowed, [\d.]+ ms$/)
  t.same(calls, ['query', 'get', 'list', 'delete', 'upsert', 'delete'])
  t.equal(index.records.size, 0)
})

t.test('rights of searching fail, rights of ingesting are warnings', async (t) => {
  t.same(await troubles('query'), ['QueryVectors failed'])
  t.same(await troubles('get'), ['GetVectors failed'])
  t.same(await troubles('list'), ['ListVectors warning'])
  t.same(await troubles('upsert'), ['PutVectors warning'])
  t.same(await troubles('query', 'get', 'list', 'delete'), [
    'QueryVectors failed',
    'GetVectors failed',
    'ListVectors warning',
    'DeleteVectors warning'
  ])
})

t.test('nothing is written that could not be deleted', async (t) => {
  const { index, calls } = await indexWithout('delete')

  t.match((await checkPermissions(index)).at(-1), {
    check: 'DeleteVectors',
    level: 'warning',
    advice: /docker\/iam\/ingest\.json/
  })
  t.notOk(calls.includes('upsert'))
})

t.test('a write whose answer was lost is deleted as well', async (t) => {
  const { index } = await indexWithout()
  const write = index.upsert.bind(index)
  index.upsert = async (records) => {
    await write(records)
    throw new Error('the answer was lost')
  }

  t.match((await checkPermissions(index)).at(-1), { check: 'PutVectors', level: 'warning' })
  t.notOk(index.records.has(PROBE_KEY))
})
