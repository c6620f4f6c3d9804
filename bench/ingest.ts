// Rate of a whole ingest against its slowest stage alone, the model: npx tsx bench/ingest.ts <catalogue file> [runs]
// The two take turns of some seconds, so that a slow minute of the machine meets both alike.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { IngestService } from '../src/catalogue/ingest/ingest-service.ts'
import { findImageRoot } from '../src/catalogue/photos/image-root.ts'
import { mapAhead } from '../src/shared/map-ahead.ts'
import { readCatalogue } from '../src/catalogue/sources/read-catalogue.ts'
import { textOf } from '../src/catalogue/record-text.ts'
import { openReviewLog } from '../src/review/store/open-review-store.ts'
import { serviceOptions } from '../src/commands/ingest.ts'
import { loadConfig } from '../src/config/config.ts'
import { createEmbedder } from '../src/embedding/create-embedder.ts'
import type { EmbedInput } from '../src/embedding/embedder.ts'
import { inspectImage } from '../src/images/inspect-image.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'
import { GatedEmbedder } from './gated-embedder.ts'
import { machineLine, markdownTable } from './report.ts'

const [file, runs = '2'] = process.argv.slice(2)
if (file === undefined) throw new Error('which catalogue file?')

/** As many products as an ingest embeds at the same time. */
const CONCURRENCY = 4
const PRODUCTS_PER_TURN = 500
/** Below this share of one core nothing of the ingest runs any more. */
const QUIET_SHARE = 0.2
const QUIET_MS = 20

/** Sums over the turns of one side. */
interface Total {
  products: number
  ms: number
  cpuMs: number
}
type Side = 'alone' | 'whole'

const dataDir = await mkdtemp(path.join(tmpdir(), 'bench-ingest-'))
const config = loadConfig({ ...process.env, DATA_DIR: dataDir })
const embedder = await createEmbedder(config)
const store = await createVectorStore(config)
const gated = new GatedEmbedder(embedder)
const inputs = await readInputs(file)
const totals: Record<Side, Total> = {
  alone: { products: 0, ms: 0, cpuMs: 0 },
  whole: { products: 0, ms: 0, cpuMs: 0 }
}
try {
  await embedAll(inputs.slice(0, 100))
  for (let run = 0; run < Number(runs); run++) {
    await ingestInTurns()
    const { alone, whole } = totals
    console.error(
      `run ${run + 1}: so far the model alone ${rate(alone).toFixed(1)}/s, ingest ${rate(whole).toFixed(1)}/s, ratio ${(rate(whole) / rate(alone)).toFixed(3)}`
    )
  }
  report(totals)
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
    const images = await Promise.all(
      row.product.images.map(async (image) => ({
        image: await inspectImage(await readFile(path.join(root, image)), {
          maxBytes: config.MAX_UPLOAD_BYTES,
          maxPixels: config.MAX_IMAGE_PIXELS
        })
      }))
    )
    products.push([...(text === '' ? [] : [{ text }]), ...images])
  }
  return products
}

/** One ingest from its first step to its last, held up at the model whenever it is not its turn. */
async function ingestInTurns (): Promise<void> {
  gated.shut()
  const parts = { embedder: gated, store, reviews: openReviewLog(config) }
  const ingest = new IngestService(serviceOptions(config, parts)).run({
    file: file!,
    recreate: true
  })
  const ended = ingest.then(() => true)
  await timed('whole', async () => await quiet())
  for (let turn = 0, isOver = false; !isOver; turn++) {
    const from = (turn * PRODUCTS_PER_TURN) % inputs.length
    const ms = await timed('alone', async () => {
      totals.alone.products += await embedAll(inputs.slice(from, from + PRODUCTS_PER_TURN))
      return performance.now()
    })
    await timed('whole', async () => {
      gated.open()
      isOver = await Promise.race([ended, sleep(ms).then(() => false)])
      gated.shut()
      // What it has begun is part of its turn.
      return isOver ? performance.now() : await quiet()
    })
  }
  const { views, new: products } = await ingest
  if (views !== inputs.flat().length) throw new Error(`${views} views ingested, ${inputs.flat().length} expected`)
  totals.whole.products += products
}

/** The model with nothing else going on. Resolves to the number of products. */
async function embedAll (products: readonly EmbedInput[][]): Promise<number> {
  const source = (async function * () {
    yield * products
  })()
  const embedded = mapAhead(source, { concurrency: CONCURRENCY, ahead: CONCURRENCY }, async (views) => {
    for (const view of views) await embedder.embed(view, { purpose: 'index' })
    return true
  })
  let count = 0
  for await (const isDone of embedded) count += Number(isDone)
  return count
}

/**
 * Adds what a turn took that resolves to the moment of its end, and resolves to the milliseconds.
 * Processor time is told beside the rate, since other programs on the machine move it less.
 */
async function timed (side: Side, turn: () => Promise<number>): Promise<number> {
  const [begun, cpu] = [performance.now(), process.cpuUsage()]
  const ms = (await turn()) - begun
  const { user, system } = process.cpuUsage(cpu)
  totals[side].ms += ms
  totals[side].cpuMs += (user + system) / 1000
  return ms
}

/** Waits until nothing of the ingest runs any more and resolves to the moment at which that was so. */
async function quiet (): Promise<number> {
  for (;;) {
    const [begun, cpu] = [performance.now(), process.cpuUsage()]
    await sleep(QUIET_MS)
    const { user, system } = process.cpuUsage(cpu)
    if ((user + system) / 1000 < QUIET_SHARE * (performance.now() - begun)) return begun
  }
}

function rate ({ products, ms }: Total): number {
  return (products / ms) * 1000
}

function report ({ alone, whole }: Record<Side, Total>): void {
  const cpu = ({ cpuMs, products }: Total) => cpuMs / products
  console.log(
    `${machineLine()}, ${embedder.model}, ${inputs.length} products, dimensions ${config.DIMENSIONS.join(', ')}\n`
  )
  console.log(
    markdownTable([
      {
        what: 'model alone, photos in memory',
        'products a second': rate(alone).toFixed(1),
        'CPU ms a product': cpu(alone).toFixed(1)
      },
      {
        what: 'whole ingest',
        'products a second': rate(whole).toFixed(1),
        'CPU ms a product': cpu(whole).toFixed(1)
      },
      {
        what: 'ratio',
        'products a second': (rate(whole) / rate(alone)).toFixed(3),
        'CPU ms a product': (cpu(whole) / cpu(alone)).toFixed(3)
      }
    ])
  )
}
