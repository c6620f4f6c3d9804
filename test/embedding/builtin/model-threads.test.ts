import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Worker } from 'node:worker_threads'
import t from 'tap'
import { packageRoot } from '../../../src/shared/package-root.ts'
import { BuiltinEmbedder } from '../../../src/embedding/builtin/builtin-embedder.ts'
import { ModelPool } from '../../../src/embedding/builtin/model-pool.ts'
import { workerFileBeside } from '../../../src/shared/worker-file.ts'
import { garment } from '../../fixtures/embedder-contract.ts'
import type { BrittleModel } from '../../fixtures/brittle-worker.ts'
import { program, programFile } from '../../fixtures/program.ts'

const modelsDir = join(packageRoot, 'models')
const BRITTLE = { ...workerFileBeside(import.meta.url, 'text-worker'), url: pathToFileURL(programFile('test/fixtures/brittle-worker')) }

t.test('a pool, opened once', async (t) => {
  const pool = await ModelPool.open<BrittleModel>({ file: BRITTLE, settings: {} }, 2)
  t.teardown(async () => await pool.close())

  await t.test('calls its model in threads', async (t) => {
    const values = Float32Array.of(1, 2)
    const doubled = await pool.call('double', values, [values.buffer])
    t.same(doubled, Float32Array.of(2, 4))
    t.equal(values.length, 0, 'moved, not copied')
    await t.rejects(pool.call('fail', 'one call goes wrong'), { message: 'one call goes wrong' })
    await t.rejects(pool.call('refuse', 'it is torn'), {
      code: 'IMAGE_UNREADABLE',
      statusCode: 400,
      message: /it is torn/
    })
    t.same(await pool.call('double', Float32Array.of(3)), Float32Array.of(6), 'the thread lives on')
  })

  await t.test(
    'gives calls at the same time to threads that have none, and rejects those of one that dies alone',
    async (t) => {
      const calls = [pool.call('crash', 'out of order'), pool.call('double', Float32Array.of(1))]
      t.match(await Promise.allSettled(calls), [
        { status: 'rejected', reason: { message: 'out of order' } },
        { status: 'fulfilled', value: Float32Array.of(2) }
      ])
    }
  )

  await t.test(
    'rejects all that is in flight in a thread that dies, and replaces it with the next call',
    async (t) => {
      const crashes = ['first', 'second'].map((message) => pool.call('crash', message))
      const behind = pool.call('hang', undefined)
      t.match(await Promise.allSettled([...crashes, behind]), [
        { reason: { message: 'first' } },
        { reason: { message: 'second' } },
        { status: 'rejected', reason: Error }
      ])
      t.same(await pool.call('double', Float32Array.of(3)), Float32Array.of(6))
    }
  )

  await t.test('closes after the calls under way', async (t) => {
    const calls = [1, 2, 3].map((value) => pool.call('double', Float32Array.of(value)))
    await pool.close()
    t.same(
      await Promise.all(calls),
      [2, 4, 6].map((value) => Float32Array.of(value))
    )
  })
})

t.test('a model that cannot be opened says why', async (t) => {
  await t.rejects(ModelPool.open<BrittleModel>({ file: BRITTLE, settings: { broken: true } }, 1), {
    message: 'a file is missing'
  })
})

t.test('the built-in model, opened once', async (t) => {
  const workers = new Set<Worker>()
  const watch = (worker: Worker) => workers.add(worker)
  process.on('worker', watch)
  const embedder = await BuiltinEmbedder.open({ modelsDir })
  process.off('worker', watch)
  t.teardown(async () => await embedder.close())
  const image = await garment('#1040c0')

  await t.test('outlives the end of its threads', async (t) => {
    const embedBoth = () =>
      Promise.all([{ text: 'jeans' }, { image }].map((input) => embedder.embed(input, { purpose: 'query' })))
    const before = await embedBoth()
    const ends = [...workers].map((worker) => once(worker, 'exit'))
    t.equal(ends.length, 3)
    // Of no run at all: one that is stopped within a run takes the process with it.
    const inFlight = [...workers].map((worker) => worker.terminate())
    const lost = embedder.embed({ text: 'skirt' }, { purpose: 'query' })
    await t.rejects(lost, { code: 'MODEL_UNAVAILABLE', statusCode: 503 })
    await Promise.all([...inFlight, ...ends])
    t.same(await embedBoth(), before)
  })

  await t.test('takes the places back of photos whose callers went away', async (t) => {
    const controller = new AbortController()
    const calls = Array.from({ length: 8 }, () =>
      embedder.embed({ image }, { purpose: 'index', signal: controller.signal })
    )
    const first = await calls[0]!
    controller.abort(new Error('gone'))
    const results = await Promise.allSettled(calls)
    t.match(results.at(-1), { status: 'rejected', reason: { message: 'gone' } })
    t.same(await embedder.embed({ image }, { purpose: 'index' }), first)
  })

  await t.test('closes after the photos in work', async (t) => {
    const calls = Array.from({ length: 6 }, () => embedder.embed({ image }, { purpose: 'index' }))
    await embedder.close()
    t.equal((await Promise.all(calls)).length, 6)
    await t.rejects(embedder.embed({ image }, { purpose: 'index' }), { code: 'MODEL_UNAVAILABLE' })
  })
})

t.test(
  'a process with limits of its own ends by itself with an embedder open, and with its own status when it exits amid embeddings',
  (t) => {
    const run = (...args: string[]) =>
      spawnSync(
        process.execPath,
        ['--max-old-space-size=1024', ...program('test/fixtures/embed-and-leave'), ...args],
        { cwd: packageRoot, encoding: 'utf8', env: { PATH: process.env['PATH'] } }
      )
    t.match(run(), { status: 0, signal: null, stdout: 'embedded' })
    t.match(run('exit'), { status: 3, signal: null, stdout: 'embedded' })
    t.end()
  }
)
