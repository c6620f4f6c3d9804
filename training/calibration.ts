// npx tsx training/calibration.ts: ways of putting words and photos on one scale, on the demo catalogue.
// Judged queries: a product's title finds it; words for a category find its members.
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { indexName } from '../src/catalogue/generations.ts'
import { readManifest, type ScoreStatistics } from '../src/catalogue/manifest.ts'
import { toProduct } from '../src/catalogue/product-of-record.ts'
import { kindOf, productIdOf, RESERVED_KEY_PREFIX } from '../src/catalogue/record-keys.ts'
import { ingestFile } from '../src/commands/ingest.ts'
import { loadConfig } from '../src/config/config.ts'
import { createEmbedder } from '../src/embedding/create-embedder.ts'
import { dot, truncate } from '../src/embedding/embedder.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'
import type { VectorRecord } from '../src/vectors/vector-store.ts'
import { machineLine, markdownTable } from '../bench/report.ts'

type Scale = (score: number, statistics: ScoreStatistics) => number

const SCALES: Readonly<Record<string, Scale>> = {
  'raw score': (score) => score,
  'mean removed': (score, { mean }) => score - mean,
  standardised: (score, { mean, deviation }) => (score - mean) / deviation,
  'unrelated to matched': (score, { mean, matched }) => (score - mean) / (matched - mean)
}

const CATEGORY_WORDS: Readonly<Record<string, readonly string[]>> = {
  Computers: ['computers', 'pc hardware', 'keyboard and mouse'],
  Photo: ['cameras', 'photography gear'],
  Equipment: ['sports equipment', 'fitness gear', 'camping'],
  Footwear: ['footwear', 'trainers', 'sneakers', 'running shoes'],
  Furniture: ['furniture', 'something to sit on', 'living room'],
  Plants: ['plants', 'houseplant', 'green plant in a pot']
}

const DIMENSION = 1024
const folder = await mkdtemp(join(tmpdir(), 'vitrine-calibration-'))
const config = loadConfig({ DATA_DIR: folder, DIMENSIONS: String(DIMENSION), LOG_LEVEL: 'silent' })
const assets = join(dirname(createRequire(import.meta.url).resolve('@vendure/create/package.json')), 'assets')
await ingestFile(config, { file: join(assets, 'products.csv'), imagesDir: join(assets, 'images'), currency: 'USD' })
const [embedder, store] = [await createEmbedder(config), await createVectorStore(config)]
const index = (await store.openIndex(indexName(config.CATALOGUE, DIMENSION)))!
const statistics = (await readManifest(index))!.calibration!.text
const views: VectorRecord[] = []
for await (const record of index.list()) if (!record.key.startsWith(RESERVED_KEY_PREFIX)) views.push(record)
const products = new Map(views.map(({ metadata }) => [String(metadata['productId']), toProduct(metadata)]))

const rows = []
for (const [name, scale] of Object.entries(SCALES)) {
  rows.push({ scale: name, ...(await byTitle(scale)), ...(await byCategory(scale)) })
}
console.log(`${machineLine()}; ${products.size} products, ${views.length} views`)
console.log(markdownTable(rows))
await Promise.all([store.close(), embedder.close()])
await rm(folder, { recursive: true })

async function byTitle (scale: Scale) {
  let sum = 0
  for (const [id, { title = '' }] of products) sum += 1 / (1 + (await rankedBy(title, scale)).indexOf(id))
  return { 'title: MRR': (sum / products.size).toFixed(3) }
}

async function byCategory (scale: Scale) {
  const precisions: Array<{ at5: number; atR: number }> = []
  for (const [category, queries] of Object.entries(CATEGORY_WORDS)) {
    const members = new Set(
      [...products].filter(([, product]) => product.category?.endsWith(`/${category}`)).map(([id]) => id)
    )
    for (const query of queries) {
      const hits = (await rankedBy(query, scale)).map((id) => Number(members.has(id)))
      precisions.push({ at5: average(hits.slice(0, 5)), atR: average(hits.slice(0, members.size)) })
    }
  }
  return {
    'category: P@5': average(precisions.map(({ at5 }) => at5)).toFixed(3),
    'category: R-precision': average(precisions.map(({ atR }) => atR)).toFixed(3)
  }
}

async function rankedBy (text: string, scale: Scale): Promise<string[]> {
  const query = truncate(await embedder.embed({ text }, { purpose: 'query' }), DIMENSION)
  const best = new Map<string, number>()
  for (const { key, embedding, metadata } of views) {
    keepBest(best, productIdOf(key), scale(dot(query, embedding), statistics[kindOf(metadata)] ?? statistics.image))
  }
  return [...best].sort(([, a], [, b]) => b - a).map(([id]) => id)
}

function keepBest (best: Map<string, number>, id: string, value: number): void {
  if (value > (best.get(id) ?? -Infinity)) best.set(id, value)
}

function average (values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
