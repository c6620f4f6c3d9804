// Started by bench/overload.ts: a service over made-up products in a process of its own, which tells its port to its
// parent.
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { buildApp } from '../src/app.ts'
import { indexName } from '../src/catalogue/generations.ts'
import { writeManifest } from '../src/catalogue/manifest.ts'
import { NON_FILTERABLE_KEYS, toRecord, viewsOf } from '../src/catalogue/records.ts'
import { loadConfig } from '../src/config.ts'
import { createEmbedder } from '../src/embedding/create-embedder.ts'
import { normalise } from '../src/embedding/embedder.ts'
import { composeServices } from '../src/services.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'
import { generator } from './report.ts'

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
await fill(embedder.model)
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

async function fill (model: string): Promise<void> {
  const store = await createVectorStore(config)
  const index = await store.createIndex({
    name: indexName(config.CATALOGUE, DIMENSION),
    dimension: DIMENSION,
    metric: 'cosine',
    nonFilterableKeys: NON_FILTERABLE_KEYS
  })
  await writeManifest(index, {
    version: 1,
    model,
    dimension: DIMENSION,
    products: PRODUCTS,
    views: PRODUCTS,
    facets: { categories: [], brands: [], colors: [], tags: [] }
  })
  const random = generator(1)
  for (let start = 0; start < PRODUCTS; start += 500) {
    await index.upsert(
      Array.from({ length: Math.min(500, PRODUCTS - start) }, (_, i) => {
        const product = {
          id: `p${start + i}`,
          title: `Product ${start + i}`,
          images: ['/media/a.jpg'],
          tags: ['new'],
          identifiers: [],
          colors: [],
          variants: [],
          attributes: {}
        }
        return toRecord(
          product,
          viewsOf(product)[1]!,
          normalise(Float32Array.from({ length: DIMENSION }, () => random() - 0.5)),
          'hash'
        )
      })
    )
  }
  await store.close()
}
