import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { replaceFile } from '../../src/shared/replace-file.ts'

t.test('a file is replaced as a whole, by a text, bytes or a stream', async (t) => {
  const file = join(t.testdir(), 'list.txt')
  async function * lines () {
    yield 'a\n'
    yield Buffer.from('b\n')
  }
  for (const [content, text] of [['one', 'one'], [Buffer.from('two'), 'two'], [lines(), 'a\nb\n']] as const) {
    await replaceFile(file, content)
    t.equal(await readFile(file, 'utf8'), text)
  }
})

t.test('where the content fails, the file of before stays and nothing lies beside it', async (t) => {
  const folder = t.testdir({ 'list.txt': 'before' })
  async function * broken () {
    yield 'half'
    throw new Error('the source ended')
  }
  await t.rejects(replaceFile(join(folder, 'list.txt'), broken()), { message: 'the source ended' })
  t.equal(await readFile(join(folder, 'list.txt'), 'utf8'), 'before')
  t.same(await readdir(folder), ['list.txt'])
})

t.test('the part that a killed process left is written over', async (t) => {
  const folder = t.testdir({ 'list.txt.part': 'a longer half of another file' })
  await replaceFile(join(folder, 'list.txt'), 'whole')
  t.same(await readdir(folder), ['list.txt'])
  t.equal(await readFile(join(folder, 'list.txt'), 'utf8'), 'whole')
})

t.test('a folder in the way is an error of the file system', async (t) => {
  const folder = t.testdir()
  await mkdir(join(folder, 'list.txt'))
  await writeFile(join(folder, 'list.txt', 'inside'), '')
  await t.rejects(replaceFile(join(folder, 'list.txt'), 'text'), { code: /EISDIR|ENOTEMPTY|EEXIST/ })
})
