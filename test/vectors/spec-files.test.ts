import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { SpecFiles, type StoredSpec } from '../../src/vectors/lancedb/spec-files.ts'

const SPEC: StoredSpec = {
  name: 'shop-4',
  table: 'shop-4.0a1b2c3d',
  dimension: 4,
  metric: 'cosine',
  nonFilterableKeys: ['title']
}

t.test('what was written is read and listed, in order of name', async (t) => {
  const files = new SpecFiles(t.testdir())
  const specs = ['b', 'a.json', 'a', 'c-8'].map((name, i) => ({
    ...SPEC,
    name,
    table: `${name}.0000000${i}`,
    dimension: i + 1
  }))
  for (const spec of specs) await files.write(spec)

  t.same(await files.read('a.json'), specs[1])
  t.same(
    (await files.list()).map(({ name }) => name),
    ['a', 'a.json', 'b', 'c-8']
  )
  t.equal(await files.read('none'), undefined)
})

t.test('a spec is replaced whole and leaves nothing beside it', async (t) => {
  const folder = t.testdir()
  const files = new SpecFiles(folder)
  await files.write({ ...SPEC, nonFilterableKeys: Array.from({ length: 10 }, (_, i) => `key ${i}`) })
  await files.write({ ...SPEC, table: 'shop-4.ffffffff' })

  t.same(await files.read(SPEC.name), { ...SPEC, table: 'shop-4.ffffffff' })
  t.same(await readdir(folder), ['shop-4.json'])
})

t.test('a folder is made when the first spec is written', async (t) => {
  const folder = join(t.testdir(), 'deep', 'er')
  await new SpecFiles(folder).write(SPEC)

  t.same(await new SpecFiles(folder).list(), [SPEC])
})

t.test('a spec is removed as often as one likes', async (t) => {
  const files = new SpecFiles(t.testdir())
  await files.write(SPEC)
  await files.remove(SPEC.name)
  await files.remove(SPEC.name)

  t.equal(await files.read(SPEC.name), undefined)
  t.same(await files.list(), [])
})

t.test('what else lies in the folder is no spec', async (t) => {
  const folder = t.testdir({
    'shop-4.lock': '{}',
    'shop-4.json.1234.tmp': '{"name":',
    'shop-4.0a1b2c3d.lance': {},
    README: 'x'
  })
  const files = new SpecFiles(folder)
  await files.write(SPEC)

  t.same(await files.list(), [SPEC])
})

const DAMAGED: Record<string, string> = {
  nothing: '',
  half: '{"name":"shop-4"',
  'another thing': '[]',
  'no table': JSON.stringify({ ...SPEC, table: undefined }),
  'a table elsewhere': JSON.stringify({ ...SPEC, table: '../other' }),
  'a dimension of none': JSON.stringify({ ...SPEC, dimension: 0 }),
  'a broken dimension': JSON.stringify({ ...SPEC, dimension: 1.5 }),
  'another metric': JSON.stringify({ ...SPEC, metric: 'l2' }),
  'keys that are none': JSON.stringify({ ...SPEC, nonFilterableKeys: [1] })
}

for (const [what, content] of Object.entries(DAMAGED)) {
  t.test(`a spec that holds ${what} is damage, with its place`, async (t) => {
    const folder = t.testdir()
    await writeFile(join(folder, 'shop-4.json'), content)
    const files = new SpecFiles(folder)

    const damaged = {
      code: 'STORE_DAMAGED',
      message: new RegExp(`in ${folder}/shop-4\\.json cannot be read: it does not hold the description of an index`)
    }
    await t.rejects(files.read('shop-4'), damaged)
    await t.rejects(files.list(), damaged, 'and not passed over')
  })
}

t.test('a spec that cannot be opened is damage, too, and not absent', async (t) => {
  const folder = t.testdir()
  await mkdir(join(folder, 'shop-4.json'))

  await t.rejects(new SpecFiles(folder).read('shop-4'), { code: 'STORE_DAMAGED' })
})
