// npx tsx bench/search.ts [products]: the service over HTTP against its own parts called in process, as ratios from one run.
import assert from 'node:assert/strict'
import { readdir, readFile, rm, mkdtemp } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pino } from 'pino'
import { fetch, FormData } from 'undici'
import { buildApp } from '../src/app.ts'
import { indexName } from '../src/catalogue/catalogue-service.ts'
import { writeManifest } from '../src/catalogue/manifest.ts'
import { NON_FILTERABLE_KEYS, toRecord, viewsOf } from '../src/catalogue/records.ts'
import { loadConfig } from '../src/config.ts'
import { normalise, truncate } from '../src/embedding/embedder.ts'
import { createEmbedder } from '../src/embedding/create-embedder.ts'
import { inspectImage } from '../src/images/inspect-image.ts'
import { composeServices, type Services } from '../src/services.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'
import { machineLine, markdownTable, percentile, timePaired } from './report.ts'

const PRODUCTS = Number(process.argv[2] ?? 10_000)
const ROUNDS = 200
const QUERY = 'query ($text: String, $imageUpload: Upload) { search(text: $text, imageUpload: $imageUpload, cutoff: false) { items { product { id title price { amount currency } images } score relevance } pageInfo { endCursor } } }'

const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-'))
const config = loadConfig({ DATA_DIR: folder, DIMENSIONS: '1024', PORT: '0', LOG_LEVEL: 'silent' })
const services = composeServices(config, { embedder: await createEmbedder(config), store: await createVectorStore(config) })
const app = await buildApp({ config, services, logger: pino({ level: 'silent' }) })
try {
  await fill(services)
  const url = `${await app.listen({ port: 0 })}/graphql`
  console.log(machineLine())
  console.log(markdownTable([await byWords(url), await byPhoto(url)]))
} finally {
  await app.close()
  await rm(folder, { recursive: true })
}

/** Products of words made up from a small vocabulary, with vectors of a seeded generator: only times are measured here. */
async function fill ({ store, embedder }: Services): Promise<void> {
  const index = await store.createIndex({ name: indexName(config.CATALOGUE, 1024), dimension: 1024, metric: 'cosine', nonFilterableKeys: NON_FILTERABLE_KEYS })
  await writeManifest(index, { version: 1, model: embedder.model, dimension: 1024, products: PRODUCTS, views: PRODUCTS, facets: { categories: [], brands: [], colors: [], tags: [] } })
  const random = generator(1)
  for (let start = 0; start < PRODUCTS; start += 500) {
    await index.upsert(Array.from({ length: Math.min(500, PRODUCTS - start) }, (_, i) => {
      const product = { id: `p${start + i}`, title: `Product ${start + i}`, description: 'A thing to have. '.repeat(10), brand: `Brand ${i % 50}`, category: 'Home/Things', price: { amount: '19.90', currency: 'EUR' }, images: ['/media/a.jpg'], tags: ['new'], identifiers: [], attributes: {} }
      return toRecord(product, viewsOf(product)[1]!, normalise(Float32Array.from({ length: 1024 }, () => random() - 0.5)), 'hash')
    }))
  }
}

async function byWords (url: string) {
  const { catalogue, embedder } = services
  const { index } = await catalogue.open(1024)
  const times = await timePaired(ROUNDS, async (i) => {
    const embedding = await embedder.embed({ text: `baseline chair number ${i}` }, { purpose: 'query' })
    await index.query(truncate(embedding, 1024), { topK: config.SEARCH_CANDIDATES })
  }, async (i) => await ask(url, JSON.stringify({ query: QUERY, variables: { text: `searched chair number ${i}` } }), { 'content-type': 'application/json' }))
  return row(`search by words over HTTP, ${PRODUCTS} products`, 'embedding + store call in process', times)
}

async function byPhoto (url: string) {
  const photos = await demoPhotos()
  const { embedder } = services
  const times = await timePaired(photos.length, async (i) => {
    const image = await inspectImage(photos[i]!, { maxBytes: config.MAX_UPLOAD_BYTES, maxPixels: config.MAX_IMAGE_PIXELS })
    await embedder.embed({ image: { ...image, hash: `baseline ${i}` } }, { purpose: 'query' })
  }, async (i) => {
    const form = new FormData()
    form.append('operations', JSON.stringify({ query: QUERY, variables: { imageUpload: null } }))
    form.append('map', '{"0":["variables.imageUpload"]}')
    form.append('0', new Blob([new Uint8Array(photos[i]!)]), 'photo.jpg')
    await ask(url, form, {})
  })
  return row(`search by photo over HTTP, ${PRODUCTS} products`, 'decode + model in process', times)
}

async function ask (url: string, body: string | FormData, headers: Record<string, string>): Promise<void> {
  const answer = await (await fetch(url, { method: 'POST', body, headers })).json() as { data: { search: { items: unknown[] } } }
  assert.equal(answer.data.search.items.length > 0, true, JSON.stringify(answer))
}

async function demoPhotos (): Promise<Buffer[]> {
  const images = join(dirname(createRequire(import.meta.url).resolve('@vendure/create/package.json')), 'assets', 'images')
  return await Promise.all((await readdir(images)).map(async (file) => await readFile(join(images, file))))
}

function row (what: string, baseline: string, times: { baseline: number[], subject: number[] }) {
  const [p50, basis] = [percentile(times.subject, 0.5), percentile(times.baseline, 0.5)]
  return { what, 'p50 ms': p50.toFixed(2), 'p95 ms': percentile(times.subject, 0.95).toFixed(2), baseline, 'its p50 ms': basis.toFixed(2), ratio: (p50 / basis).toFixed(2) }
}

function generator (seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}
