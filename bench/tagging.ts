// npx tsx bench/tagging.ts: one photo through autoTag against decode + model alone, and a taxonomy of 2,000 labels
// and one of 10,000 categories against the shipped one. Wall time, and processor time of the whole process.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { loadConfig, type Config } from '../src/config/config.ts'
import { packageRoot } from '../src/shared/package-root.ts'
import { createEmbedder } from '../src/embedding/create-embedder.ts'
import { normalise, type Embedder } from '../src/embedding/embedder.ts'
import { inspectImage } from '../src/images/inspect-image.ts'
import type { Image } from '../src/images/image.ts'
import { composeServices, type Services } from '../src/services.ts'
import { LabelEmbeddings } from '../src/tagging/label-embeddings.ts'
import { Tagger } from '../src/tagging/tagger.ts'
import { Taxonomy } from '../src/taxonomy/taxonomy.ts'
import { readTaxonomyFile } from '../src/taxonomy/taxonomy-file.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'
import { BARE, fillShop } from './made-shop.ts'
import { machineLine, markdownTable, percentile, timePaired, type Paired } from './report.ts'

type Times = Awaited<ReturnType<typeof timePaired>>

const PRODUCTS = 54
const LABELS = 2000
const CATEGORIES = 10_000
const ROUNDS = 200

const folder = await mkdtemp(join(tmpdir(), 'vitrine-bench-'))
const config = loadConfig({ DATA_DIR: folder, DIMENSIONS: '1024', LOG_LEVEL: 'silent' })
const services = composeServices(config, {
  embedder: await createEmbedder(config),
  store: await createVectorStore(config)
})
try {
  await fillShop(services.store, {
    dimension: 1024,
    products: PRODUCTS,
    model: services.embedder.model,
    productOf: (i) => ({ ...BARE, id: `p${i}`, title: `Product ${i}`, category: 'Home/Lamp', images: ['/media/a.jpg'] })
  })
  console.log(machineLine())
  console.log(markdownTable([
    await onePhoto(services, config),
    await largeTaxonomy(services.embedder),
    await largeTree(services.embedder)
  ]))
} finally {
  await services.close()
  await rm(folder, { recursive: true })
}

/**
 * The demo's photos; each call gets an image of its own, so that neither side finds what the other has decoded or
 * cached.
 */
async function onePhoto (
  { autoTag, embedder, taggers }: Services,
  { MAX_UPLOAD_BYTES: maxBytes, MAX_IMAGE_PIXELS: maxPixels }: Config
) {
  const photos = await demoPhotos()
  const read = async (i: number, side: string): Promise<Image> => {
    const image = await inspectImage(photos[i]!, { maxBytes, maxPixels })
    return { ...image, hash: `${side} ${i}` }
  }
  await taggers.tagger()
  await autoTag.tagImage(await read(0, 'first'))
  const times = await timePaired(
    photos.length,
    async (i) => await embedder.embed({ image: await read(i, 'baseline') }, { purpose: 'query' }),
    async (i) => await autoTag.tagImage(await read(i, 'tagged'))
  )
  return row(`one photo through autoTag, ${PRODUCTS} products`, 'decode + model', times, 'at most 1.2 ×')
}

/** The shipped taxonomy, and the same with an attribute more that brings it to so many labels. */
async function largeTaxonomy (embedder: Pick<Embedder, 'embed' | 'dimensions'>) {
  const file = await readTaxonomyFile(join(packageRoot, 'models', 'taxonomy.json'))
  const shipped = new Taxonomy(file)
  const count = [shipped.category, ...shipped.attributes].reduce((sum, { labels }) => sum + labels.length, 0)
  const more = {
    name: 'more',
    type: 'MANY_OF' as const,
    appliesTo: file.categories.map(({ name }) => name),
    labels: Array.from({ length: LABELS - count }, (_, i) => ({
      value: `value ${i}`,
      prompts: [`value number ${i}`]
    }))
  }
  const large = new Taxonomy({ ...file, attributes: [...file.attributes, more] })
  const times = await timeTags([await taggerOf(shipped, embedder), await taggerOf(large, embedder)])
  return row(`a taxonomy of ${LABELS} labels`, `the shipped one, ${count} labels`, times, 'at most 2 ms more')
}

/** The shipped taxonomy with so many categories in all; embeddings of the others are made up, laid out as texts'. */
async function largeTree (embedder: Pick<Embedder, 'embed' | 'dimensions'>) {
  const file = await readTaxonomyFile(join(packageRoot, 'models', 'taxonomy.json'))
  const shipped = new Taxonomy(file)
  const count = CATEGORIES - shipped.category.labels.length
  const children = Array.from({ length: count }, (_, i) => ({ name: `Kind ${i}` }))
  const tree = new Taxonomy({ ...file, categories: [...file.categories, { name: 'More', children }] })
  const text = await embedder.embed({ text: 'kind' }, { purpose: 'query' })
  let made = 0
  const madeUp = {
    dimensions: embedder.dimensions,
    embed: async () => normalise(text.map((value, i) => (value === 0 ? 0 : Math.sin(++made * 7 + i))))
  }
  const times = await timeTags([await taggerOf(shipped, embedder), await taggerOf(tree, madeUp)])
  return row(
    `a taxonomy of ${CATEGORIES} categories`,
    `the shipped one, ${shipped.category.labels.length} categories`,
    times,
    'at most 5 ms more'
  )
}

async function taggerOf (taxonomy: Taxonomy, embedder: Pick<Embedder, 'embed' | 'dimensions'>): Promise<Tagger> {
  return new Tagger({ taxonomy, bank: await LabelEmbeddings.build(taxonomy, embedder) })
}

async function timeTags ([small, big]: readonly [Tagger, Tagger]): Promise<Times> {
  const observations = Array.from({ length: ROUNDS }, (_, n) => ({
    embedding: normalise(Float32Array.from({ length: 1024 }, (_, i) => Math.sin(n * 7 + i * i))),
    neighbours: []
  }))
  for (const observation of observations) for (const tagger of [small, big]) tagger.tag(observation)
  return await timePaired(
    ROUNDS,
    async (i) => small.tag(observations[i]!),
    async (i) => big.tag(observations[i]!)
  )
}

function row (what: string, baselineIs: string, { cpu, ...wall }: Times, target: string) {
  const medians = ({ baseline, subject }: Paired) =>
    ({ its: percentile(baseline, 0.5), figure: percentile(subject, 0.5) })
  const [time, work] = [medians(wall), medians(cpu)]
  return {
    what,
    'p50 ms': time.figure.toFixed(2),
    baseline: baselineIs,
    'its p50 ms': time.its.toFixed(2),
    ratio: (time.figure / time.its).toFixed(2),
    'more ms': (time.figure - time.its).toFixed(2),
    'CPU p50 ms': work.figure.toFixed(2),
    'its CPU p50 ms': work.its.toFixed(2),
    'more CPU ms': (work.figure - work.its).toFixed(2),
    target
  }
}

async function demoPhotos (): Promise<Buffer[]> {
  const images = join(
    dirname(createRequire(import.meta.url).resolve('@vendure/create/package.json')),
    'assets',
    'images'
  )
  return await Promise.all((await readdir(images)).map(async (file) => await readFile(join(images, file))))
}
