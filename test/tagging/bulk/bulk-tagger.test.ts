import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { CatalogueService } from '../../../src/catalogue/catalogue-service.ts'
import { BulkTagger, type BulkRun } from '../../../src/tagging/bulk/bulk-tagger.ts'
import { readTagLog, TagLog, type TagLine } from '../../../src/tagging/bulk/tag-log.ts'
import { writeTagTable } from '../../../src/tagging/bulk/tag-table.ts'
import { WriteBack } from '../../../src/tagging/write-back.ts'
import type { CallOptions } from '../../../src/vectors/vector-store.ts'
import { readManifest, writeManifest } from '../../../src/catalogue/manifest.ts'
import { product, testApp } from '../../fixtures/app.ts'
import { MemoryVectorStore } from '../../fixtures/memory-vector-store.ts'
import { smallTaxonomy } from '../../fixtures/small-taxonomy.ts'
import { photo } from '../../fixtures/word-embedder.ts'
import type { VectorIndex } from '../../../src/vectors/vector-store.ts'

const IMAGES = { maxBytes: 1e6, maxPixels: 1e6, allowPrivate: false }

const STAMP = { model: 'words-1', taxonomy: 'small', taxonomyVersion: '7' }

interface RunOptions extends Partial<Pick<BulkRun, 'onlyMissing' | 'signal' | 'onProgress' | 'onNotice'>> {
  readonly retryFailed?: boolean
}

async function bulk (t: Test, options: Parameters<typeof testApp>[1] = {}) {
  const folder = t.testdir({ 'shop.json': JSON.stringify(smallTaxonomy()), photos: { more: {} }, 'shop.jsonl': '' })
  const { services, model, ask } = await testApp(t, { ...options, env: { TAXONOMY: join(folder, 'shop.json') } })
  await writeFile(join(folder, 'photos', 'red.jpg'), await photo('red'))
  await writeFile(join(folder, 'photos', 'more', 'green.jpg'), await photo('green'))
  await writeFile(join(folder, 'photos', 'broken.jpg'), 'not a photo')
  const output = join(folder, 'tags.jsonl')
  const { taxonomy } = await services.taggers.tagger()
  const tagger = new BulkTagger({
    autoTag: services.autoTag,
    taxonomy,
    model: model.model,
    images: IMAGES,
    writeBack: new WriteBack(services.catalogue)
  })
  const run = async (source: string, { onlyMissing = false, retryFailed, ...rest }: RunOptions = {}) => {
    const log = await TagLog.open(output, { ...STAMP, retryFailed })
    try {
      return await tagger.run({ source: join(folder, source), log, onlyMissing, ...rest })
    } finally {
      await log.close()
    }
  }
  return { folder, output, run, model, ask, services }
}

async function linesOf (file: string): Promise<TagLine[]> {
  const lines: TagLine[] = []
  for await (const line of readTagLog(file)) lines.push(line)
  return lines
}

async function idsOf (file: string): Promise<string[]> {
  return (await linesOf(file)).map(({ id }) => id)
}

function catalogue (...products: object[]): string {
  return products.map((product) => `${JSON.stringify(product)}\n`).join('')
}

function valuesOf (line: TagLine | undefined): Record<string, string> {
  return line && 'tags' in line ? Object.fromEntries(line.tags.map(({ attribute, value }) => [attribute, value])) : {}
}

t.test(
  'a folder of photos is tagged, one line a photo, and a photo that cannot be read is a line, too',
  async (t) => {
    const { output, run } = await bulk(t)

    t.same(await run('photos'), { tagged: 2, skipped: 0, failed: 1 })

    const lines = await linesOf(output)
    t.same(
      lines.map(({ id }) => id),
      ['broken.jpg', 'more/green.jpg', 'red.jpg']
    )
    t.match(lines[0], { error: 'UNSUPPORTED_MEDIA_TYPE' })
    t.match(valuesOf(lines[1]), { color: 'green' })
    t.match(valuesOf(lines[2]), { color: 'red' })
  }
)

t.test('a run that was stopped goes on where its log ends, also after half a line', async (t) => {
  const { output, run } = await bulk(t)
  const stop = new AbortController()
  await run('photos', { signal: stop.signal, onProgress: () => stop.abort() })
  t.same(await idsOf(output), ['broken.jpg'])
  await appendFile(output, '{"id":"more/gr')

  t.same(await run('photos'), { tagged: 2, skipped: 1, failed: 0 })

  t.same(await idsOf(output), ['broken.jpg', 'more/green.jpg', 'red.jpg'])
})

t.test('only what is missing: products that state all are left out, and stated attributes are', async (t) => {
  const { folder, output, run, model } = await bulk(t)
  const all = { category: 'Fashion/Dress', color: 'red', attributes: { size: ['long'] } }
  await writeFile(
    join(folder, 'shop.jsonl'),
    catalogue(
      { id: 'complete', title: 'dress', images: ['photos/red.jpg'], ...all },
      { id: 'colorless', title: 'long dress', images: ['photos/red.jpg'], ...all, color: null }
    )
  )
  model.calls = 0

  t.same(await run('shop.jsonl', { onlyMissing: true }), { tagged: 1, skipped: 1, failed: 0 })

  t.same(
    (await linesOf(output)).map((line) => [line.id, valuesOf(line)]),
    [['colorless', { color: 'red' }]]
  )
})

t.test('assigned values go into the index where the catalogue states none, suggested ones do not', async (t) => {
  const bare = product('bare', 'long dress', { images: ['/media/red.jpg'] })
  const stated = product('stated', 'long dress', {
    images: ['/media/red.jpg'],
    color: 'green',
    category: 'Fashion/Dress'
  })
  const { folder, run, ask } = await bulk(t, { products: [bare, stated] })
  const row = { title: 'long dress', images: ['photos/red.jpg'] }
  await writeFile(
    join(folder, 'shop.jsonl'),
    catalogue({ id: 'bare', ...row }, { id: 'stated', ...row }, { id: 'elsewhere', ...row })
  )

  await run('shop.jsonl')

  const { data } = await ask(
    '{ bare: product(id: "bare") { color category } stated: product(id: "stated") { color category } found: search(text: "dress", filter: { color: ["red"] }) { items { product { id } } } }'
  )
  t.same(data, {
    bare: { color: 'red', category: null },
    stated: { color: 'green', category: 'Fashion/Dress' },
    found: { items: [{ product: { id: 'bare' } }] }
  })
})

t.test('a source that is not there is told so', async (t) => {
  const { run } = await bulk(t)

  await t.rejects(run('nowhere'), { code: 'CATALOGUE_FILE_INVALID', message: /no such file or folder/ })
})

t.test(
  'lines come in the order of the source, whatever was ready first, and one product of an id is tagged',
  async (t) => {
    const { folder, output, run, services } = await bulk(t)
    const { autoTag } = services
    const tagImage = autoTag.tagImage.bind(autoTag)
    let [now, most] = [0, 0]
    autoTag.tagImage = async (image, options) => {
      most = Math.max(most, ++now)
      // The later, the sooner it is ready.
      await new Promise((resolve) => setTimeout(resolve, 60 - Number(options?.productId?.slice(1))))
      now--
      return await tagImage(image, options)
    }
    const ids = Array.from({ length: 50 }, (_, i) => `p${i}`)
    await writeFile(
      join(folder, 'shop.jsonl'),
      catalogue(...[...ids, 'p0', 'p1'].map((id) => ({ id, title: 'dress', images: ['photos/red.jpg'] })))
    )

    t.same(await run('shop.jsonl'), { tagged: 50, skipped: 2, failed: 0 })

    t.same(await idsOf(output), ids)
    t.ok(most > 1 && most <= 8, `${most} at the same time`)
  }
)

t.test('a row that cannot be used is told with its line and reason', async (t) => {
  const { folder, run } = await bulk(t)
  await writeFile(
    join(folder, 'shop.jsonl'),
    `${catalogue({ id: 'a', images: ['photos/red.jpg'] })}{"id":"b"}\nno json\n`
  )
  const [notices, lines]: [string[], number[]] = [[], []]

  t.same(
    await run('shop.jsonl', {
      onNotice: (message) => notices.push(message),
      onProgress: ({ line }) => lines.push(line)
    }),
    { tagged: 1, skipped: 0, failed: 2 }
  )

  t.match(notices, [/^line 2: /, /^line 3: /])
  t.same(lines.sort(), [1, 2, 3])
})

t.test('what failed is tagged again when asked, and its later line holds', async (t) => {
  const { folder, output, run } = await bulk(t)
  const failures = async () => {
    const log = await TagLog.open(output, STAMP)
    await log.close()
    return log.failures
  }
  await run('photos')
  await writeFile(join(folder, 'photos', 'broken.jpg'), await photo('blue'))

  t.same(await run('photos'), { tagged: 0, skipped: 3, failed: 0 })
  t.equal(await failures(), 1, 'who runs it again is told that one has no tags still')
  t.same(await run('photos', { retryFailed: true }), { tagged: 1, skipped: 2, failed: 0 })
  t.equal(await failures(), 0)
  t.same(await run('photos', { retryFailed: true }), { tagged: 0, skipped: 3, failed: 0 })

  t.same(await idsOf(output), ['broken.jpg', 'more/green.jpg', 'red.jpg', 'broken.jpg'])
  await writeTagTable(join(folder, 'tags.csv'), output)
  const rows = (await readFile(join(folder, 'tags.csv'), 'utf8')).trimEnd().split('\n').slice(1)
  t.same(
    rows.map((row) => row.split(',')[0]),
    ['more/green.jpg', 'red.jpg', 'broken.jpg']
  )
  t.notMatch(rows[2], /UNSUPPORTED/)
})

t.test('an error of ours ends the run, and the next goes on', async (t) => {
  const { output, run, model } = await bulk(t)
  model.problem = new Error('out of order')
  await t.rejects(run('photos'), { message: 'out of order' })
  model.problem = undefined

  await run('photos')

  t.same(await idsOf(output), ['broken.jpg', 'more/green.jpg', 'red.jpg'])
})

t.test('written back in batches, the facets of the catalogue count anew', async (t) => {
  const bare = Array.from({ length: 70 }, (_, i) =>
    product(`bare-${i}`, 'long dress', { images: ['/media/red.jpg'] })
  )
  const { folder, run, ask, services } = await bulk(t, { products: bare })
  const { index } = await services.catalogue.open()
  let writes = 0
  // On all of its kind: when a manifest is read again, the catalogue opens its index anew.
  const kind = Object.getPrototypeOf(index) as VectorIndex
  for (const method of ['upsert', 'update'] as const) {
    const write = kind[method] as (...args: unknown[]) => Promise<never>
    kind[method] = async function (this: VectorIndex, ...args: unknown[]) {
      if (this.spec.dimension === index.spec.dimension) writes++
      return await write.apply(this, args)
    }
    t.teardown(() => { kind[method] = write })
  }
  await writeFile(
    join(folder, 'shop.jsonl'),
    catalogue(...bare.map(({ id, title }) => ({ id, title, images: ['photos/red.jpg'] })))
  )

  await run('shop.jsonl')

  t.equal(writes, 4, 'three batches and the manifest')
  // A manifest is believed for a while, so another service reads it.
  const { manifest } = await new CatalogueService({
    ...services,
    name: 'products',
    dimensions: services.catalogue.dimensions
  }).open()
  t.same(manifest.facets.colors, [{ value: 'red', count: 70 }])
  t.equal(manifest.products, 70)
  const { data } = await ask(
    '{ search(text: "dress", topK: 5, filter: { color: ["red"] }) { items { product { color } } } }'
  )
  t.equal((data!['search'] as { items: unknown[] }).items.length, 5)
})

t.test('a run that is stopped while the store hangs ends soon, and says that it did not write all', async (t) => {
  const store = new MemoryVectorStore()
  const { run, output } = await bulk(t, {
    store,
    products: [product('red.jpg', 'red'), product('more/green.jpg', 'green')]
  })
  let asked = () => {}
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve
  })
  for (const index of store.indexes.values()) {
    index.get = async (_keys, { signal }: CallOptions = {}) =>
      await new Promise((_resolve, reject) => {
        asked()
        signal?.addEventListener('abort', () => reject(signal.reason))
      })
  }
  const stop = new AbortController()
  const notices: string[] = []
  const running = run('photos', {
    signal: stop.signal,
    onNotice: (message) => {
      notices.push(message)
    }
  })
  await isAsked
  const start = performance.now()
  stop.abort()
  await running

  t.ok(performance.now() - start < 9000)
  t.match(notices.at(-1), /stopped before all was written/)
  t.same(await idsOf(output), [], 'what is not in the index is not in the log')
})

t.test(
  'a run killed before it had counted what it wrote is made good by the next, which has nothing left to tag',
  async (t) => {
    const { folder, run, services } = await bulk(t)
    await writeFile(
      join(folder, 'shop.jsonl'),
      catalogue({ id: 'dress-red', title: 'red dress', images: ['photos/red.jpg'] })
    )
    await run('shop.jsonl')
    const index = (await services.store.openIndex('products-64'))!
    const whole = (await readManifest(index))!
    await writeManifest(index, { ...whole, facets: { ...whole.facets, colors: [] } })

    t.match(await run('shop.jsonl'), { tagged: 0, skipped: 1 })

    t.ok(whole.facets.colors.length > 0)
    t.same((await readManifest(index))!.facets.colors, whole.facets.colors)
  }
)
