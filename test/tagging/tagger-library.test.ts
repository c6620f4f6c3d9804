import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { TaggingProfile } from '../../src/tagging/profile.ts'
import { TaggerLibrary } from '../../src/tagging/tagger-library.ts'
import type { TaxonomyFile } from '../../src/taxonomy/taxonomy-schema.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'
import { WordEmbedder } from '../fixtures/word-embedder.ts'

/** A library over taxonomies, the default first. */
async function libraryOf (t: Test, taxonomies: readonly TaxonomyFile[], embedder = new WordEmbedder()) {
  const folder = t.testdir({ data: {} })
  const files = taxonomies.map((_, i) => join(folder, `${i}.json`))
  for (const [i, taxonomy] of taxonomies.entries()) await writeFile(files[i]!, JSON.stringify(taxonomy))
  const options = {
    embedder,
    files,
    shippedProfile: join(folder, 'shipped.json'),
    shippedLabels: 'none',
    dataDir: join(folder, 'data')
  }
  return { folder, files, embedder, library: new TaggerLibrary(options), again: () => new TaggerLibrary(options) }
}

const named = (name: string, version = '1'): TaxonomyFile => ({ ...smallTaxonomy(), name, version })
const profile = (rest: Partial<TaggingProfile> = {}): TaggingProfile => ({
  version: 2,
  model: 'words-1',
  taxonomy: 'shop',
  precision: 0.9,
  attributes: {},
  heads: [],
  ...rest
})

t.test('the first taxonomy is the default, and all are known by name', async (t) => {
  const { library } = await libraryOf(t, [named('shop'), named('general')])

  t.same([...(await library.taxonomies()).keys()], ['shop', 'general'])
  t.equal((await library.taxonomy()).name, 'shop')
  t.equal((await library.taxonomy('general')).name, 'general')
  for (const name of ['', 'Shop', 'cars']) {
    await t.rejects(library.taxonomy(name), {
      code: 'TAXONOMY_NOT_FOUND',
      message: `There is no taxonomy "${name}". Known: shop, general.`
    })
  }
})

t.test("a shop's own taxonomy stands in for the one that ships under the same name", async (t) => {
  const { library } = await libraryOf(t, [named('general', 'own'), named('general', 'shipped')])

  t.same(
    [...(await library.taxonomies()).values()].map(({ version }) => version),
    ['own']
  )
  t.equal((await library.taxonomy()).version, 'own')
  t.equal((await library.taxonomy('general')).version, 'own')
  t.equal((await library.tagger('general')).taxonomy.version, 'own')
})

t.test('one file that cannot be used is named, and is read again when it is mended', async (t) => {
  const { library, files } = await libraryOf(t, [named('shop'), named('general')])
  await writeFile(files[1]!, '{')
  await t.rejects(library.taxonomy('shop'), {
    code: 'TAXONOMY_INVALID',
    message: new RegExp(`${files[1]} cannot be used: it is not JSON`)
  })

  await writeFile(files[1]!, JSON.stringify(named('mended')))

  t.equal((await library.taxonomy('mended')).name, 'mended')
})

t.test('all who ask at once share one embedding of the labels; each taxonomy has its own', async (t) => {
  const { library, embedder } = await libraryOf(t, [named('shop'), { ...named('other'), templates: ['a {}'] }])

  const taggers = await Promise.all([
    library.tagger(),
    library.tagger('shop'),
    library.taggerWithin(5000),
    library.tagger()
  ])
  t.equal(new Set(taggers).size, 1)
  t.equal(embedder.calls, 9)
  await library.tagger('other')
  t.equal(embedder.calls, 18)
})

t.test('a model that fails once is asked again', async (t) => {
  const { library, embedder } = await libraryOf(t, [named('shop')])
  embedder.problem = new Error('out of order')
  await t.rejects(library.tagger(), { message: 'out of order' })
  await t.rejects(library.taggerWithin(5000), { message: 'out of order' })

  embedder.problem = undefined

  t.equal((await library.tagger()).taxonomy.name, 'shop')
})

t.test('what is learned is used at once, kept for the next start, and comes before what ships', async (t) => {
  const { library, again, folder } = await libraryOf(t, [named('shop')])
  await writeFile(join(folder, 'shipped.json'), JSON.stringify(profile({ precision: 0.5 })))
  const taxonomy = await library.taxonomy()
  const before = await library.tagger()
  t.equal((await library.profile(taxonomy))?.precision, 0.5)

  const file = await library.save(profile(), taxonomy)

  t.equal(file, library.profileFile(taxonomy))
  t.equal((await library.profile(taxonomy))?.precision, 0.9)
  t.not(await library.tagger(), before)
  t.same(await again().profile(taxonomy), profile())
  t.same(JSON.parse(await readFile(file, 'utf8')), profile())
})

t.test('a profile of another model or taxonomy is passed over, its own next in line', async (t) => {
  const { library, folder } = await libraryOf(t, [named('shop')])
  const taxonomy = await library.taxonomy()
  await writeFile(join(folder, 'shipped.json'), JSON.stringify(profile({ precision: 0.5 })))

  for (const other of [{ model: 'words-2' }, { taxonomy: 'general' }]) {
    await library.save(profile(other), taxonomy)
    t.equal((await library.profile(taxonomy))?.precision, 0.5)
  }
})

t.test('models and taxonomies do not share files', async (t) => {
  const { library } = await libraryOf(t, [named('shop'), named('general')])
  const [shop, general] = [await library.taxonomy('shop'), await library.taxonomy('general')]
  const { library: other } = await libraryOf(t, [], new WordEmbedder('arn:aws:bedrock/words:2'))

  const names = [library.profileFile(shop), library.profileFile(general), other.profileFile(shop)].map((file) =>
    file.split('/').at(-1)
  )
  t.equal(new Set(names).size, 3)
  t.ok(
    names.every((name) => /^[a-z0-9.-]+$/.test(name!)),
    names.join(' ')
  )
})

t.test('a folder that cannot be written is named, and the tagger goes on as before', async (t) => {
  const { library, folder } = await libraryOf(t, [named('shop')])
  const taxonomy = await library.taxonomy()
  const tagger = await library.tagger()
  const file = join(folder, 'taken')
  await mkdir(`${file}.part`)

  await t.rejects(library.save(profile(), taxonomy, file), {
    code: 'DATA_DIR_UNUSABLE',
    message: new RegExp(`${join(folder, 'data')} \\(DATA_DIR\\)`)
  })

  t.equal(await library.tagger(), tagger)
})

t.test('a library that was closed embeds nothing more, and may be closed again', async (t) => {
  const { library } = await libraryOf(t, [named('shop')])
  await library.close()

  await t.rejects(library.tagger(), { message: 'the service is closing' })
  await t.resolves(library.close())
})
