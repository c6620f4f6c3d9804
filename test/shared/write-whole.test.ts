import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { assertWritable, writeWhole } from '../../src/shared/write-whole.ts'
import { folder } from '../fixtures/catalogue-files.ts'

t.test('a file is written or replaced, with nothing beside it', async (t) => {
  const root = await folder(t)
  const file = path.join(root, 'page.html')
  await writeWhole(file, 'first', '--html')
  await writeWhole(file, 'second 👗', '--html')

  t.equal(await readFile(file, 'utf8'), 'second 👗')
  t.same(await readdir(root), ['page.html'])
})

t.test('a file that cannot be replaced is told by its option, and what was there stays', async (t) => {
  const root = await folder(t)
  await mkdir(path.join(root, 'page.html', 'inside'), { recursive: true })

  await t.rejects(writeWhole(path.join(root, 'page.html'), 'text', '--html'), {
    code: 'BAD_USER_INPUT',
    message: /page\.html cannot be written: .*\. Give another --html\.$/,
    cause: Error
  })
  t.same(await readdir(root), ['page.html'], 'without a part left')
  t.same(await readdir(path.join(root, 'page.html')), ['inside'])
})

t.test('a folder that is not there is told before anything is done', async (t) => {
  const root = await folder(t)
  const file = path.join(root, 'none', 'page.html')

  for (const attempt of [assertWritable(file, '--to'), writeWhole(file, '', '--to')]) {
    await t.rejects(attempt, { code: 'BAD_USER_INPUT', message: /ENOENT.*Give another --to/ })
  }
})

t.test('asking leaves an existing file as it is, and makes none', async (t) => {
  const root = await folder(t)
  const file = path.join(root, 'page.html')
  await assertWritable(file, '--html')
  t.same(await readdir(root), [])
  await writeFile(file, 'mine')
  await assertWritable(file, '--html')

  t.equal(await readFile(file, 'utf8'), 'mine')
  t.same(await readdir(root), ['page.html'])
})
