import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import type { WriteStream } from 'node:tty'
import t from 'tap'
import { NO_COUNTS } from '../../src/catalogue/ingest/ingest-report.ts'
import { startProgress } from '../../src/commands/progress.ts'
import { summaryOf } from '../../src/commands/summary.ts'
import { folder, writeJsonLines, writePhoto } from '../fixtures/catalogue-files.ts'
import { fakeClock } from '../fixtures/fake-clock.ts'
import { vitrine } from '../fixtures/run-vitrine.ts'

t.test('a dry run checks rows and photos, lists what it rejects and exits with 2', async (t) => {
  const root = await folder(t)
  const rejects = path.join(root, 'rejects.jsonl')
  await writePhoto(path.join(root, 'a.png'), 1)
  await writeJsonLines(path.join(root, 'p.jsonl'), [
    { id: 'a', title: 'A', images: ['a.png', 'b.png'] },
    { id: 'a', title: 'A' },
    { id: 'c' }
  ])

  const { code, stdout } = await vitrine(['ingest', path.join(root, 'p.jsonl'), '--dry-run', '--rejects', rejects], {
    DATA_DIR: path.join(root, 'data')
  })

  t.equal(code, 2)
  t.match(stdout, /Compared, nothing written: 1 new, 0 changed, 0 unchanged, 2 rejected, 0 deleted, 1 photo left out/)
  t.match(
    (await readFile(rejects, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
    [
      { line: 1, kind: 'image', image: 'b.png' },
      { line: 2, reason: 'duplicate of line 1' },
      { line: 3, kind: 'row' }
    ]
  )
})

t.test('a failure that has a code is one line and exits with 1', async (t) => {
  const root = await folder(t)

  t.same(await vitrine(['ingest', path.join(root, 'none.csv'), '--dry-run'], { DATA_DIR: root }), {
    code: 1,
    stdout: '',
    stderr: `vitrine: CATALOGUE_FILE_INVALID: The catalogue file ${path.join(root, 'none.csv')} cannot be used: there is no such file.\n`
  })
  t.match(await vitrine(['ingest', 'x.csv'], { PORT: 'many' }), {
    code: 1,
    stderr: /^vitrine: CONFIG_INVALID: .*PORT/
  })
})

t.test('the summary says where rejects are and how to go on', async (t) => {
  const report = {
    ...NO_COUNTS,
    new: 3,
    views: 6,
    deleted: 1,
    seconds: 2,
    rate: 1.5,
    imageRoot: '/photos',
    file: '/shop/products.csv'
  }

  t.equal(
    summaryOf({ ...report, isInterrupted: false, rejectsFile: '/r.jsonl' }),
    [
      'Products: 3 new, 0 changed, 0 unchanged, 0 rejected, 1 deleted',
      '6 records in 2.0 s, 1.5 products/s',
      'What could not be used, and why: /r.jsonl',
      'To show local photos, serve with MEDIA_DIR=/photos\n'
    ].join('\n')
  )
  t.match(summaryOf({ ...report, isInterrupted: true }), /Interrupted. Run the same command again to go on from here/)
})

t.test('prices that were left out for want of a currency come first in the summary', async (t) => {
  const root = await folder(t)
  const file = path.join(root, 'p.csv')
  await writeFile(file, 'Handle,Title,Variant Price\nmug,Mug,9.90\n')
  const ingest = async (...flags: string[]) =>
    (await vitrine(['ingest', file, '--dry-run', ...flags], { DATA_DIR: path.join(root, 'data') })).stdout

  t.match(await ingest(), /^Prices that state no currency are left out.*--currency EUR\nCompared, nothing written: 1 new/)
  t.match(JSON.parse(await ingest('--json')), { lacksCurrency: true })
  t.match(await ingest('--currency', 'EUR'), /^Compared, nothing written: 1 new/)
})

t.test('progress is a log line off a terminal and a bar on one', async (t) => {
  const show = (isTTY: boolean, line = 5) => {
    const state = { line, products: 5, rejected: 1 }
    const stream = Object.assign(new PassThrough(), {
      isTTY,
      columns: 120,
      cursorTo: () => true,
      clearLine: () => true
    }) as unknown as WriteStream
    const progress = startProgress(10, stream)
    progress.notice('columns not read: x')
    progress.update(state)
    progress.stop()
    return String((stream as unknown as PassThrough).read())
  }

  t.match(show(false), /Z columns not read: x\n.*Z line 5 of 10, 5 products, 1 rejected, - products\/s\n$/)
  t.match(show(false, 54), /Z entry 54, 5 products/, 'entries of an array in one line')
  t.match(show(true), /50% \| 5 products, 1 rejected/)
})

t.test('the summary tells what the model cost, what was left out, and that nothing was written', async (t) => {
  const report = {
    ...NO_COUNTS,
    deleted: 0,
    seconds: 0.04,
    rate: 0,
    imageRoot: '/photos',
    file: '/shop/products.csv',
    isInterrupted: false
  }
  const usage = { calls: 1, images: 1, inputTokens: 0, estimatedUsd: 0.000_06 }

  t.match(
    summaryOf({ ...report, imagesRejected: 2, usage }),
    /0 deleted, 2 photos left out\n0 records in 0\.0 s, 0\.0 products\/s\n1 model call: 0 tokens of text, 1 image, about USD 0\.0001 at the prices set\n/
  )
  const dry = summaryOf({ ...report, rejectsFile: '/r.jsonl' }, true)
  t.match(dry, /^Compared, nothing written: 0 new/)
  t.notMatch(dry, /MEDIA_DIR/)
  t.match(summaryOf({ ...report, views: 3, usage }, true), /\n3 records in/)
  t.match(summaryOf({ ...report, views: 3, usage: { ...usage, videoSeconds: 60 } }, true), /\nAt least 3 records in/)
  const reject = { line: 2, id: 'pot', kind: 'document', code: 'MEDIA_UNREADABLE' } as const
  const firstRejections = [
    { ...reject, reason: 'The document cannot be read', image: 'a.pdf' },
    { ...reject, reason: 'The file b.pdf cannot be fetched', image: 'b.pdf' }
  ]
  const named = summaryOf({ ...report, firstRejections })
  t.match(named, 'line 2, pot, a.pdf: The document cannot be read')
  t.match(named, 'line 2, pot: The file b.pdf cannot be fetched')
  t.notMatch(summaryOf({ ...report, isInterrupted: true }), /MEDIA_DIR/)
})

t.test('off a terminal a report comes every five seconds, with the rate since the first', async (t) => {
  const clock = fakeClock(t)
  const stream = new PassThrough()
  const progress = startProgress(100, Object.assign(stream, { isTTY: false }) as unknown as WriteStream)
  const report = (ms: number, products: number) => {
    clock.advance(ms)
    progress.update({ line: products, products, rejected: 0 })
  }
  report(0, 40)
  report(4999, 50)
  report(1, 60)
  report(4999, 70)
  progress.notice('told at once')
  report(1, 90)

  const lines = String(stream.read())
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\S+Z /, ''))
  t.same(lines, [
    'line 40 of 100, 40 products, 0 rejected, - products/s',
    'line 60 of 100, 60 products, 0 rejected, 4.0 products/s',
    'told at once',
    'line 90 of 100, 90 products, 0 rejected, 5.0 products/s'
  ])
})
