import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { packageRoot } from '../src/shared/package-root.ts'
import { startVitrine, type Running } from './fixtures/run-vitrine.ts'

const noCurl = spawnSync('curl', ['--version']).error !== undefined && 'no curl on this machine'
/** As models compute on other processors. */
const TOLERANCE = 0.02

/** The commands that ask the demo, each with the answer that is printed below it. */
async function examples (): Promise<Array<{ command: string; printed: string }>> {
  const readme = await readFile(join(packageRoot, 'README.md'), 'utf8')
  const blocks = [...readme.matchAll(/```sh\n(curl [^]*?)\n(# [^]*?)```/g)]
  return blocks.map(([, command, printed]) => ({ command: command!, printed: printed!.replaceAll('\n# ', '') }))
}

/** Values of the fields that say which product, tag or category it is, in order. */
function names (text: string): string[] {
  return [...text.matchAll(/"(?:id|title|path|value|productId)":"([^"]+)"/g)].map(([, name]) => name!)
}

function numbers (text: string): number[] {
  return [...text.matchAll(/"(?:score|relevance|confidence)":([\d.]+)/g)].map(([, number]) => Number(number))
}

async function demo (env: Readonly<Record<string, string>>): Promise<{ running: Running; address: string }> {
  const running = startVitrine(['demo'], env)
  t.teardown(() => running.child.kill())
  return { running, address: (await running.line(/^The demo is at/)).split(' ').at(-1)! }
}

t.test(
  'the demo ingests once, and answers the commands of the README as printed there',
  { skip: noCurl },
  async (t) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'vitrine-readme-'))
    t.teardown(async () => await rm(dataDir, { recursive: true }))
    const env = { DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn' }
    const { running, address } = await demo({ ...env, LOG_LEVEL: 'info' })
    const asked = await examples()

    t.equal(asked.length, 3)
    for (const { command, printed } of asked) {
      const { stdout } = await promisify(execFile)('bash', ['-c', command.replace('localhost:4000', address)], {
        cwd: packageRoot
      })
      t.notMatch(JSON.parse(stdout), { errors: Array })
      const [said, given] = [names(printed), names(stdout)]
      t.ok(said.length > 0)
      t.same(
        said.filter((name) => !given.includes(name)),
        [],
        command
      )
      t.same(
        numbers(printed).filter((number) => !numbers(stdout).some((other) => Math.abs(other - number) < TOLERANCE)),
        [],
        stdout
      )
    }
    const key = /^Review its tags at .*\/review#key=(vitrine_[\w-]{43})$/.exec(
      await running.line(/^Review its tags at/)
    )![1]!
    for (const [headers, status] of [
      [{}, 401],
      [{ authorization: `Bearer ${key}` }, 200]
    ] as const) {
      const url = `${address}/graphql?query={reviews{id}}&key=${key}`
      t.equal((await fetch(url, { headers: { 'graphql-require-preflight': '1', ...headers } })).status, status)
    }
    running.child.kill()
    const { stdout } = await running.end()
    t.match(stdout, /^Products: 54 new/m)
    t.equal(stdout.split(key).length - 1, 1, 'the log has no key, the address that is printed has')

    const second = await demo(env)
    second.running.child.kill()
    t.notMatch((await second.running.end()).stdout, /Products:/)
  }
)
