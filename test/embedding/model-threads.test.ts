import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Worker } from 'node:worker_threads'
import t, { type Test } from 'tap'
import { packageRoot } from '../../src/config.ts'
import { BuiltinEmbedder } from '../../src/embedding/builtin/builtin-embedder.ts'
import { ModelPool } from '../../src/embedding/builtin/model-pool.ts'
import { RunGate } from '../../src/embedding/builtin/run-gate.ts'
import { garment } from '../fixtures/embedder-contract.ts'
import type { BrittleModel } from '../fixtures/brittle-worker.ts'

const modelsDir = join(packageRoot, 'models')
const BRITTLE = { url: new URL('../fixtures/brittle-worker.ts', import.meta.url) }

t.test('a pool calls its model in threads', async (t) => {
  const pool = await openPool(t, 2)
  const values = Float32Array.of(1, 2)
  const doubled = await pool.call('double', values, [values.buffer])
  t.same(doubled, Float32Array.of(2, 4))
  t.equal(values.length, 0, 'moved, not copied')
  await t.rejects(pool.call('fail', 'one call goes wrong'), { message: 'one call goes wrong' })
  t.same(await pool.call('double', Float32Array.of(3)), Float32Array.of(6), 'the thread lives on')
})

t.test('a thread that dies rejects what is in flight and is replaced by the next call', async (t) => {
  const pool = await openPool(t, 1)
  const calls = [pool.call('crash', 'out of order'), pool.call('double', Float32Array.of(1))]
  const [crashed] = await Promise.allSettled(calls)
  t.match(crashed, { status: 'rejected', reason: { message: 'out of order' } })
  t.same(await pool.call('double', Float32Array.of(3)), Float32Array.of(6))
})

t.test('a model that cannot be opened says why', async (t) => {
  await t.rejects(ModelPool.open<BrittleModel>({ file: BRITTLE, settings: { broken: true } }, 2), { message: 'a file is missing' })
})

t.test('closing waits for calls under way', async (t) => {
  const pool = await openPool(t, 1)
  const calls = [1, 2, 3].map((value) => pool.call('double', Float32Array.of(value)))
  await pool.close()
  t.same(await Promise.all(calls), [2, 4, 6].map((value) => Float32Array.of(value)))
})

t.test('the built-in model outlives the end of its threads', async (t) => {
  const workers = new Set<Worker>()
  const watch = (worker: Worker) => workers.add(worker)
  process.on('worker', watch)
  t.teardown(() => process.off('worker', watch))
  const embedder = await openEmbedder(t)
  const image = await garment('#1040c0')
  const embedBoth = () => Promise.all([{ text: 'jeans' }, { image }].map((input) => embedder.embed(input, { purpose: 'query' })))
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

t.test('photos whose callers went away give their places back', async (t) => {
  const embedder = await openEmbedder(t)
  const image = await garment('#1040c0')
  const controller = new AbortController()
  const calls = Array.from({ length: 8 }, () => embedder.embed({ image }, { purpose: 'index', signal: controller.signal }))
  const first = await calls[0]!
  controller.abort(new Error('gone'))
  const results = await Promise.allSettled(calls)
  t.match(results.at(-1), { status: 'rejected', reason: { message: 'gone' } })
  t.same(await embedder.embed({ image }, { purpose: 'index' }), first)
})

t.test('closing while photos are in work waits for them', async (t) => {
  const embedder = await openEmbedder(t)
  const image = await garment('#1040c0')
  const calls = Array.from({ length: 6 }, () => embedder.embed({ image }, { purpose: 'index' }))
  await embedder.close()
  t.equal((await Promise.all(calls)).length, 6)
  await t.rejects(embedder.embed({ image }, { purpose: 'index' }), { code: 'MODEL_UNAVAILABLE' })
})

t.test('a process with limits of its own ends by itself with an embedder open, and with its own status when it exits amid embeddings', (t) => {
  const run = (...args: string[]) => spawnSync(process.execPath, ['--max-old-space-size=1024', '--import', 'tsx', fileURLToPath(new URL('../fixtures/embed-and-leave.ts', import.meta.url)), ...args], { cwd: packageRoot, encoding: 'utf8', env: { PATH: process.env['PATH'] } })
  t.match(run(), { status: 0, signal: null, stdout: 'embedded' })
  for (let i = 0; i < 3; i++) t.match(run('exit'), { status: 3, signal: null, stdout: 'embedded' })
  t.end()
})

t.test('a gate that is shut lets nothing in', async (t) => {
  const gate = new RunGate()
  const other = new RunGate(gate.buffer)
  t.equal(await other.pass(async () => 1), 1)
  gate.shut(0)
  await t.rejects(other.pass(async () => 2), { message: 'the process is ending' })
})

async function openPool (t: Test, size: number): Promise<ModelPool<BrittleModel>> {
  const pool = await ModelPool.open<BrittleModel>({ file: BRITTLE, settings: {} }, size)
  t.teardown(async () => await pool.close())
  return pool
}

async function openEmbedder (t: Test): Promise<BuiltinEmbedder> {
  const embedder = await BuiltinEmbedder.open({ modelsDir })
  t.teardown(async () => await embedder.close())
  return embedder
}
