import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { clearLeftovers, temporaryPath } from '../../src/shared/temporary-path.ts'

t.test('what a process left that is gone is deleted after an hour, and nothing else', async (t) => {
  const folder = t.testdir()
  const gone = Number(execFileSync(process.execPath, ['-p', 'process.pid']))
  const nameOf = (pid: number) => `vitrine-${pid}-${randomUUID()}`
  const [left, leftFolder, recent, own] = [nameOf(gone), nameOf(gone), nameOf(gone), nameOf(process.pid)]
  const foreign = [`vitrine-${gone}-notes`, `other-${gone}-${randomUUID()}`]
  await mkdir(join(folder, leftFolder))
  await writeFile(join(folder, leftFolder, 'clip'), 'x')
  for (const name of [left, recent, own, ...foreign]) await writeFile(join(folder, name), 'x')
  const before = new Date(Date.now() - 7_200_000)
  for (const name of [left, leftFolder, own, ...foreign]) await utimes(join(folder, name), before, before)

  await clearLeftovers(folder)
  t.same((await readdir(folder)).sort(), [recent, own, ...foreign].sort())
})

t.test('each path is another one, named by the process', async (t) => {
  const [one, two] = [await temporaryPath(), await temporaryPath()]
  t.not(one, two)
  t.match(one, new RegExp(`vitrine-${process.pid}-`))
})
