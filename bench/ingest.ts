// Rate of a whole ingest against its slowest stage alone, the model: npx tsx bench/ingest.ts <catalogue file>
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { IngestService } from '../src/catalogue/ingest-service.ts'
import { findImageRoot } from '../src/catalogue/image-root.ts'
import { mapAhead } from '../src/catalogue/map-ahead.ts'
import { readCatalogue } from '../src/catalogue/read-catalogue.ts'
import { textOf } from '../src/catalogue/records.ts'
import { serviceOptions } from '../src/commands/ingest.ts'
import { loadConfig } from '../src/config.ts'
import { createEmbedder } from '../src/embedding/create-embedder.ts'
import type { EmbedInput } from '../src/embedding/embedder.ts'
import { inspectImage } from '../src/images/inspect-image.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'
import { machineLine, markdownTable, percentile } from './report.ts'

const [file, rounds = '3'] = process.argv.slice(2)
if (file === undefined) throw new Error('which catalogue file?')

interface Run { readonly rate: number, readonly cpuMs: number }

/** As many products as an ingest embeds at the same time. */
const CONCURRENCY = 4

const dataDir = await mkdtemp(path.join(tmpdir(), 'bench-ingest-'))
const config = loadConfig({ ...process.env, DATA_DIR: dataDir })
const embedder = await createEmbedder(config)
const store = await createVectorStore(config)
const inputs = await readInputs(file)
try {
  const alone: Run[] = []
  const whole: Run[] = []
  await embedAll(inputs.slice(0, 20))
  for (let round = 0; round < Number(rounds); round++) {
    alone.push(await measured(() => embedAll(inputs)))
    whole.push(await measured(ingestAll))
    console.error(`round ${round + 1}: ${inputs.length} products, ${inputs.flat().length} views, model alone ${alone.at(-1)!.rate.toFixed(1)}/s, ingest ${whole.at(-1)!.rate.toFixed(1)}/s`)
  }
  console.log(`${machineLine()}, ${embedder.model}, ${inputs.length} products, dimensions ${config.DIMENSIONS.join(', ')}\n`)
  const [basis, subject] = [median(alone), median(whole)]
  console.log(markdownTable([
    { what: 'model alone, photos in memory', 'products a second': basis.rate.toFixed(1), 'CPU ms a product': basis.cpuMs.toFixed(1) },
    { what: 'whole ingest', 'products a second': subject.rate.toFixed(1), 'CPU ms a product': subject.cpuMs.toFixed(1) },
    { what: 'ratio', 'products a second': (subject.rate / basis.rate).toFixed(3), 'CPU ms a product': (subject.cpuMs / basis.cpuMs).toFixed(3) }
  ]))
} finally {
  await store.close()
  await embedder.close()
  await rm(dataDir, { recursive: true })
}

/** The views of each product, in memory. */
async function readInputs (file: string): Promise<EmbedInput[][]> {
  const root = await findImageRoot(file)
  const products: EmbedInput[][] = []
  for await (const row of readCatalogue(file)) {
    if (!('product' in row)) continue
    const text = textOf(row.product).slice(0, embedder.maxTextLength)
    const images = await Promise.all(row.product.images.map(async (image) =>
      ({ image: await inspectImage(await readFile(path.join(root, image)), { maxBytes: config.MAX_UPLOAD_BYTES, maxPixels: config.MAX_IMAGE_PIXELS }) })))
    products.push([...(text === '' ? [] : [{ text }]), ...images])
  }
  return products
}

async function ingestAll (): Promise<number> {
  const { views, new: products } = await new IngestService(serviceOptions(config, { embedder, store })).run({ file: file!, recreate: true })
  if (views !== inputs.flat().length) throw new Error(`${views} views ingested, ${inputs.flat().length} embedded`)
  return products
}

/** The model with nothing else going on. Resolves to the number of products. */
async function embedAll (products: readonly EmbedInput[][]): Promise<number> {
  const source = (async function * () { yield * products })()
  const embedded = mapAhead(source, { concurrency: CONCURRENCY, ahead: CONCURRENCY }, async (views) => {
    for (const view of views) await embedder.embed(view, { purpose: 'index' })
    return true
  })
  let count = 0
  for await (const isDone of embedded) count += Number(isDone)
  return count
}

/** Processor time is told beside the rate, since other programs on the machine do not move it. */
async function measured (task: () => Promise<number>): Promise<Run> {
  const [begun, cpu] = [performance.now(), process.cpuUsage()]
  const products = await task()
  const { user, system } = process.cpuUsage(cpu)
  return { rate: products / ((performance.now() - begun) / 1000), cpuMs: (user + system) / 1000 / products }
}

function median (runs: readonly Run[]): Run {
  const middle = (pick: (run: Run) => number) => percentile(runs.map(pick), 0.5)
  return { rate: middle(({ rate }) => rate), cpuMs: middle(({ cpuMs }) => cpuMs) }
}
