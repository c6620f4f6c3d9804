// Rate of tagging in bulk against the model alone: npx tsx bench/tag.ts <catalogue or folder of photos> [rounds]
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { ProductImageLoader } from '../src/catalogue/photos/load-image.ts'
import { mapAhead } from '../src/shared/map-ahead.ts'
import { loadConfig } from '../src/config/config.ts'
import { createEmbedder } from '../src/embedding/create-embedder.ts'
import type { Image } from '../src/images/image.ts'
import { composeServices } from '../src/services.ts'
import { BulkTagger } from '../src/tagging/bulk/bulk-tagger.ts'
import { TagLog } from '../src/tagging/bulk/tag-log.ts'
import { readSource, sourceRoot } from '../src/tagging/bulk/tag-source.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'

const [source, rounds = '3'] = process.argv.slice(2)
if (source === undefined) throw new Error('which catalogue or folder?')

interface Input {
  readonly image: Image
  readonly title: string | undefined
}
interface Speed {
  readonly rate: number
  readonly cpuMs: number
}

/** As many products as are tagged at the same time. */
const CONCURRENCY = 8

const dataDir = await mkdtemp(path.join(tmpdir(), 'bench-tag-'))
const config = loadConfig({ ...process.env, DATA_DIR: dataDir })
const images = { maxBytes: config.MAX_UPLOAD_BYTES, maxPixels: config.MAX_IMAGE_PIXELS, allowPrivate: false }
const embedder = await createEmbedder(config)
const store = await createVectorStore(config)
try {
  const inputs = await readInputs(source)
  await embedAll(inputs.slice(0, 20))
  const [alone, whole]: [Speed[], Speed[]] = [[], []]
  for (let round = 0; round < Number(rounds); round++) {
    alone.push(await timed(inputs.length, async () => await embedAll(inputs)))
    whole.push(await tagAll(source, round))
    console.error(
      `round ${round + 1}: ${inputs.length} products, model alone ${describe(alone.at(-1)!)}, tagging ${describe(whole.at(-1)!)}`
    )
  }
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpus()[0]!.model}, node ${process.version}, ${embedder.model}\n`
  )
  console.log('| | Products a second | CPU of one |\n|---|---|---|')
  const row = (name: string, speeds: readonly Speed[]) =>
    console.log(
      `| ${name} | ${median(speeds.map(({ rate }) => rate)).toFixed(1)} | ${median(speeds.map(({ cpuMs }) => cpuMs)).toFixed(1)} ms |`
    )
  row('model alone, photos in memory', alone)
  row('tagging in bulk', whole)
  // On a machine that others use, too, neighbouring runs are compared rather than medians.
  console.log(
    `| ratio | ${(100 * median(whole.map(({ rate }, i) => rate / alone[i]!.rate))).toFixed(1)} % | ${(100 * median(whole.map(({ cpuMs }, i) => cpuMs / alone[i]!.cpuMs))).toFixed(1)} % |`
  )
} finally {
  await store.close()
  await embedder.close()
  await rm(dataDir, { recursive: true })
}

async function readInputs (source: string): Promise<Input[]> {
  const loader = new ProductImageLoader({ ...images, root: await sourceRoot(source), mediaUrl: '/media/' })
  const inputs: Input[] = []
  for await (const { product } of readSource(source)) {
    if (product?.images[0] !== undefined) {
      inputs.push({ image: await loader.load(product.images[0]), title: product.title })
    }
  }
  await loader.close()
  return inputs
}

async function embedAll (inputs: readonly Input[]): Promise<void> {
  const embedded = mapAhead(
    (async function * () {
      yield * inputs
    })(),
    { concurrency: CONCURRENCY, ahead: CONCURRENCY },
    async ({ image, title }) => {
      const embed = async (input: { image: Image } | { text: string }) =>
        await embedder.embed(input, { purpose: 'query' })
      // A copy, since pixels are kept with the image.
      return await Promise.all([embed({ image: { ...image } }), title !== undefined && embed({ text: title })])
    }
  )
  let count = 0
  for await (const [embedding] of embedded) count += Math.sign(embedding.length)
  if (count !== inputs.length) throw new Error(`${count} of ${inputs.length} embedded`)
}

/** With services of its own, whose cache of embeddings is empty. */
async function tagAll (source: string, round: number): Promise<Speed> {
  const { autoTag, taggers } = composeServices(config, { embedder, store })
  const { taxonomy } = await taggers.tagger()
  const stamp = { model: embedder.model, taxonomy: taxonomy.name, taxonomyVersion: taxonomy.version }
  const log = await TagLog.open(path.join(dataDir, `${round}.jsonl`), stamp)
  const bulk = new BulkTagger({ autoTag, taxonomy, model: embedder.model, images })
  let tagged = 0
  const speed = await timed(1, async () => {
    tagged = (await bulk.run({ source, log, onlyMissing: false })).tagged
  })
  await log.close()
  return { rate: speed.rate * tagged, cpuMs: speed.cpuMs / tagged }
}

async function timed (count: number, task: () => Promise<void>): Promise<Speed> {
  const [begun, cpu] = [performance.now(), process.cpuUsage()]
  await task()
  const { user, system } = process.cpuUsage(cpu)
  return { rate: count / ((performance.now() - begun) / 1000), cpuMs: (user + system) / 1000 / count }
}

function describe ({ rate, cpuMs }: Speed): string {
  return `${rate.toFixed(1)}/s (${cpuMs.toFixed(1)} ms CPU each)`
}

function median (values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
}
