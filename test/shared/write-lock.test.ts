import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { WriteLock } from '../../src/shared/write-lock.ts'
import { seededRandom } from '../fixtures/random.ts'

const REFUSED = { code: 'STORE_UNAVAILABLE' }

function setUp (t: Test) {
  const folder = t.testdir()
  const path = join(folder, 'products.lock')
  const taken: WriteLock[] = []
  t.teardown(async () => {
    for (const lock of taken) await lock.release()
  })
  const lock = () => {
    const made = new WriteLock(path)
    taken.push(made)
    return made
  }
  return { folder, path, lock, isThere: async () => (await readdir(folder)).includes('products.lock') }
}

async function write (path: string, owner: object | string, { silentMs = 0 } = {}): Promise<void> {
  await writeFile(path, typeof owner === 'string' ? owner : JSON.stringify(owner))
  const then = new Date(Date.now() - silentMs)
  await utimes(path, then, then)
}

/** A pid that was given once and is free again. */
async function deadPid (): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' })
  await once(child, 'exit')
  return child.pid!
}

t.test('a lock tells who holds it, is taken once and is gone after its release', async (t) => {
  const { path, lock, isThere, folder } = setUp(t)
  const held = lock()
  await held.acquire()
  await held.acquire()

  t.match(JSON.parse(await readFile(path, 'utf8')), { pid: process.pid, host: hostname(), started: /^\d*$/ })
  await t.rejects(lock().acquire(), {
    ...REFUSED,
    message: new RegExp(`process ${process.pid} is writing to it \\(${path}\\)\\. Wait until it has ended`)
  })

  await held.release()
  await held.release()
  t.notOk(await isThere())
  const next = lock()
  await next.acquire()
  t.same(await readdir(folder), ['products.lock'], 'and nothing beside it')
})

t.test('who never held a lock does not remove that of another', async (t) => {
  const { lock, isThere } = setUp(t)
  await lock().acquire()
  const refused = lock()
  await t.rejects(refused.acquire(), REFUSED)

  await refused.release()
  t.ok(await isThere())
})

t.test('the lock of a process that has ended is taken over at once', async (t) => {
  const { path, lock } = setUp(t)
  await write(path, { pid: await deadPid(), host: hostname(), started: '1' })

  await lock().acquire()
  t.match(JSON.parse(await readFile(path, 'utf8')), { pid: process.pid })
})

t.test('the lock of a process that lives is kept, however long it is silent', async (t) => {
  const { path, lock } = setUp(t)
  const own = lock()
  await own.acquire()
  await write(path, await readFile(path, 'utf8'), { silentMs: 3_600_000 })

  await t.rejects(lock().acquire(), { ...REFUSED, message: new RegExp(`process ${process.pid} is`) })
})

t.test(
  'the pid of a lock may be that of another process by now',
  { skip: process.platform !== 'linux' && 'only Linux tells when a process was started' },
  async (t) => {
    const { path, lock } = setUp(t)
    await write(path, { pid: process.pid, host: hostname(), started: '1' })

    await lock().acquire()
    t.match(JSON.parse(await readFile(path, 'utf8')), { started: /^\d{2,}$/ })
  }
)

t.test('a lock of another machine is believed for a minute after its last sign of life', async (t) => {
  const { path, lock } = setUp(t)
  const elsewhere = { pid: 7, host: 'elsewhere', started: '1' }
  await write(path, elsewhere, { silentMs: 30_000 })
  await t.rejects(lock().acquire(), { ...REFUSED, message: /process 7 on elsewhere is writing/ })

  await write(path, elsewhere, { silentMs: 61_000 })
  await lock().acquire()
  t.match(JSON.parse(await readFile(path, 'utf8')), { pid: process.pid, host: hostname() })
})

for (const content of [
  '',
  '{"pid":',
  'null',
  '[]',
  '"text"',
  '{}',
  '{"pid":"1","host":"a","started":"1"}',
  '{"pid":1,"started":"1"}',
  `{"pid":1,"host":"${hostname()}"}`
]) {
  t.test(
    `a lock that says ${content === '' ? 'nothing' : content} is that of an unknown owner, believed for a minute`,
    async (t) => {
      const { path, lock } = setUp(t)
      await write(path, content)
      await t.rejects(lock().acquire(), { ...REFUSED, message: /process unknown is writing/ })
      t.equal(await readFile(path, 'utf8'), content, 'and left as it is')

      await write(path, content, { silentMs: 61_000 })
      await lock().acquire()
    }
  )
}

t.test('of many that find a dead lock one gets it, whenever each of them comes', async (t) => {
  const { path, lock } = setUp(t)
  const random = seededRandom(1)
  const dead = { pid: await deadPid(), host: hostname(), started: '1' }
  for (let round = 0; round < 150; round++) {
    await write(path, dead)
    const locks = Array.from({ length: 4 }, lock)
    const results = await Promise.allSettled(
      locks.map(async (one) => {
        for (let turns = Math.floor(random() * 12); turns > 0; turns--) await new Promise(setImmediate)
        await one.acquire()
      })
    )
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []))
    t.equal(refusals.length, 3, `round ${round}`)
    t.ok(refusals.every((error) => 'code' in error && error.code === 'STORE_UNAVAILABLE'))
    for (const one of locks) await one.release()
  }
})

t.test('a process that was killed while it took a lock over does not stand in the way', async (t) => {
  const { path, lock, folder } = setUp(t)
  const dead = { pid: await deadPid(), host: hostname(), started: '1' }
  await write(path, dead)
  await write(`${path}.takeover`, dead)

  await lock().acquire()
  t.same(await readdir(folder), ['products.lock'])
})

t.test('a lock that is being taken over is not taken over twice', async (t) => {
  const { path, lock } = setUp(t)
  const dead = { pid: await deadPid(), host: hostname(), started: '1' }
  await write(path, dead)
  await write(`${path}.takeover`, { pid: 7, host: 'elsewhere', started: '1' })

  await t.rejects(lock().acquire(), { ...REFUSED, message: /process 7 on elsewhere/ })
  t.same(JSON.parse(await readFile(path, 'utf8')), dead)
})

t.test('a folder that is not there is named', async (t) => {
  const path = join(t.testdir(), 'none', 'products.lock')

  await t.rejects(new WriteLock(path).acquire(), {
    code: 'DATA_DIR_UNUSABLE',
    message: /none \(DATA_DIR\) cannot be written: ENOENT/
  })
  await t.rejects(stat(path), { code: 'ENOENT' })
})

t.test(
  'what a process left that was killed while it made its lock keeps nobody out, and goes with the next takeover',
  async (t) => {
    const { path, lock, folder } = setUp(t)
    await write(`${path}.0f0e.draft`, '', { silentMs: 120_000 })
    await write(`${path}.1f1e.draft`, '{"pid":')
    await lock().acquire()
    t.same((await readdir(folder)).sort(), ['products.lock', 'products.lock.0f0e.draft', 'products.lock.1f1e.draft'])

    await write(path, { pid: await deadPid(), host: hostname(), started: '1' })
    await new WriteLock(path).acquire()

    t.same(
      (await readdir(folder)).sort(),
      ['products.lock', 'products.lock.1f1e.draft'],
      'one that is being made stays'
    )
  }
)

t.test('a lock is never there without its owner, however often it is looked at', async (t) => {
  const { path, lock } = setUp(t)
  const seen: string[] = []
  const over = new AbortController()
  const looking = (async () => {
    while (!over.signal.aborted) seen.push(await readFile(path, 'utf8').catch(() => 'none'))
  })()
  const held = lock()
  for (let round = 0; round < 50; round++) {
    await held.acquire()
    await held.release()
  }
  over.abort()
  await looking

  t.same(
    seen.filter((text) => text !== 'none' && !text.endsWith('}')),
    []
  )
})
