import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { writeJsonLines } from '../../fixtures/catalogue-files.ts'
import { keys, setUp, titled } from '../../fixtures/ingest.ts'

async function stored (t: Test) {
  const shop = await setUp(t, { deleteLimitPercent: 20 })
  await writeJsonLines(shop.file, titled(10))
  await shop.run()
  return { ...shop, count: () => keys(shop.store).length }
}

t.test('up to the limit what the file lacks is deleted, beyond it only with a yes', async (t) => {
  const { file, run, count } = await stored(t)
  await writeJsonLines(file, titled(8))
  t.match(await run({ deleteMissing: true }), { deleted: 2, held: undefined })

  await writeJsonLines(file, [...titled(6), { id: 'fresh', title: 'Fresh' }])
  const report = await run({ deleteMissing: true })
  t.match(report, { new: 1, deleted: 0, held: { missing: 2, stored: 9, why: /DELETE_LIMIT_PERCENT \(20\)/ } })
  t.equal(count(), 9, 'what is new is in all the same')
  t.match(await run({ deleteMissing: true, dryRun: true }), { deleted: 0, held: { missing: 2 } })
  t.match(await run({ deleteMissing: true, yes: true, dryRun: true }), { deleted: 2 })
  t.equal(count(), 9, 'a dry run deletes nothing')
  t.match(await run({ deleteMissing: true, yes: true }), { deleted: 2, held: undefined })
  t.equal(count(), 7)
})

for (const [what, content] of [
  ['nothing but headings', 'id,title\n'],
  ['nothing but bad rows', 'id,title\nx,\ny,\n']
] as const) {
  t.test(`a file of ${what} empties no shop`, async (t) => {
    const { file, run, count } = await stored(t)
    await writeFile(file, content)

    t.match(await run({ deleteMissing: true }), {
      deleted: 0,
      held: { missing: 10, why: /no row of the file is a product/ }
    })
    await t.rejects(run({ recreate: true, yes: true }), {
      code: 'CATALOGUE_FILE_INVALID',
      message: /none of its rows/
    })
    t.equal(count(), 10)
  })
}

t.test('a row that cannot be read may be any product, so nothing is deleted', async (t) => {
  const { file, run, count } = await stored(t)
  await writeJsonLines(file, titled(9))
  await appendFile(file, '{"id": "p9", "title": "Prod')

  t.match(await run({ deleteMissing: true }), {
    rejected: 1,
    deleted: 0,
    held: { missing: 1, why: /1 row cannot be read/ }
  })
  t.equal(count(), 10)
})

t.test('a gzip file that was cut ends the run before anything is deleted', async (t) => {
  const { file, run, count } = await stored(t)
  await writeJsonLines(file, titled(9))
  const whole = gzipSync(await readFile(file))
  await writeFile(file, whole.subarray(0, whole.length - 20))

  await t.rejects(run({ deleteMissing: true, yes: true }), { code: 'CATALOGUE_FILE_INVALID' })
  t.equal(count(), 10)
})

t.test('a catalogue is not made anew from far fewer products without a yes', async (t) => {
  const { file, run, count } = await stored(t)
  await writeJsonLines(file, titled(7))

  await t.rejects(run({ recreate: true }), {
    code: 'DELETION_REFUSED',
    message: /The file has 7 products, the catalogue 10: .* 20 percent .* --yes/
  })
  t.equal(count(), 10)
  t.match(await run({ recreate: true, yes: true }), { new: 7 })
  await writeJsonLines(file, titled(6))
  t.match(await run({ recreate: true }), { new: 6 }, 'one of seven is below the limit')
})
