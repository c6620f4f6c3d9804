// Rate of a whole ingest against its slowest stage alone, the model: npx tsx bench/ingest.ts <catalogue file>
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
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

const [file, rounds = '3'] = process.argv.slice(2)
if (file === undefined) throw new Error('which catalogue file?')

/** As many products as an ingest embeds at the same time. */
const CONCURRENCY = 4

const dataDir = await mkdtemp(path.join(tmpdir(), 'bench-ingest-'))
const config = loadConfig({ ...process.env, DATA_DIR: dataDir })
const embedder = await createEmbedder(config)
const store = await createVectorStore(config)
try {
  const inputs = await readInputs(file)
  const alone: number[] = []
  const whole: number[] = []
  await embedAll(inputs.slice(0, 20))
  for (let round = 0; round < Number(rounds); round++) {
    alone.push(await embedAll(inputs))
    const { rate, views, new: products } = await new IngestService(serviceOptions(config, { embedder, store })).run({ file, recreate: true })
    if (views !== inputs.flat().length) throw new Error(`${views} views ingested, ${inputs.flat().length} embedded`)
    whole.push(rate)
    console.error(`round ${round + 1}: ${products} products, ${views} views, model alone ${alone.at(-1)!.toFixed(1)}/s, ingest ${rate.toFixed(1)}/s`)
  }
  console.log(`${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpus()[0]!.model}, node ${process.version}, ${embedder.model}, dimensions ${config.DIMENSIONS.join(', ')}\n`)
  console.log('| | Products a second |\n|---|---|')
  console.log(`| model alone, photos in memory | ${median(alone).toFixed(1)} |`)
  console.log(`| whole ingest | ${median(whole).toFixed(1)} |`)
  console.log(`| ratio | ${(100 * median(whole) / median(alone)).toFixed(1)} % |`)
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

/** Products a second of the model with nothing else going on. */
async function embedAll (products: readonly EmbedInput[][]): Promise<number> {
  const begun = performance.now()
  const source = (async function * () { yield * products })()
  const embedded = mapAhead(source, { concurrency: CONCURRENCY, ahead: CONCURRENCY }, async (views) => {
    for (const view of views) await embedder.embed(view, { purpose: 'index' })
    return true
  })
  let count = 0
  for await (const isDone of embedded) count += Number(isDone)
  return count / ((performance.now() - begun) / 1000)
}

function median (values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
}
