import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { readCatalogue } from '../../../src/catalogue/sources/read-catalogue.ts'
import { RowMemory } from '../../../src/catalogue/ingest/row-memory.ts'
import { writeJsonLines, writePhoto } from '../../fixtures/catalogue-files.ts'
import { contents, keys, setUp, titled } from '../../fixtures/ingest.ts'

const photo = { id: 'photo', title: 'With a photo', images: ['a.png'] }

async function stored (t: Parameters<typeof setUp>[0], rows: readonly object[] = titled(100)) {
  const shop = await setUp(t)
  await writeJsonLines(shop.file, rows)
  await shop.run()
  return { ...shop, memory: path.join(shop.dataDir, 'checkpoints', 'shop.rows') }
}

t.test('rows that stand as before are not read, and are unchanged', async (t) => {
  const { file, dataDir, store, run, memory } = await stored(t)
  const before = contents(store)
  const known = await RowMemory.open(path.dirname(memory), 'shop', [undefined, undefined])
  t.equal(known.size, 100)
  const rows = []
  for await (const row of readCatalogue(file, { knownRows: known })) rows.push(row)
  t.ok(rows.every((row) => 'product' in row && row.known !== undefined))
  t.match(rows[7], { line: 8, product: { id: 'p7', title: 'Product 7' } })

  t.match(await run({ deleteMissing: true }), { unchanged: 100, changed: 0, deleted: 0 })
  t.same(contents(store), before)

  await writeJsonLines(file, [...titled(100).slice(1, 60), { id: 'p70', title: 'Other' }, ...titled(100).slice(80)])
  t.match(await run({ deleteMissing: true }), { unchanged: 79, changed: 1, deleted: 20 })
  t.match(keys(store).length, 80)
  t.match(await run({ deleteMissing: true }), { unchanged: 80, changed: 0, deleted: 0 })
  t.equal((await RowMemory.open(path.join(dataDir, 'checkpoints'), 'shop', [undefined, undefined])).size, 80)
})

t.test('a product that was changed or taken out elsewhere since is written again', async (t) => {
  const { store, run } = await stored(t)
  const { records } = store.indexes.get('shop-8')!
  const { metadata, ...record } = records.get('p3#text')!
  records.set('p3#text', { ...record, metadata: { ...metadata, contentHash: 'other' } })
  records.delete('p4#text')

  t.match(await run(), { unchanged: 98, changed: 2 })
  t.match(await run(), { unchanged: 100 })
})

t.test('a local photo that changed is found under a row that stands as before', async (t) => {
  const shop = await setUp(t)
  await writePhoto(path.join(shop.root, 'a.png'), 1)
  await writeJsonLines(shop.file, [photo, ...titled(20)])
  await shop.run()
  await writePhoto(path.join(shop.root, 'a.png'), 2)
  t.match(await shop.run(), { changed: 1, unchanged: 20 })
})

t.test('another mapping reads every row anew', async (t) => {
  const { run, store } = await stored(t)
  t.match(await run({ mapping: { title: 'brand' } }), { changed: 100 })
  t.match(store.indexes.get('shop-32')!.records.get('p1#text')!.metadata, { title: 'Odd' })
})

t.test('doubles and notices are told in every run', async (t) => {
  const { run } = await stored(t, [
    { id: 'cut', title: 'x'.repeat(600) },
    { id: 'p1', title: 'One' },
    { id: 'p1', title: 'One' },
    ...titled(1)
  ])
  for (let i = 0; i < 2; i++) {
    const notices: string[] = []
    const { unchanged, rejected, firstRejections } = await run({ onNotice: (notice) => notices.push(notice) })
    t.match({ unchanged, rejected }, { unchanged: 3, rejected: 1 })
    t.match(firstRejections, [{ line: 3, id: 'p1', reason: /duplicate of line 2/ }])
    t.match(notices, [/line 1, cut: title/])
  }
})

t.test('a part of the shop does not replace what is known of the whole', async (t) => {
  const { file, run, memory } = await stored(t)
  const before = await readFile(memory)
  await writeJsonLines(file, titled(20))
  t.match(await run(), { unchanged: 20 })
  t.same(await readFile(memory), before)
})

t.test('what is damaged or of another reader is not believed', async (t) => {
  const { run, memory } = await stored(t)
  const whole = await readFile(memory)
  const other = Buffer.from(whole)
  other.fill(1, 0, 32)
  for (const bytes of [whole.subarray(0, 999), Buffer.from('nothing'), Buffer.alloc(0), other]) {
    await writeFile(memory, bytes)
    t.match(await run(), { unchanged: 100 })
    t.same(await readFile(memory), whole)
  }
})

t.test('a dry run writes none', async (t) => {
  const { file, run, memory } = await stored(t)
  const before = await readFile(memory)
  await writeJsonLines(file, titled(150))
  t.match(await run({ dryRun: true }), { unchanged: 100, new: 50 })
  t.same(await readFile(memory), before)
})
