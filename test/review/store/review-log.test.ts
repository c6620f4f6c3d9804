import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { ReviewLog } from '../../../src/review/store/review-log.ts'
import { program } from '../../fixtures/program.ts'
import { draft, testReviewStore } from '../../fixtures/review-store-contract.ts'

function logIn (t: Test): ReviewLog {
  return new ReviewLog(join(t.testdir({}), 'reviews', 'products.jsonl'))
}

testReviewStore(t, 'the file', async (t) => {
  const { file } = logIn(t)
  return async () => new ReviewLog(file)
})

t.test(
  'a line that a crash cut off was never confirmed: it does not count, and the next entry takes its place',
  async (t) => {
    const log = logIn(t)
    await log.append(() => [draft('a')])
    await appendFile(log.file, '{"seq":2,"at":"2026-11-24T09:00:00.000Z","who":"an')

    t.same(
      (await new ReviewLog(log.file).entries()).map(({ seq }) => seq),
      [1]
    )
    await log.append(() => [draft('b')])

    const lines = (await readFile(log.file, 'utf8')).split('\n')
    t.equal(lines.length, 3)
    t.match(await new ReviewLog(log.file).entries(), [
      { seq: 1, productId: 'a' },
      { seq: 2, productId: 'b' }
    ])
  }
)

t.test('another process writes to the same log, and this one sees it', async (t) => {
  const log = logIn(t)
  await log.append(() => [draft('a')])

  const others = [1, 2].map(
    async () =>
      await promisify(execFile)(process.execPath, [
        ...program('test/fixtures/append-review'),
        log.file,
        JSON.stringify(draft('other'))
      ])
  )
  await Promise.all([...others, log.append(() => [draft('b')])])

  t.same(
    (await log.entries()).map(({ seq }) => seq),
    [1, 2, 3, 4]
  )
})

t.test('a line that is damaged is named', async (t) => {
  const log = logIn(t)
  await log.append(() => [draft('a'), draft('b'), draft('c')])
  const [first, second, third] = (await readFile(log.file, 'utf8')).split('\n')

  for (const [name, lines, reason] of [
    ['not JSON', [first, 'x', third], /line 2: .*JSON/],
    ['not an entry', [first, '{"seq":2}', third], /line 2: it is no entry/],
    ['one missing', [first, third], /line 2: entry 3 follows 1/],
    ['one doubled', [first, second, second], /line 3: entry 2 follows 2/]
  ] as const) {
    await writeFile(log.file, lines.map((line) => `${line}\n`).join(''))
    await t.rejects(new ReviewLog(log.file).entries(), { code: 'REVIEW_LOG_DAMAGED', message: reason }, name)
  }
})

t.test('a folder that cannot be written is named', async (t) => {
  const folder = t.testdir({ reviews: 'a file' })

  await t.rejects(
    new ReviewLog(join(folder, 'reviews', 'products.jsonl')).append(() => [draft('a')]),
    { code: 'DATA_DIR_UNUSABLE' }
  )
})

t.test(
  'of a review that does not fit on the disk nothing stays, and the next is kept',
  { skip: process.platform === 'win32' && 'no ulimit' },
  async (t) => {
    const log = logIn(t)
    const args = [...program('test/fixtures/append-until-full'), log.file, JSON.stringify(draft('a'))]

    // A file may have 2 KB here: a write beyond is cut short and then refused, as on a full disk. Without tap's own
    // files.
    const { stdout } = await promisify(execFile)(
      'bash',
      ['-c', 'unset NODE_OPTIONS; trap "" XFSZ; ulimit -f 2; exec "$0" "$@"', process.execPath, ...args],
      { env: { PATH: process.env['PATH'] } }
    )
    const [confirmed = '', code, read] = stdout.split(' ')

    t.equal(code, 'DATA_DIR_UNUSABLE')
    t.ok(Number(confirmed) > 3)
    t.equal(read, confirmed)
    t.equal((await log.entries()).length, Number(confirmed))
    t.equal((await log.append(() => [draft('b')]))[0]!.seq, Number(confirmed) + 1)
  }
)
