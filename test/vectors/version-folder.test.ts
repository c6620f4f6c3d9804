import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { VersionFolder } from '../../src/vectors/lancedb/version-folder.ts'

t.test('a folder is unchanged where nothing was added since it was looked at', async (t) => {
  const path = t.testdir({ _versions: {} })
  const versions = join(path, '_versions')
  const folder = new VersionFolder(path)
  const age = async (seconds: number) => await utimes(versions, seconds, seconds)
  const look = () => folder.remember(folder.look())

  t.equal(folder.isUnchanged, false, 'it was not looked at')
  await age(1000)
  look()
  t.equal(folder.isUnchanged, true)
  await writeFile(join(versions, '2.manifest'), '')
  t.equal(folder.isUnchanged, false)
  look()
  t.equal(folder.isUnchanged, false, 'another may come in the same tick')
  await age(2000)
  look()
  t.equal(folder.isUnchanged, true)
  await age(Date.now() / 1000 + 3600)
  look()
  t.equal(folder.isUnchanged, false, 'a clock that went back tells nothing')
})

t.test('a folder that is gone is not unchanged', async (t) => {
  const path = t.testdir({})
  const folder = new VersionFolder(path)
  folder.remember(folder.look())
  t.equal(folder.isUnchanged, false)
  await mkdir(join(path, '_versions'))
  t.equal(folder.isUnchanged, false)
})
