import { readFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { writeJsonLines, writePhoto } from '../../fixtures/catalogue-files.ts'
import type { MemoryVectorStore } from '../../fixtures/memory-vector-store.ts'
import { contents, keys, setUp, titled } from '../../fixtures/ingest.ts'

t.test('on an empty store a dry run tells what the ingest then does, and makes nothing', async (t) => {
  const { root, file, store, embedder, run, leftOver } = await setUp(t)
  await writePhoto(path.join(root, 'a.png'), 1)
  await writeJsonLines(file, [
    { id: 'a', images: ['a.png', 'none.png'] },
    { id: 'b', images: ['none.png'] },
    { id: 'c' },
    { id: 'a', title: 'again' },
    ...titled(30)
  ])
  const told = await run({ dryRun: true })
  t.same([store.indexes.size, embedder.calls, await leftOver()], [0, 0, []])

  const done = await run()
  for (const count of [
    'new',
    'changed',
    'unchanged',
    'rejected',
    'imagesRejected',
    'views',
    'imageRoot',
    'isInterrupted'
  ] as const) {
    t.equal(told[count], done[count], count)
  }
  t.match(told.usage, { calls: embedder.calls, images: 1, estimatedUsd: 0 })
  t.equal(await readFile(told.rejectsFile!, 'utf8'), await readFile(done.rejectsFile!, 'utf8'))
  t.not(told.rejectsFile, done.rejectsFile)
})

t.test('a dry run compares with what is stored', async (t) => {
  const { file, store, embedder, run } = await setUp(t)
  await writeJsonLines(file, titled(6))
  await run()
  addedLongAgo(store)
  const before = contents(store)
  embedder.calls = 0
  const [p0, p1, p2] = titled(6)
  await writeJsonLines(file, [
    { ...p0, price: { amount: '1', currency: 'EUR' } },
    { ...p1, title: 'Another' },
    p2!,
    { id: 'fresh', title: 'Fresh' }
  ])

  t.match(await run({ dryRun: true, deleteMissing: true }), {
    new: 1,
    changed: 2,
    offersOnly: 1,
    unchanged: 1,
    deleted: 3,
    views: 2,
    usage: { calls: 2 }
  })
  t.same(contents(store), before)
  t.equal(embedder.calls, 0)
  t.match(await run({ dryRun: true, recreate: true, yes: true }), { new: 4, changed: 0, views: 4 })
  t.same(contents(store), before)
  t.match(await run({ deleteMissing: true }), {
    new: 1,
    changed: 2,
    offersOnly: 1,
    unchanged: 1,
    deleted: 3,
    views: 2
  })
  t.equal(keys(store).length, 4)
  const added = [...store.indexes.get('shop-32')!.records].flatMap(([key, { metadata }]) =>
    key === '#manifest' ? [] : [[key.split('#')[0], metadata['added'] === 1]]
  )
  t.same(
    Object.fromEntries(added),
    { p0: true, p1: true, p2: true, fresh: false },
    'a change makes no product new'
  )
})

function addedLongAgo (store: MemoryVectorStore): void {
  for (const { records } of store.indexes.values()) {
    for (const [key, record] of records) {
      if (key !== '#manifest') records.set(key, { ...record, metadata: { ...record.metadata, added: 1 } })
    }
  }
}

t.test('a dry run stops where it is told to, and fails on what is no catalogue', async (t) => {
  const { file, run } = await setUp(t)
  await writeJsonLines(file, titled(1000))
  const stop = new AbortController()

  const told = await run({ dryRun: true, signal: stop.signal, onProgress: () => stop.abort() })
  t.ok(told.isInterrupted && told.new > 0 && told.new < 1000)
  await t.rejects(run({ dryRun: true, file: `${file}.none` }), { code: 'CATALOGUE_FILE_INVALID' })
})
