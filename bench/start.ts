// npm run build && npx tsx bench/start.ts [products ...]: how long `vitrine serve` takes from the start of its process
// to its first answer by words, and its resident memory then and after two hundred searches, for 10,000 and 100,000
// products × 1,024; with ffmpeg and where it finds none.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadConfig } from '../src/config/config.ts'
import { packageRoot } from '../src/shared/package-root.ts'
import { createEmbedder } from '../src/embedding/create-embedder.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'
import { fillShop } from './made-shop.ts'
import { machineLine, markdownTable, percentile } from './report.ts'

const COUNTS = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 100_000]
const RUNS = 3
const SEARCHES = 200
const PORT = 4123
const QUERY = '{"query":"query ($t: String) { search(text: $t) { items { product { id } } } }","variables":{"t":"%"}}'

const rows = []
for (const products of COUNTS) {
  const folder = await mkdtemp(join(tmpdir(), 'vitrine-start-'))
  await fill(folder, products)
  for (const hasFfmpeg of [true, false]) rows.push(await measure(folder, products, hasFfmpeg))
  await rm(folder, { recursive: true })
}
console.log(machineLine())
console.log(markdownTable(rows))

async function fill (folder: string, products: number): Promise<void> {
  const config = loadConfig({ DATA_DIR: folder })
  const [embedder, store] = [await createEmbedder(config), await createVectorStore(config)]
  await fillShop(store, { dimension: 1024, products, model: embedder.model })
  await Promise.all([embedder.close(), store.close()])
}

async function measure (folder: string, products: number, hasFfmpeg: boolean) {
  const runs = []
  for (let run = 0; run < RUNS; run++) runs.push(await startOnce(folder, hasFfmpeg))
  const middle = (values: readonly number[]) => percentile(values, 0.5).toFixed(0)
  return {
    products,
    ffmpeg: hasFfmpeg ? 'yes' : 'no',
    'first answer, ms': middle(runs.map(({ firstMs }) => firstMs)),
    'resident then, MB': middle(runs.map(({ firstMb }) => firstMb)),
    [`resident after ${SEARCHES} searches, MB`]: middle(runs.map(({ thenMb }) => thenMb))
  }
}

async function startOnce (folder: string, hasFfmpeg: boolean) {
  const start = performance.now()
  const server = spawn(process.execPath, [join(packageRoot, 'dist/commands/vitrine.js'), 'serve'], {
    env: {
      DATA_DIR: folder,
      DIMENSIONS: '1024',
      PORT: String(PORT),
      LOG_LEVEL: 'error',
      RATE_LIMIT: '0',
      PATH: hasFfmpeg ? process.env['PATH'] : ''
    },
    stdio: ['ignore', 'ignore', 'inherit']
  })
  try {
    while (!(await answers('first of all'))) await sleep(10)
    const firstMs = performance.now() - start
    const firstMb = await residentMb(server)
    for (let i = 0; i < SEARCHES; i++) await answers(`chair number ${i}`)
    return { firstMs, firstMb, thenMb: await residentMb(server) }
  } finally {
    server.kill()
    await once(server, 'exit')
  }
}

async function answers (text: string): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${PORT}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: QUERY.replace('%', text)
  }).catch(() => undefined)
  return response?.ok === true && (await response.text()).includes('"items"')
}

async function residentMb ({ pid }: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024
}
