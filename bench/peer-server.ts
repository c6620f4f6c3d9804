// Started by bench/peer.ts: this service in a process of its own, over made-up products and with a model that knows the
// queries. Tells its parent its port, and writes what its parent sends.
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { buildApp } from '../src/app.ts'
import { indexName } from '../src/catalogue/generations.ts'
import { writeManifest } from '../src/catalogue/manifest.ts'
import { NON_FILTERABLE_KEYS, toRecord } from '../src/catalogue/records.ts'
import { imageKey } from '../src/catalogue/record-keys.ts'
import { loadConfig } from '../src/config/config.ts'
import { WORDS_AND_PHOTOS, type Embedder } from '../src/embedding/embedder.ts'
import { composeServices } from '../src/services.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'
import { brandOf, peerData, wordsOf } from './peer-data.ts'

const [count = 0, dimension = 0, queryCount = 0] = process.argv.slice(2).map(Number)
const MODEL = 'peer-bench'
const { vectors, queries } = peerData(count, dimension, queryCount)
const known = new Map(queries.map((query, i) => [wordsOf(i), query]))
const embedder: Embedder = {
  model: MODEL,
  dimensions: [dimension],
  capabilities: WORDS_AND_PHOTOS,
  maxTextLength: 200,
  embed: async (input) => known.get('text' in input ? input.text : '') ?? queries[0]!,
  close: async () => {}
}
const folder = await mkdtemp(join(tmpdir(), 'vitrine-peer-'))
const config = loadConfig({ DATA_DIR: folder, DIMENSIONS: String(dimension), LOG_LEVEL: 'silent', RATE_LIMIT: '0' })
const name = indexName(config.CATALOGUE, dimension)
await fill()
const store = await createVectorStore(config)
const services = composeServices(config, { embedder, store })
const app = await buildApp({ config, services, logger: pino({ level: 'silent' }) })
await app.listen({ host: '127.0.0.1', port: 0 })
const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
process.once('disconnect', () => {
  end().catch((error: unknown) => {
    throw error
  })
})
process.on('message', (message: { write: number; vector: number[] } | 'stats') => {
  answer(message).catch((error: unknown) => {
    throw error
  })
})
process.send!({ port: (app.server.address() as AddressInfo).port })

async function answer (message: { write: number; vector: number[] } | 'stats'): Promise<void> {
  if (message === 'stats') {
    process.send!({ loopP99: delay.percentile(99) / 1e6, rss: process.memoryUsage.rss() / 2 ** 20 })
    delay.reset()
    return
  }
  const index = await store.openIndex(name)
  await index!.upsert([record(message.write, Float32Array.from(message.vector))])
  process.send!({ written: message.write })
}

async function end (): Promise<void> {
  await app.close()
  await rm(folder, { recursive: true })
}

async function fill (): Promise<void> {
  const store = await createVectorStore(config)
  const index = await store.createIndex({ name, dimension, metric: 'cosine', nonFilterableKeys: NON_FILTERABLE_KEYS })
  const facets = { categories: [], brands: [], colors: [], tags: [] }
  await writeManifest(index, { version: 1, model: MODEL, dimension, products: count, views: count, facets })
  for (let i = 0; i < count; i += 1000) {
    await index.upsert(vectors.slice(i, i + 1000).map((vector, j) => record(i + j, vector)))
  }
  await store.close()
}

function record (i: number, vector: Float32Array) {
  const product = {
    id: `p${i}`,
    title: `Product ${i}`,
    description: 'A thing to have. '.repeat(10),
    brand: brandOf(i),
    images: ['/media/a.jpg'],
    tags: [],
    identifiers: [],
    colors: [],
    variants: [],
    attributes: {}
  }
  return toRecord(product, { key: imageKey(product.id, 0), kind: 'image', imageUrl: '/media/a.jpg' }, vector, 'hash')
}
