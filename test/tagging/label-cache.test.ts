import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { truncate, type Embedding, type EmbedInput, type EmbedOptions } from '../../src/embedding/embedder.ts'
import type { TaxonomyFile } from '../../src/taxonomy/taxonomy-schema.ts'
import { TaggerLibrary } from '../../src/tagging/tagger-library.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'
import { WordEmbedder } from '../fixtures/word-embedder.ts'

/** The same model, asked for half as many values. */
class ShortEmbedder extends WordEmbedder {
  override readonly dimensions = [32, 16]

  override async embed (input: EmbedInput, options: EmbedOptions): Promise<Embedding> {
    return truncate(await super.embed(input, options), 32)
  }
}

function libraries (t: Test) {
  const folder = t.testdir({ 'shop.json': JSON.stringify(smallTaxonomy()) })
  const shop = join(folder, 'shop.json')
  /** A start of the service: how often it asks the model, and what it compares photos with. */
  const start = async (model = 'words-1', embedder = new WordEmbedder(model)) => {
    const tagger = await new TaggerLibrary({
      embedder,
      files: [shop],
      shippedProfile: 'none',
      shippedLabels: 'none',
      dataDir: folder
    }).tagger()
    const comparison = tagger.bank.compare(await embedder.embed({ text: 'long red dress' }, { purpose: 'query' }))
    return {
      calls: embedder.calls - 1,
      scores: ['category', 'color', 'size'].map((name) => [...comparison.standardised(name)])
    }
  }
  const kept = async () =>
    join(
      folder,
      'tagging',
      (await readdir(join(folder, 'tagging'))).find((name) => name.endsWith('.labels'))!
    )
  const rewrite = async (file: TaxonomyFile) => await writeFile(shop, JSON.stringify(file))
  return { folder, shop, start, kept, rewrite }
}

t.test('a second start asks the model for no label and compares as the first', async (t) => {
  const { start } = libraries(t)

  const first = await start()
  const second = await start()

  t.equal(first.calls, 9)
  t.same(second, { ...first, calls: 0 })
})

t.test('a changed label costs itself alone; new names to show cost nothing', async (t) => {
  const { start, rewrite } = libraries(t)
  await start()
  const {
    attributes: [color, size],
    ...rest
  } = smallTaxonomy()

  await rewrite({
    ...rest,
    attributes: [
      color!,
      {
        ...size!,
        names: { de: 'Länge' },
        labels: [
          { value: 'short', prompts: ['tiny'] },
          { value: 'long', names: { de: 'lang' } }
        ]
      }
    ]
  })
  t.equal((await start()).calls, 1)
  t.equal((await start()).calls, 0)
})

t.test('other sentences and another model have embeddings of their own', async (t) => {
  const { start, rewrite } = libraries(t)
  await start()

  t.equal((await start('words-2')).calls, 9)
  await rewrite({ ...smallTaxonomy(), templates: ['a {}', 'the {}'] })
  t.equal((await start()).calls, 18)
})

t.test('embeddings of another size are made anew', async (t) => {
  const { start } = libraries(t)
  await start()

  t.equal((await start('words-1', new ShortEmbedder())).calls, 9)
  t.equal((await start('words-1', new ShortEmbedder())).calls, 0)
  t.equal((await start()).calls, 9)
})

t.test('a damaged file counts as none and is written again', async (t) => {
  const { start, kept } = libraries(t)
  const first = await start()
  const bytes = await readFile(await kept())

  const flipped = Buffer.from(bytes)
  flipped[bytes.length - 7]! ^= 1
  for (const damaged of [bytes.subarray(0, -4), flipped, Buffer.from('{"version":1'), Buffer.alloc(0)]) {
    await writeFile(await kept(), damaged)
    t.same(await start(), first)
    t.equal((await start()).calls, 0)
  }
})

t.test('a first line that does not fit the rows counts as damage, too', async (t) => {
  const { start, kept } = libraries(t)
  const first = await start()
  const text = await readFile(await kept(), 'latin1')

  for (const damaged of [
    text.replace('"dimension":64', '"dimension":32'),
    text.replace('"dimension":64', '"dimension":65'),
    text.replace(/"keys":\["[^"]*",/, '"keys":['),
    text.replace(/^.*\n/, 'null\n'),
    text.replace('\n', '')
  ]) {
    t.not(damaged, text)
    await writeFile(await kept(), damaged, 'latin1')
    t.same(await start(), first)
  }
})

t.test('a start that is stopped keeps what the model has said so far', async (t) => {
  const { folder, shop, start } = libraries(t)
  const embedder = new WordEmbedder()
  const library = new TaggerLibrary({
    embedder,
    files: [shop],
    shippedProfile: 'none',
    shippedLabels: 'none',
    dataDir: folder
  })
  const embed = embedder.embed.bind(embedder)
  embedder.embed = async (input, options) => {
    if ('text' in input && input.text === 'long') {
      // All others have been answered by then.
      await new Promise(setImmediate)
      library.close().catch(t.threw)
    }
    return await embed(input, options)
  }

  await t.rejects(library.tagger(), { message: 'the service is closing' })
  await library.close()

  t.equal((await start()).calls, 1)
})

t.test('embeddings that cannot be kept cost the next start time, not this one its tags', async (t) => {
  const { start, kept } = libraries(t)
  await start()
  const file = await kept()
  await rm(file)
  await mkdir(file)
  const warnings: string[] = []
  const onWarning = ({ message }: Error) => warnings.push(message)
  process.on('warning', onWarning)
  t.teardown(() => process.off('warning', onWarning))

  t.equal((await start()).calls, 9)
  await new Promise(setImmediate)

  t.match(warnings, [/^The embeddings of the taxonomy small cannot be kept in .* \(DATA_DIR\): EISDIR/])
  t.same(
    (await readdir(dirname(file))).filter((name) => name.endsWith('.part')),
    []
  )
})

t.test('who cannot wait for the labels of a large taxonomy is told how far they are', async (t) => {
  const { folder, shop } = libraries(t)
  const embedder = new WordEmbedder()
  const library = new TaggerLibrary({
    embedder,
    files: [shop],
    shippedProfile: 'none',
    shippedLabels: 'none',
    dataDir: folder
  })
  let open = () => {}
  embedder.gate = new Promise<void>((resolve) => {
    open = resolve
  })

  await t.rejects(library.taggerWithin(20), {
    code: 'SERVER_BUSY',
    message: /the labels of the taxonomy small are still being embedded, 0 of \d+ so far/
  })
  open()

  t.equal((await library.taggerWithin(10_000)).taxonomy.name, 'small')
})
