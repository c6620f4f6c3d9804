import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { folder } from '../fixtures/catalogue-files.ts'
import { program } from '../fixtures/program.ts'

t.test('a command whose output nobody reads any more ends as others do, without a word', async (t) => {
  const root = await folder(t)
  for (const args of [['doctor'], ['taxonomy']]) {
    const child = spawn(process.execPath, [...program('src/commands/vitrine'), ...args], {
      env: { PATH: process.env['PATH'], DATA_DIR: root, ...(args[0] === 'doctor' && { EMBEDDER: 'clip' }) },
      stdio: ['ignore', 'pipe', 'pipe']
    })
    child.stdout.destroy()
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close') as Promise<[number]>])
    t.equal(code, 141, args.join(' '))
    t.notMatch(said, /EPIPE|\n {4}at /)
  }
})
