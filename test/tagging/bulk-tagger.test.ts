import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { BulkTagger } from '../../src/tagging/bulk-tagger.ts'
import { readTagLog, TagLog, toCsv, type TagLine } from '../../src/tagging/tag-log.ts'
import { WriteBack } from '../../src/tagging/write-back.ts'
import { product, testApp } from '../fixtures/app.ts'
import { smallTaxonomy } from '../fixtures/small-taxonomy.ts'
import { photo } from '../fixtures/word-embedder.ts'

const IMAGES = { maxBytes: 1e6, maxPixels: 1e6, allowPrivate: false }

async function bulk (t: Test, options: Parameters<typeof testApp>[1] = {}) {
  const folder = t.testdir({ 'shop.json': JSON.stringify(smallTaxonomy()), photos: { more: {} }, 'shop.jsonl': '' })
  const { services, model, ask } = await testApp(t, { ...options, env: { TAXONOMY: join(folder, 'shop.json') } })
  await writeFile(join(folder, 'photos', 'red.jpg'), await photo('red'))
  await writeFile(join(folder, 'photos', 'more', 'green.jpg'), await photo('green'))
  await writeFile(join(folder, 'photos', 'broken.jpg'), 'not a photo')
  const output = join(folder, 'tags.jsonl')
  const tagger = new BulkTagger({ autoTag: services.autoTag, taxonomy: await services.taggers.taxonomy(), images: IMAGES, writeBack: new WriteBack(services.catalogue) })
  const run = async (source: string, { onlyMissing = false, ...rest }: { onlyMissing?: boolean, signal?: AbortSignal, onProgress?: () => void } = {}) => {
    const log = await TagLog.open(output)
    try {
      return await tagger.run({ source: join(folder, source), log, onlyMissing, ...rest })
    } finally {
      await log.close()
    }
  }
  return { folder, output, run, model, ask }
}

function catalogue (...products: object[]): string {
  return products.map((product) => `${JSON.stringify(product)}\n`).join('')
}

function valuesOf (line: TagLine | undefined): Record<string, string> {
  return line && 'tags' in line ? Object.fromEntries(line.tags.map(({ attribute, value }) => [attribute, value])) : {}
}

t.test('a folder of photos is tagged, one line a photo, and a photo that cannot be read is a line, too', async (t) => {
  const { output, run } = await bulk(t)

  t.same(await run('photos'), { tagged: 2, skipped: 0, failed: 1 })

  const lines = await readTagLog(output)
  t.same(lines.map(({ id }) => id), ['broken.jpg', 'more/green.jpg', 'red.jpg'])
  t.match(lines[0], { error: 'UNSUPPORTED_MEDIA_TYPE' })
  t.match(valuesOf(lines[1]), { color: 'green' })
  t.match(valuesOf(lines[2]), { color: 'red' })
})

t.test('a run that was stopped goes on where its log ends, also after half a line', async (t) => {
  const { output, run } = await bulk(t)
  const stop = new AbortController()
  await run('photos', { signal: stop.signal, onProgress: () => stop.abort() })
  t.equal((await readTagLog(output)).length, 1)
  await appendFile(output, '{"id":"more/gr')

  t.same(await run('photos'), { tagged: 2, skipped: 1, failed: 0 })

  t.same((await readTagLog(output)).map(({ id }) => id), ['broken.jpg', 'more/green.jpg', 'red.jpg'])
})

t.test('only what is missing: products that state all are left out, and stated attributes are', async (t) => {
  const { folder, output, run, model } = await bulk(t)
  const all = { category: 'Fashion/Dress', color: 'red', attributes: { size: 'long' } }
  await writeFile(join(folder, 'shop.jsonl'), catalogue(
    { id: 'complete', title: 'dress', images: ['photos/red.jpg'], ...all },
    { id: 'colourless', title: 'long dress', images: ['photos/red.jpg'], ...all, color: null }
  ))
  model.calls = 0

  t.same(await run('shop.jsonl', { onlyMissing: true }), { tagged: 1, skipped: 1, failed: 0 })

  t.same((await readTagLog(output)).map((line) => [line.id, valuesOf(line)]), [['colourless', { color: 'red' }]])
})

t.test('assigned values go into the index where the catalogue states none, suggested ones do not', async (t) => {
  const bare = product('bare', 'long dress', { images: ['/media/red.jpg'] })
  const stated = product('stated', 'long dress', { images: ['/media/red.jpg'], color: 'green', category: 'Fashion/Dress' })
  const { folder, run, ask } = await bulk(t, { products: [bare, stated] })
  const row = { title: 'long dress', images: ['photos/red.jpg'] }
  await writeFile(join(folder, 'shop.jsonl'), catalogue({ id: 'bare', ...row }, { id: 'stated', ...row }, { id: 'elsewhere', ...row }))

  await run('shop.jsonl')

  const { data } = await ask('{ bare: product(id: "bare") { color category } stated: product(id: "stated") { color category } found: search(text: "dress", filter: { color: ["red"] }) { items { product { id } } } }')
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

t.test('the table has a row a product, marks suggestions, and no cell that a spreadsheet would run', async (t) => {
  const { output, run } = await bulk(t)
  await run('photos')

  const tag = { confidence: 0.9, alternatives: [], evidence: [] }
  const category = { path: 'Fashion/Dress', confidence: 0.5, decision: 'SUGGESTED' as const, alternatives: [], evidence: [] }
  const line: TagLine = { id: '=1+1', category, abstained: [], tags: [{ ...tag, attribute: 'color', value: 'red', decision: 'ASSIGNED' }, { ...tag, attribute: 'color', value: 'a, "b"', decision: 'SUGGESTED' }] }

  t.equal(toCsv([line, { id: 'broken', error: 'X', message: 'y' }]), 'id,category,category_decision,category_confidence,color\n\'=1+1,Fashion/Dress,SUGGESTED,0.500,"red|a, ""b""?"\n')
  t.equal(toCsv(await readTagLog(output)).split('\n').length, 4)
  t.match(await readFile(output, 'utf8'), /\n$/)
})
