import { stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import t from 'tap'
import { StoreThrottledError } from '../../src/errors.ts'
import { inDataFolder, isWritable, makeFolder } from '../../src/shared/data-folder.ts'

t.test('a folder is made with those above it, and may be there already', async (t) => {
  const folder = path.join(t.testdir(), 'a', 'b', 'c')

  await makeFolder(folder)
  await makeFolder(folder)

  t.ok((await stat(folder)).isDirectory())
})

t.test('below a file none is made', async (t) => {
  const file = path.join(t.testdir(), 'file')
  await writeFile(file, '')

  await t.rejects(makeFolder(file), { code: 'EEXIST' })
  await t.rejects(makeFolder(path.join(file, 'a', 'b')), { code: 'ENOTDIR' })
  t.notOk(await isWritable(path.join(file, 'a')))
})

t.test(
  'where the system makes none, it ends with an error',
  { skip: process.platform !== 'linux' && 'no /proc' },
  async (t) => {
    await t.rejects(makeFolder('/proc/none/of/these'), { code: 'ENOENT' })
  }
)

t.test('a folder still to be made is as writable as what it would be in', async (t) => {
  t.ok(await isWritable(path.join(t.testdir(), 'a', 'b')))
})

t.test('coded errors stay what they are, others name the folder', async (t) => {
  await t.rejects(
    inDataFolder('data', async () => {
      throw new StoreThrottledError('x')
    }),
    { code: 'STORE_THROTTLED' }
  )
  await t.rejects(
    inDataFolder('data', async () => {
      throw new Error('ENOSPC: no space left on device')
    }),
    { code: 'DATA_DIR_UNUSABLE', message: /data \(DATA_DIR\) cannot be written: ENOSPC.* Free space there/ }
  )
})
