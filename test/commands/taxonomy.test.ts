import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { TaxonomyFile } from '../../src/taxonomy/taxonomy-schema.ts'
import { ENGLISH, GERMAN } from '../fixtures/google-categories.ts'
import { vitrine, type Ended } from '../fixtures/run-vitrine.ts'

async function taxonomy (...args: readonly string[]): Promise<Ended> {
  return await vitrine(['taxonomy', ...args])
}

async function json (file: string): Promise<TaxonomyFile> {
  return JSON.parse(await readFile(file, 'utf8')) as TaxonomyFile
}

t.test("Google's categories become a taxonomy that the check takes", async (t) => {
  const folder = t.testdir({ 'en.txt': ENGLISH, 'de.txt': GERMAN })
  const to = join(folder, 'My shop.json')

  const made = await taxonomy(
    'import',
    join(folder, 'en.txt'),
    '--to',
    to,
    '--under',
    'Apparel & Accessories',
    '--locale',
    `de=${join(folder, 'de.txt')}`,
    '--attributes-of',
    'general'
  )

  t.match(made, { code: 0, stderr: '' })
  t.match(
    made.stdout,
    /taxonomy my-shop, version 2021-09-21\n {2}8 categories, 5 of them leaves, 4 with a name in de\n {2}1\d attributes with \d+ labels: color,/
  )
  const checked = await taxonomy(to)
  t.match(checked, { code: 0 })
  t.match(
    checked.stdout,
    /^my-shop, version 2021-09-21, .*\n {2}5 categories in 3 branches: Apparel & Accessories\/Clothing\/Dresses, /
  )
})

t.test('a list as long as the real one is taken whole, and the check does not print all of it', async (t) => {
  const branch = (i: number) => (i < 20 ? `Department ${i}` : `Department ${i % 20} > Shelf ${i}`)
  const lines = Array.from(
    { length: 5600 },
    (_, i) => `${i + 1} - ${i < 400 ? branch(i) : `${branch(20 + (i % 380))} > Box ${i}`}`
  )
  const folder = t.testdir({ 'list.txt': lines.join('\r\n') })
  const to = join(folder, 'list.json')

  const { stdout } = await taxonomy('import', join(folder, 'list.txt'), '--to', to)

  t.match(stdout, /5600 categories, 5200 of them leaves/)
  t.match((await taxonomy(to)).stdout, /and 5140 more\n$/)
})

t.test('a table becomes a taxonomy, in a name and version of its own', async (t) => {
  const folder = t.testdir({ 'shop.tsv': 'attribute\tvalue\ncategory\tLamps\ncategory\tSofas\n' })
  const to = join(folder, 'shop.json')

  t.match(
    await taxonomy('import', join(folder, 'shop.tsv'), '--to', to, '--name', 'living', '--as-version', '2026-11'),
    { code: 0 }
  )

  t.match(await json(to), {
    name: 'living',
    version: '2026-11',
    categories: [{ name: 'Lamps' }, { name: 'Sofas' }],
    attributes: []
  })
})

t.test('nothing is replaced unless told to, and nothing is left half written', async (t) => {
  const folder = t.testdir({ 'en.txt': ENGLISH, 'bad.txt': `${ENGLISH}1 - A > > B\n`, 'shop.json': 'mine' })
  const to = join(folder, 'shop.json')
  const list = join(folder, 'en.txt')

  t.same(await taxonomy('import', list, '--to', to), {
    code: 1,
    stdout: '',
    stderr: `vitrine: BAD_USER_INPUT: ${to} exists. Give --force to replace it, or another --to.\n`
  })
  t.match(await taxonomy('import', join(folder, 'bad.txt'), '--to', to, '--force'), {
    code: 1,
    stderr: /^vitrine: TAXONOMY_INVALID: .*bad\.txt cannot be used: line 17 has an empty step/
  })
  t.equal(await readFile(to, 'utf8'), 'mine')
  t.match(await taxonomy('import', list, '--to', to, '--force'), { code: 0 })
  t.match(await json(to), { name: 'shop' })
  t.match(await taxonomy('import', list, '--to', join(folder, 'none', 'shop.json')), {
    code: 1,
    stderr: /BAD_USER_INPUT: .* cannot be written: ENOENT/
  })
  t.same((await readdir(folder)).sort(), ['bad.txt', 'en.txt', 'shop.json'])
})

t.test('options that do not fit are refused with what is right', async (t) => {
  const folder = t.testdir({ 'shop.csv': 'attribute,value\ncategory,A\ncategory,B\n' })
  await writeFile(join(folder, 'en.txt'), ENGLISH)
  const to = ['--to', join(folder, 'shop.json')]

  t.match(await taxonomy('import', join(folder, 'shop.csv'), ...to, '--under', 'A'), {
    code: 1,
    stderr: /--under and --locale are for Google categories/
  })
  t.match(await taxonomy('import', join(folder, 'en.txt'), ...to, '--locale', 'de'), {
    code: 1,
    stderr: /It must be like de=taxonomy-with-ids\.de-DE\.txt/
  })
  t.match(await taxonomy('import', join(folder, 'en.txt'), ...to, '--name', 'My Shop'), {
    code: 1,
    stderr: /TAXONOMY_INVALID: .*name must match pattern/
  })
  t.match(await taxonomy('import', join(folder, 'none.txt'), ...to), {
    code: 1,
    stderr: /CATALOGUE_FILE_INVALID: .*there is no such file/
  })
})
