import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { rowsOf, type IngestCounts } from '../../../src/catalogue/ingest/ingest-report.ts'
import { readManifest } from '../../../src/catalogue/manifest.ts'
import { ModelUnavailableError } from '../../../src/errors.ts'
import { writeJsonLines } from '../../fixtures/catalogue-files.ts'
import { contents, keys, setUp, titled } from '../../fixtures/ingest.ts'

const linesOf = async (file: string | undefined) =>
  (await readFile(file!, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { line: number }).line)

t.test('a bad row keeps its product from being deleted also where its id is a number', async (t) => {
  const { file, store, run } = await setUp(t)
  await writeJsonLines(file, [
    { id: 7, title: 'Seven' },
    { id: 'p8', title: 'Eight' },
    { id: 9, title: 'Nine' }
  ])
  await run()
  await writeJsonLines(file, [
    { id: 7, title: '' },
    { id: 'p8', images: [] },
    { id: 'p10', title: 'Ten' }
  ])

  t.match(await run({ deleteMissing: true }), { rejected: 2, deleted: 1 })
  t.same(keys(store), ['7#text', 'p10#text', 'p8#text'])
})

t.test('a product that its shop has taken from sale is missing, not bad', async (t) => {
  const { file, store, run } = await setUp(t)
  const csv = async (status: string) =>
    await writeFile(file, `Handle,Title,Status\nmug,Mug,active\ncap,Cap,${status}\n`)
  await csv('active')
  t.match(await run(), { new: 2 })
  await csv('draft')
  t.match(await run(), { unchanged: 1, rejected: 0, withdrawn: 1, deleted: 0 })
  t.match(await run({ deleteMissing: true }), { withdrawn: 1, deleted: 1 })
  t.same(keys(store), ['mug#text'])
})

t.test('the model reads no half of a character', async (t) => {
  const { file, embedder, run } = await setUp(t)
  await writeJsonLines(
    file,
    [0, 1].map((shift) => ({ id: `p${shift}`, title: 'x'.repeat(shift) + '😀'.repeat(150) }))
  )
  await run()

  t.same(
    embedder.texts.filter((text) => !text.isWellFormed()),
    []
  )
  t.equal(Math.max(...embedder.texts.map(({ length }) => length)), embedder.maxTextLength)
})

t.test('an interrupted run goes on also where its rejects are to be listed elsewhere, or are gone', async (t) => {
  const products = [{ id: 'bad' }, ...titled(150), { id: 'late' }]
  for (const what of ['elsewhere', 'gone'] as const) {
    const { root, file, store, run } = await setUp(t)
    await writeJsonLines(file, products)
    const stop = new AbortController()
    store.onUpsert = (_index, [record]) => record!.key !== '#manifest' && stop.abort()
    const first = await run({ signal: stop.signal })
    store.onUpsert = () => {}
    if (what === 'gone') await rm(first.rejectsFile!)

    const second = await run(what === 'elsewhere' ? { rejectsFile: path.join(root, 'new', 'rejects.jsonl') } : {})
    t.match(second, { new: 150, rejected: 2, resumedAt: Number }, what)
    t.same(await linesOf(second.rejectsFile), [152])
  }
})

t.test('what a run tells of its progress rises to what it reports', async (t) => {
  const { file, run } = await setUp(t)
  await writeJsonLines(file, [...titled(400), { id: 'bad' }])
  const told: Array<{ line: number; counts: IngestCounts }> = []
  const report = await run({ onProgress: (progress) => told.push(progress) })

  t.ok(told.length > 2)
  t.same(
    told.map(({ line }) => line),
    told.map(({ line }) => line).sort((a, b) => a - b)
  )
  t.same(
    told.map(({ counts }) => rowsOf(counts)),
    told.map(({ line }) => line),
    'a row a line'
  )
  t.match(report, told.at(-1)!.counts)
})

t.test('a signal that was aborted before stops a run before it writes a product', async (t) => {
  const { file, store, embedder, run } = await setUp(t)
  await writeJsonLines(file, titled(10))

  t.match(await run({ signal: AbortSignal.abort() }), { isInterrupted: true, new: 0 })
  t.same([keys(store), embedder.calls], [[], 0])
  t.match(await run(), { isInterrupted: false, new: 10 })
})

t.test('a file of nothing but bad rows leaves an empty catalogue that says so', async (t) => {
  const { file, store, run } = await setUp(t)
  await writeJsonLines(file, [{ id: 'a' }, { title: 'b' }])

  t.match(await run(), { new: 0, rejected: 2, views: 0, isInterrupted: false })
  t.match(await readManifest(store.indexes.get('shop-32')!), {
    products: 0,
    views: 0,
    kinds: { text: 0, image: 0 },
    updatedAt: String,
    facets: { brands: [] }
  })
})

t.test(
  'what is no problem of a row stops the run, and the next one ends with what an undisturbed one has',
  async (t) => {
    const whole = await setUp(t)
    await writeJsonLines(whole.file, titled(200))
    await whole.run()
    const { file, store, embedder, run } = await setUp(t)
    await writeJsonLines(file, titled(200))
    const embed = embedder.embed.bind(embedder)
    let left = 150
    embedder.embed = async (input, options) => {
      if (options.purpose === 'index' && left-- <= 0) throw new ModelUnavailableError('fake-1', 'it went away')
      return await embed(input, options)
    }

    await t.rejects(run(), { code: 'MODEL_UNAVAILABLE' })
    embedder.embed = embed
    t.match(await run(), { new: 200, rejected: 0, resumedAt: Number })
    t.same(contents(store), contents(whole.store))
  }
)

t.test('of a resumed run, deleting what the file lost spares what it had before it stopped', async (t) => {
  const { file, store, run } = await setUp(t)
  await writeJsonLines(file, [...titled(150), { id: 'lost', title: 'Lost' }])
  await run()
  await writeJsonLines(
    file,
    titled(150).map((product) => ({ ...product, color: 'red' }))
  )
  const stop = new AbortController()
  store.onUpsert = (_index, [record]) => record!.key !== '#manifest' && stop.abort()
  t.match(
    await run({ signal: stop.signal, deleteMissing: true }),
    { isInterrupted: true, deleted: 0 },
    'nothing is deleted of a file half read'
  )
  store.onUpsert = () => {}

  t.match(await run({ deleteMissing: true }), { deleted: 1, changed: 150, resumedAt: Number })
  t.equal(keys(store).length, 150)
})

t.test('a file of ten thousand bad rows and hardly a product is given up, and nothing is deleted', async (t) => {
  const { file, store, run } = await setUp(t)
  await writeJsonLines(file, titled(20))
  await run()
  for (const [row, reason] of [['x,', 'line 10002: '], ['a,Mug', 'line 10002: duplicate of line 2']] as const) {
    await writeFile(file, `id,title\na,Mug\n${`${row}\n`.repeat(20_000)}`)
    await t.rejects(run({ deleteMissing: true, yes: true }), {
      code: 'CATALOGUE_FILE_INVALID',
      message: new RegExp(`10000 of its rows cannot be used and 1 can; ${reason}`)
    })
    t.equal(keys(store).filter((key) => key !== 'a#text').length, 20)
  }

  await writeFile(file, ['id,title', ...titled(20).map(({ id, title }) => `${id},${title}`), 'x,\n'.repeat(10_000)].join('\n'))
  t.match(await run(), { rejected: 10_000 })
})
