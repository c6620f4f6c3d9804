// npx tsx bench/observing.ts [rounds]: what metrics and log lines cost a calm search by words over HTTP, as a ratio to
// the same service without them, in turns.
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { Pool } from 'undici'
import { buildApp } from '../src/app.ts'
import { loadConfig } from '../src/config/config.ts'
import { createLogger } from '../src/logger.ts'
import { createServices } from '../src/services.ts'
import { fillShop } from './made-shop.ts'
import { machineLine, markdownTable, percentile, timeOne } from './report.ts'

const ROUNDS = Number(process.argv[2] ?? 200)
const PRODUCTS = 2000
const QUERY =
  'query ($text: String) { search(text: $text, cutoff: false) { items { product { id title } score relevance } } }'

const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-'))
// One service for all, of which only the HTTP side differs: model and store are not what is measured.
const base = { DATA_DIR: folder, DIMENSIONS: '1024', RATE_LIMIT: '0', CACHE_MAX_ENTRIES: '1' }
const services = await createServices(loadConfig(base))
await fillShop(services.store, { dimension: 1024, products: PRODUCTS, model: services.embedder.model })
const shared = { ...services, close: async () => {} }
const nowhere = { write: () => {} }
const silent = await serve({ METRICS: 'off' }, false)
const observed = await serve({}, true)
const rows = [await compare('metrics and a log line a search', observed)]
console.log(machineLine())
console.log(markdownTable(rows))
await services.close()
await rm(folder, { recursive: true })
process.exit(0)

async function serve (env: Record<string, string>, isLogged: boolean): Promise<Pool> {
  const logger = isLogged ? createLogger({ LOG_LEVEL: 'info' }, nowhere) : pino({ level: 'silent' })
  const app = await buildApp({ config: loadConfig({ ...base, ...env }), services: shared, logger })
  return new Pool(await app.listen({ port: 0 }))
}

async function compare (what: string, subject: Pool) {
  const times = { baseline: [] as number[], subject: [] as number[] }
  for (let i = -20; i < ROUNDS; i++) {
    // Which goes first changes, since the second finds warmer caches.
    const order = i % 2 === 0 ? (['baseline', 'subject'] as const) : (['subject', 'baseline'] as const)
    for (const name of order) {
      const ms = await timeOne(
        async () => await ask(name === 'subject' ? subject : silent, `${name} chair number ${i}`)
      )
      if (i >= 0) times[name].push(ms)
    }
  }
  const [p50, basis] = [percentile(times.subject, 0.5), percentile(times.baseline, 0.5)]
  return {
    what,
    'p50 ms': p50.toFixed(2),
    baseline: 'without any of them',
    'its p50 ms': basis.toFixed(2),
    ratio: (p50 / basis).toFixed(3)
  }
}

async function ask (pool: Pool, text: string): Promise<void> {
  const response = await pool.request({
    path: '/graphql',
    method: 'POST',
    body: JSON.stringify({ query: QUERY, variables: { text } }),
    headers: { 'content-type': 'application/json' }
  })
  const answer = (await response.body.json()) as { data: { search: { items: unknown[] } } }
  assert.equal(answer.data.search.items.length, 10)
}
