// npx tsx bench/search.ts [products]: the service over HTTP against its own parts called in process, as ratios from one
// run.
import assert from 'node:assert/strict'
import { readdir, readFile, rm, mkdtemp } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pino } from 'pino'
import { Pool } from 'undici'
import { buildApp } from '../src/app.ts'
import type { Product } from '../src/catalogue/product.ts'
import { loadConfig } from '../src/config/config.ts'
import { truncate } from '../src/embedding/embedder.ts'
import { createEmbedder } from '../src/embedding/create-embedder.ts'
import { inspectImage } from '../src/images/inspect-image.ts'
import { createServices } from '../src/services.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'
import { BARE, fillShop } from './made-shop.ts'
import { machineLine, markdownTable, percentile, timePaired } from './report.ts'

const PRODUCTS = Number(process.argv[2] ?? 10_000)
const ROUNDS = 200
/** Each photo of the demo catalogue, so often. */
const PHOTO_ROUNDS = 3
const QUERY =
  'query ($text: String, $imageUpload: Upload) { search(text: $text, imageUpload: $imageUpload, cutoff: false) { items { product { id title price { amount currency } images } score relevance } pageInfo { endCursor } } }'

const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-'))
const config = loadConfig({
  DATA_DIR: folder,
  DIMENSIONS: '1024',
  PORT: '0',
  LOG_LEVEL: 'silent',
  RATE_LIMIT: '0',
  CACHE_MAX_ENTRIES: '1'
})
await fill()
const services = await createServices(config)
const app = await buildApp({ config, services, logger: pino({ level: 'silent' }) })
try {
  const service = new Pool(await app.listen({ port: 0 }))
  console.log(machineLine())
  console.log(markdownTable([await byWords(service), await byPhoto(service)]))
  await service.close()
} finally {
  await app.close()
  await rm(folder, { recursive: true })
}

async function fill (): Promise<void> {
  const embedder = await createEmbedder(config)
  const store = await createVectorStore(config)
  await fillShop(store, { dimension: 1024, products: PRODUCTS, model: embedder.model, productOf })
  await embedder.close()
  // Brings the index into its best shape, which would otherwise go on beside the searches.
  await store.close()
}

function productOf (i: number): Product {
  return {
    ...BARE,
    id: `p${i}`,
    title: `Product ${i}`,
    description: 'A thing to have. '.repeat(10),
    brand: `Brand ${i % 50}`,
    category: 'Home/Things',
    price: { amount: '19.90', currency: 'EUR' },
    images: ['/media/a.jpg'],
    tags: ['new']
  }
}

async function byWords (service: Pool) {
  const { catalogue, embedder } = services
  const { index } = await catalogue.open(1024)
  const times = await timePaired(
    ROUNDS,
    async (i) => {
      const embedding = await embedder.embed({ text: `baseline chair number ${i}` }, { purpose: 'query' })
      await index.query(truncate(embedding, 1024), { topK: config.SEARCH_CANDIDATES })
    },
    async (i) =>
      await ask(
        service,
        JSON.stringify({ query: QUERY, variables: { text: `searched chair number ${i}` } }),
        'application/json'
      )
  )
  return row(`search by words over HTTP, ${PRODUCTS} products`, 'embedding + store call in process', times)
}

async function byPhoto (service: Pool) {
  const photos = await demoPhotos()
  const forms = await Promise.all(photos.map(multipart))
  const { embedder } = services
  const times = await timePaired(
    PHOTO_ROUNDS * photos.length,
    async (i) => {
      const image = await inspectImage(photos[i % photos.length]!, {
        maxBytes: config.MAX_UPLOAD_BYTES,
        maxPixels: config.MAX_IMAGE_PIXELS
      })
      await embedder.embed({ image: { ...image, hash: `baseline ${i}` } }, { purpose: 'query' })
    },
    async (i) => {
      const { body, type } = forms[i % forms.length]!
      await ask(service, body, type)
    }
  )
  return row(`search by photo over HTTP, ${PRODUCTS} products`, 'decode + model in process', times)
}

/** As it goes over the wire: making it is the client's work. */
async function multipart (photo: Buffer): Promise<{ body: Buffer; type: string }> {
  const form = new FormData()
  form.append('operations', JSON.stringify({ query: QUERY, variables: { imageUpload: null } }))
  form.append('map', '{"0":["variables.imageUpload"]}')
  form.append('0', new Blob([new Uint8Array(photo)]), 'photo.jpg')
  const encoded = new Response(form)
  return { body: Buffer.from(await encoded.arrayBuffer()), type: encoded.headers.get('content-type')! }
}

async function ask (service: Pool, body: string | Buffer, type: string): Promise<void> {
  const response = await service.request({
    path: '/graphql',
    method: 'POST',
    body,
    headers: { 'content-type': type }
  })
  const answer = (await response.body.json()) as { data: { search: { items: unknown[] } } }
  assert.equal(answer.data.search.items.length > 0, true, JSON.stringify(answer))
}

async function demoPhotos (): Promise<Buffer[]> {
  const images = join(
    dirname(createRequire(import.meta.url).resolve('@vendure/create/package.json')),
    'assets',
    'images'
  )
  return await Promise.all((await readdir(images)).map(async (file) => await readFile(join(images, file))))
}

function row (what: string, baseline: string, times: { baseline: number[]; subject: number[] }) {
  const [p50, basis] = [percentile(times.subject, 0.5), percentile(times.baseline, 0.5)]
  return {
    what,
    'p50 ms': p50.toFixed(2),
    'p95 ms': percentile(times.subject, 0.95).toFixed(2),
    baseline,
    'its p50 ms': basis.toFixed(2),
    ratio: (p50 / basis).toFixed(2)
  }
}
