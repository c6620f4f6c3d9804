// What a feed costs that changes prices alone, or nothing: products a second, model calls, memory.
// npx tsx bench/price-changes.ts aws|lancedb|unchanged|memory [products]
// `aws`: every price changes, against a local AWS with the documented limits of S3 Vectors; to the limit of its writes.
// `lancedb`: every price changes, on the embedded store. `unchanged`: nothing does, on the embedded store.
// `memory`: a dry run of rows of which the embedded store holds a tenth; peak of memory as the rows go by.
// Products have words and no photo: one record each. The model answers hashes at no cost.
import { createWriteStream, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { IngestService } from '../src/catalogue/ingest/ingest-service.ts'
import { rowsOf } from '../src/catalogue/ingest/ingest-report.ts'
import type { IngestOptions } from '../src/catalogue/ingest/ingest-options.ts'
import { loadConfig } from '../src/config/config.ts'
import { normalise, WORDS_AND_PHOTOS, type Embedder, type EmbedInput, type Embedding } from '../src/embedding/embedder.ts'
import { LanceDbVectorStore } from '../src/vectors/lancedb/lancedb-vector-store.ts'
import { VECTORS_PER_SECOND } from '../src/vectors/s3/limits.ts'
import { openS3VectorStore } from '../src/vectors/s3/open-s3-vector-store.ts'
import type { VectorStore } from '../src/vectors/vector-store.ts'
import { ForkedLocalAws } from '../local-aws/fork-local-aws.ts'
import { machineLine, markdownTable } from './report.ts'

const SIZES = { aws: 100_000, lancedb: 10_000, unchanged: 100_000, memory: 1_000_000 } as const
const DIMENSION = 256
const BATCHES = 10

type Kind = keyof typeof SIZES
type Row = {
  readonly what: string
  readonly products: number
  readonly 'products/s': string
  readonly 'CPU ms/product': string
  readonly 'model calls': number
  readonly ratio: string
  readonly 'peak MB': string
}

/** Equal vectors for equal words, and a count of calls. */
class CountingEmbedder implements Embedder {
  readonly model = 'bench-1'
  readonly dimensions = [DIMENSION]
  readonly capabilities = WORDS_AND_PHOTOS
  readonly maxTextLength = 2000
  calls = 0

  async embed (input: EmbedInput): Promise<Embedding> {
    this.calls++
    const seed = 'text' in input ? input.text.length : input.image.bytes.length
    return normalise(
      Float32Array.from({ length: DIMENSION }, (_, i) => Math.sin(seed * 31 + i * ((this.calls % 977) + 1)))
    )
  }

  async close (): Promise<void> {}
}

const [kind = '', given] = process.argv.slice(2)
if (!(kind in SIZES)) throw new Error(`which of ${Object.keys(SIZES).join(', ')}?`)
const products = Number(given ?? SIZES[kind as Kind])
const folder = await mkdtemp(path.join(tmpdir(), 'price-changes-'))
const file = path.join(folder, 'products.jsonl')
const embedder = new CountingEmbedder()
try {
  console.log(`${machineLine()}, dimension ${DIMENSION}, JSON lines\n`)
  console.log(markdownTable([await (kind === 'aws' ? onAws() : onLanceDb(kind as Kind))]))
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function onAws (): Promise<Row> {
  const aws = await ForkedLocalAws.start({ limits: { vectorsPerSecond: VECTORS_PER_SECOND } })
  Object.assign(process.env, aws.env)
  const store = openS3VectorStore(
    loadConfig({ ...aws.env, VECTOR_STORE: 's3', S3_VECTOR_BUCKET: 'price-changes' }),
    'ingest'
  )
  try {
    await store.createBucket()
    await write(products, '5.00')
    await ingest(store)
    await write(products, '4.00')
    const rates: number[] = []
    let last = { at: 0, rows: 0 }
    const onProgress: IngestOptions['onProgress'] = ({ counts }) => {
      const now = { at: performance.now(), rows: rowsOf(counts) }
      // Of the rows in the middle: the first burst is spent, and what is counted at the end has not begun.
      if (now.rows - last.rows < products / BATCHES) return
      if (last.at > 0) rates.push(((now.rows - last.rows) / (now.at - last.at)) * 1000)
      last = now
    }
    const row = await measured('changed prices, local AWS', store, { onProgress })
    const rate = rates.reduce((sum, one) => sum + 1 / one, 0)
    return { ...row, ratio: `${(rates.length / rate / VECTORS_PER_SECOND).toFixed(3)} of the write limit` }
  } finally {
    await store.close()
    await aws.close()
  }
}

async function onLanceDb (kind: Kind): Promise<Row> {
  const store = await LanceDbVectorStore.open({ dataDir: folder })
  try {
    await write(kind === 'memory' ? products / 10 : products, '5.00')
    await ingest(store)
    if (kind !== 'unchanged') await write(products, '4.00')
    if (kind !== 'memory') {
      return await measured(kind === 'lancedb' ? 'changed prices, embedded store' : 'unchanged', store)
    }
    const peaks: string[] = []
    const onProgress: IngestOptions['onProgress'] = ({ counts }) => {
      if (rowsOf(counts) >= ((peaks.length + 1) * products) / BATCHES) peaks.push(peakMegabytes())
    }
    const row = await measured('dry run of mostly new rows', store, { onProgress, dryRun: true })
    return { ...row, ratio: `peaks by tenths: ${peaks.join(', ')}` }
  } finally {
    await store.close()
  }
}

async function measured (what: string, store: VectorStore, options?: Partial<IngestOptions>): Promise<Row> {
  embedder.calls = 0
  const before = process.cpuUsage()
  const report = await ingest(store, options)
  const { user, system } = process.cpuUsage(before)
  process.stderr.write(`${JSON.stringify(report)}\n`)
  return {
    what,
    products,
    'products/s': report.rate.toFixed(0),
    'CPU ms/product': ((user + system) / 1000 / products).toFixed(3),
    'model calls': embedder.calls,
    ratio: '',
    'peak MB': peakMegabytes()
  }
}

async function ingest (store: VectorStore, options?: Partial<IngestOptions>) {
  const images = { maxBytes: 1e6, maxPixels: 1e6, allowPrivate: false }
  return await new IngestService({
    embedder,
    store,
    catalogue: 'bench',
    dimensions: [DIMENSION],
    dataDir: folder,
    images
  }).run({ file, ...options })
}

async function write (count: number, amount: string): Promise<void> {
  const lines = function * () {
    for (let i = 0; i < count; i++) yield `${JSON.stringify(productOf(i, amount))}\n`
  }
  await pipeline(Readable.from(lines()), createWriteStream(file))
}

function productOf (i: number, amount: string): object {
  return {
    id: `p${i}`,
    title: `Three-seater sofa number ${i}`,
    description: `A sofa for rooms that are quiet, covered with linen of shade ${i % 97}, on four legs of oiled oak.`,
    brand: `brand ${i % 40}`,
    category: 'Home/Furniture/Sofas',
    color: 'blue',
    price: { amount, currency: 'EUR' },
    inStock: i % 3 > 0,
    tags: ['living room'],
    attributes: { material: 'linen' },
    identifiers: [`sku-${i}`]
  }
}

function peakMegabytes (): string {
  const [, kilobytes = 0] = /^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return (Number(kilobytes) / 1024).toFixed(0)
}
