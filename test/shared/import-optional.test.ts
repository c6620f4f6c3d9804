import t from 'tap'
import { importOptional } from '../../src/shared/import-optional.ts'

t.test('a package that is not installed is named, with the setting that asks for it', async (t) => {
  t.match(await importOptional('A=b', 'the package path', async () => await import('node:path')), { sep: String })
  const absent: string = 'no-such-package'
  await t.rejects(importOptional('A=b', 'the package x', async () => await import(absent) as object), {
    code: 'STORE_UNAVAILABLE',
    message: /A=b needs the package x, install with: npm install --include=optional \(Cannot find package 'no-such-package'/
  })
})
