// Started by bench/overload.ts: a service over made-up products in a process of its own, which tells its port to its
// parent.
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { buildApp } from '../src/app.ts'
import { loadConfig } from '../src/config/config.ts'
import { createEmbedder } from '../src/embedding/create-embedder.ts'
import { composeServices } from '../src/services.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'
import { fillShop } from './made-shop.ts'

const DIMENSION = 1024
const PRODUCTS = Number(process.argv[2] ?? 10_000)
const folder = await mkdtemp(join(tmpdir(), 'vitrine-overload-'))
// One address sends all: limits by address would hide what is measured here.
const config = loadConfig({
  DATA_DIR: folder,
  DIMENSIONS: String(DIMENSION),
  LOG_LEVEL: 'silent',
  RATE_LIMIT: '0',
  ...pick('MAX_WAIT_MS', 'SEARCHES_AT_ONCE')
})
const embedder = await createEmbedder(config)
const filled = await createVectorStore(config)
await fillShop(filled, { dimension: DIMENSION, products: PRODUCTS, model: embedder.model })
await filled.close()
const services = composeServices(config, { embedder, store: await createVectorStore(config) })
const app = await buildApp({ config, services, logger: pino({ level: 'silent' }) })
await app.listen({ host: '127.0.0.1', port: 0, backlog: 65_535 })
process.once('disconnect', () => {
  end().catch((error: unknown) => {
    throw error
  })
})
process.send!({ port: (app.server.address() as AddressInfo).port })

async function end (): Promise<void> {
  await app.close()
  await rm(folder, { recursive: true })
}

function pick (...names: string[]): Record<string, string | undefined> {
  return Object.fromEntries(names.map((name) => [name, process.env[name]]))
}
