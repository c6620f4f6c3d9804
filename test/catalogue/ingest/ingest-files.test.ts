import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t, { type Test } from 'tap'
import { Checkpoint, type Progress } from '../../../src/catalogue/ingest/checkpoint.ts'
import { NO_COUNTS } from '../../../src/catalogue/ingest/ingest-report.ts'
import { codeAndReason, RejectLog, type Rejection } from '../../../src/catalogue/ingest/reject-log.ts'
import { ProductInvalidError } from '../../../src/errors.ts'
import { folder } from '../../fixtures/catalogue-files.ts'
import { setUp } from '../../fixtures/ingest.ts'

const PROGRESS: Progress = {
  fingerprint: 'f1',
  run: 'r1',
  line: 12,
  counts: { ...NO_COUNTS, new: 10, rejected: 2 },
  isFresh: true,
  rejectsBytes: 99
}

const rejection = (line: number): Rejection => ({
  line,
  id: `p${line}`,
  kind: 'row',
  code: 'PRODUCT_INVALID',
  reason: `ü${line}`
})

async function linesOf (file: string): Promise<number[]> {
  return (await readFile(file, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as Rejection).line)
}

async function rejectsFile (t: Test): Promise<string> {
  return path.join(await folder(t), 'rejects.jsonl')
}

t.test(
  'a checkpoint is read back for the file, the catalogue and the fingerprint that it was written for',
  async (t) => {
    const dir = await folder(t)
    const checkpoint = new Checkpoint(dir, 'shop', 'products.csv')
    t.equal(await checkpoint.read('f1'), undefined)
    await checkpoint.write(PROGRESS)

    t.same(await checkpoint.read('f1'), PROGRESS)
    t.equal(await checkpoint.read('f2'), undefined)
    t.same(
      await new Checkpoint(dir, 'shop', path.resolve('products.csv')).read('f1'),
      PROGRESS,
      'the same file by another path'
    )
    t.equal(await new Checkpoint(dir, 'shop', 'other.csv').read('f1'), undefined)
    t.equal(await new Checkpoint(dir, 'shop2', 'products.csv').read('f1'), undefined)
  }
)

t.test('a checkpoint is replaced whole, and removed as often as one likes', async (t) => {
  const dir = await folder(t)
  const checkpoint = new Checkpoint(dir, 'shop', 'products.csv')
  await checkpoint.write({ ...PROGRESS, run: 'x'.repeat(5000) })
  await checkpoint.write(PROGRESS)
  t.same(await checkpoint.read('f1'), PROGRESS)
  t.equal((await readdir(dir)).length, 1)

  await checkpoint.remove()
  await checkpoint.remove()
  t.same(await readdir(dir), [])
})

t.test('what a kill left of writing a checkpoint is not taken for one', async (t) => {
  const dir = await folder(t)
  const checkpoint = new Checkpoint(dir, 'shop', 'products.csv')
  await checkpoint.write(PROGRESS)
  const [name] = await readdir(dir)
  await writeFile(path.join(dir, `${name}.new`), '{"finger')

  t.same(await checkpoint.read('f1'), PROGRESS)
  await checkpoint.write({ ...PROGRESS, line: 13 })
  t.match(await checkpoint.read('f1'), { line: 13 })
})

t.test('a checkpoint that cannot be read is named, and so is a folder that cannot be made', async (t) => {
  const dir = await folder(t)
  const checkpoint = new Checkpoint(dir, 'shop', 'products.csv')
  await checkpoint.write(PROGRESS)
  const file = path.join(dir, (await readdir(dir))[0]!)
  await writeFile(file, '{"fingerprint":')
  await t.rejects(checkpoint.read('f1'), { code: 'DATA_DIR_UNUSABLE', message: new RegExp(file) })
  await rm(file)
  await mkdir(file)
  await t.rejects(checkpoint.read('f1'), { code: 'DATA_DIR_UNUSABLE' })

  await writeFile(path.join(dir, 'file'), '')
  await t.rejects(new Checkpoint(path.join(dir, 'file'), 'shop', 'a.csv').write(PROGRESS), {
    code: 'DATA_DIR_UNUSABLE',
    message: /file \(DATA_DIR\) cannot be written: ENOTDIR/
  })
})

t.test('rejections are a line each, in a file that is made with the first', async (t) => {
  const log = new RejectLog(await rejectsFile(t))
  await log.start(0)
  await log.append([])
  t.equal(log.bytes, 0)
  await t.rejects(stat(log.file), { code: 'ENOENT' })

  await log.append([rejection(1), rejection(2)])
  await log.append([rejection(3)])
  t.same(await linesOf(log.file), [1, 2, 3])
  t.equal(log.bytes, (await stat(log.file)).size, 'in bytes, not in characters')
})

t.test('a log begun anew forgets the last one, a resumed one is cut back to what was confirmed', async (t) => {
  const log = new RejectLog(await rejectsFile(t))
  await log.start(0)
  await log.append([rejection(1)])
  const confirmed = log.bytes
  await log.append([rejection(2), rejection(3)])

  const resumed = new RejectLog(log.file)
  await resumed.start(confirmed)
  t.equal(resumed.bytes, confirmed)
  await resumed.append([rejection(2)])
  t.same(await linesOf(log.file), [1, 2])

  const anew = new RejectLog(log.file)
  await anew.start(0)
  t.same([anew.bytes, await readdir(path.dirname(log.file))], [0, []])
})

t.test('a resumed log whose file is elsewhere by now, or shorter, lists what comes from then on', async (t) => {
  const moved = new RejectLog(await rejectsFile(t))
  await moved.start(500)
  t.equal(moved.bytes, 0)
  await moved.append([rejection(9)])
  t.same(await linesOf(moved.file), [9])

  const shorter = new RejectLog(moved.file)
  await shorter.start(5000)
  await shorter.append([rejection(10)])
  t.same(await linesOf(moved.file), [9, 10])
  t.equal(shorter.bytes, (await stat(moved.file)).size)
})

t.test('the folder of a log is made before anything is read', async (t) => {
  const log = new RejectLog(path.join(await folder(t), 'not', 'yet', 'rejects.jsonl'))
  await log.start(0)
  await log.append([rejection(1)])

  t.same(await linesOf(log.file), [1])
})

t.test('only coded errors are laid at the door of the catalogue', async (t) => {
  t.match(codeAndReason(new ProductInvalidError('x')), { code: 'PRODUCT_INVALID', reason: /x/ })
  const problem = new TypeError('ours')
  t.throws(() => codeAndReason(problem), problem)
  t.throws(() => codeAndReason(Object.assign(new Error('x'), { code: 'ENOENT' })), { code: 'ENOENT' })
})

t.test('what ends a file is told before photos that are gone', async (t) => {
  const { file, run } = await setUp(t)
  await writeFile(file, Array.from({ length: 4 }, (_, i) =>
    `{"id":"p${i}","title":"P","images":["gone-${i}.jpg"]}`).join('\n') + '\n{"id":"p9", "title": "Prod')

  t.match((await run()).firstRejections, [{ kind: 'row', line: 5 }, { kind: 'image', line: 1 }, { kind: 'image', line: 2 }])
})
