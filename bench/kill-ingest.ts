// Kills an ingest with SIGKILL at random moments, over and over, and compares what is stored in the end with an
// undisturbed run: npx tsx bench/kill-ingest.ts <catalogue file> [rounds] [seed]
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadConfig } from '../src/config.ts'
import { indexName } from '../src/catalogue/catalogue-service.ts'
import { RESERVED_KEY_PREFIX } from '../src/catalogue/records.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'
import { seededRandom } from '../test/fixtures/random.ts'

const [file, rounds = '20', seed = '1'] = process.argv.slice(2)
if (file === undefined) throw new Error('which catalogue file?')

const COMMAND = new URL('../src/commands/vitrine.ts', import.meta.url).pathname
const random = seededRandom(Number(seed))
const [whole, killed] = [await mkdtemp(path.join(tmpdir(), 'kill-')), await mkdtemp(path.join(tmpdir(), 'kill-'))]
try {
  const begun = performance.now()
  await ingest(whole)
  const wholeMs = performance.now() - begun
  const expected = await contents(whole)
  let kills = 0
  for (let round = 0; round < Number(rounds); round++) {
    // Now and then from the start, so that kills fall into every part of a run.
    if (round % 5 === 0) await rm(killed, { recursive: true, force: true })
    const wasKilled = await ingest(killed, wholeMs * (0.15 + 0.85 * random()))
    if (wasKilled) kills++
    if (round % 5 === 4) await ingest(killed)
    if (round % 5 === 4) await assertEqual(expected, killed, round)
  }
  await ingest(killed)
  await assertEqual(expected, killed, Number(rounds))
  console.log(`${kills} kills in ${rounds} rounds: ${[...expected.values()].reduce((sum, index) => sum + index.size, 0)} records equal, none lost, none double`)
} finally {
  await Promise.all([whole, killed].map(async (folder) => await rm(folder, { recursive: true, force: true })))
}

/** Resolves to whether it had to be killed. */
async function ingest (dataDir: string, killAfterMs?: number): Promise<boolean> {
  const child = spawn(process.execPath, ['--import', 'tsx', COMMAND, 'ingest', file!], { env: { ...process.env, DATA_DIR: dataDir }, stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.on('data', (data) => { errors += data })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  if (killAfterMs !== undefined) await Promise.race([ended, sleep(killAfterMs)])
  if (killAfterMs !== undefined) child.kill('SIGKILL')
  const code = await ended
  if (code !== null && code !== 0 && code !== 2) throw new Error(`ingest ended with ${code}: ${errors}`)
  return code === null
}

/** Key to a text of all that a record holds; a key listed twice is an error here already. */
async function contents (dataDir: string): Promise<Map<string, Map<string, string>>> {
  const config = loadConfig({ ...process.env, DATA_DIR: dataDir })
  const store = await createVectorStore(config)
  try {
    const indexes = new Map<string, Map<string, string>>()
    for (const dimension of config.DIMENSIONS) {
      const records = new Map<string, string>()
      const index = await store.openIndex(indexName(config.CATALOGUE, dimension))
      for await (const { key, embedding, metadata } of index!.list()) {
        if (key.startsWith(RESERVED_KEY_PREFIX)) continue
        if (records.has(key)) throw new Error(`${key} is stored twice at ${dimension}`)
        records.set(key, JSON.stringify([Array.from(embedding), Object.entries(metadata).sort()]))
      }
      indexes.set(String(dimension), records)
    }
    return indexes
  } finally {
    await store.close()
  }
}

async function assertEqual (expected: Map<string, Map<string, string>>, dataDir: string, round: number): Promise<void> {
  const found = await contents(dataDir)
  for (const [dimension, records] of expected) {
    const others = found.get(dimension)!
    const different = [...records].filter(([key, record]) => others.get(key) !== record).map(([key]) => key)
    if (different.length > 0 || others.size !== records.size) {
      throw new Error(`round ${round}, dimension ${dimension}: ${others.size} records instead of ${records.size}; different: ${different.slice(0, 5).join(', ')}`)
    }
  }
  const left = await readdir(path.join(dataDir, 'checkpoints'))
  if (left.some((name) => name.endsWith('.json'))) throw new Error(`round ${round}: a checkpoint is left after a finished run`)
}
