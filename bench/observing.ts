// npx tsx bench/observing.ts [rounds]: what metrics and log lines cost a calm search by words over HTTP, as a ratio to
// the same service without them, in turns.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { Pool } from 'undici'
import { buildApp } from '../src/app.ts'
import { loadConfig } from '../src/config/config.ts'
import { createLogger } from '../src/logger.ts'
import { createServices } from '../src/services.ts'
import { searchInTurns } from './in-turns.ts'
import { fillShop } from './made-shop.ts'
import { machineLine, markdownTable } from './report.ts'

const ROUNDS = Number(process.argv[2] ?? 200)
const PRODUCTS = 2000

const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-'))
// One service for all, of which only the HTTP side differs: model and store are not what is measured.
const base = { DATA_DIR: folder, DIMENSIONS: '1024', RATE_LIMIT: '0', CACHE_MAX_ENTRIES: '1' }
const services = await createServices(loadConfig(base))
await fillShop(services.store, { dimension: 1024, products: PRODUCTS, model: services.embedder.model })
const shared = { ...services, close: async () => {} }
const nowhere = { write: () => {} }
const silent = await serve({ METRICS: 'off' }, false)
const observed = await serve({}, true)
const rows = [
  { what: 'metrics and a log line a search', ...await searchInTurns({ baseline: silent, subject: observed, rounds: ROUNDS }) }
]
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
