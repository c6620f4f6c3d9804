// npx tsx bench/changed-photos.ts [labels.jsonl [photos]]: photos of products, unchanged and changed, through the
// search service: is their own product first? Of the demo catalogue, or of a file of labelled photos, which become the
// products; every second product is of the test half.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { indexName } from '../src/catalogue/generations.ts'
import { productIdOf } from '../src/catalogue/record-keys.ts'
import { ingestFile } from '../src/commands/ingest.ts'
import { loadConfig, type Config } from '../src/config/config.ts'
import { createServices } from '../src/services.ts'
import { readLabelledPhotos } from '../src/evaluation/labelled-photos.ts'
import { createVectorStore } from '../src/vectors/create-vector-store.ts'
import { changed, CHANGES, COUNTED } from '../training/changed-photos.ts'
import { halfOf, type Half } from '../training/judged.ts'
import { machineLine, markdownTable } from './report.ts'

interface PhotoProduct {
  readonly id: string
  readonly file: string
}

const [labels, count = '120'] = process.argv.slice(2)
const DIMENSIONS = [1024, 384, 256]
const folder = await mkdtemp(join(tmpdir(), 'vitrine-changed-'))
const config = loadConfig({
  DATA_DIR: folder,
  DIMENSIONS: DIMENSIONS.join(','),
  LOG_LEVEL: 'silent',
  RATE_LIMIT: '0',
  SEARCH_TIMEOUT_MS: '60000'
})
const products = labels === undefined ? await ingestDemo(config) : await ingestLabelled(config, labels, Number(count))
const firsts = await ask(config, products)
console.log(`${machineLine()}; ${products.length} products`)
for (const dimension of DIMENSIONS) {
  console.log(`\nOwn product first, dimension ${dimension}\n`)
  const rows = (['tuning', 'test'] as Half[]).map((half) => row(half, firsts, dimension))
  console.log(markdownTable(rows))
}
await rm(folder, { recursive: true })

interface First {
  readonly half: Half
  readonly change: string
  readonly dimension: number
  readonly isOwn: boolean
}

async function ask (config: Config, products: readonly PhotoProduct[]): Promise<First[]> {
  const { search, close } = await createServices(config)
  const firsts: First[] = []
  try {
    for (const [seed, { id, file }] of products.entries()) {
      const photos = new Map([['unchanged', new Uint8Array(await readFile(file))], ...(await changed(file, seed + 1))])
      for (const [change, bytes] of photos) {
        for (const dimension of DIMENSIONS) {
          const { items } = await search.search({ image: { bytes }, dimension, topK: 1 })
          firsts.push({ half: halfOf(id), change, dimension, isOwn: items[0]?.product.id === id })
        }
      }
    }
  } finally {
    await close()
  }
  return firsts
}

function row (half: Half, firsts: readonly First[], dimension: number): Record<string, string> {
  const share = (changes: readonly string[]) => {
    const asked = firsts.filter(
      (first) => first.half === half && first.dimension === dimension && changes.includes(first.change)
    )
    return (asked.filter(({ isOwn }) => isOwn).length / asked.length).toFixed(3)
  }
  const names = Object.keys(CHANGES)
  const each = ['unchanged', ...names].map((name): [string, string] => [name, share([name])])
  return { half, ...Object.fromEntries(each), 'the first seven': share(names.slice(0, COUNTED)) }
}

async function ingestDemo (config: Config): Promise<PhotoProduct[]> {
  const assets = join(dirname(createRequire(import.meta.url).resolve('@vendure/create/package.json')), 'assets')
  const imagesDir = join(assets, 'images')
  await ingestFile(config, { file: join(assets, 'products.csv'), imagesDir, currency: 'USD' })
  const store = await createVectorStore(config)
  const products: PhotoProduct[] = []
  for await (const { key, metadata } of (await store.openIndex(indexName(config.CATALOGUE, DIMENSIONS[0]!)))!.list()) {
    if (!key.endsWith('#image-0')) continue
    products.push({ id: productIdOf(key), file: join(imagesDir, String(metadata['imageUrl']).split('/').at(-1)!) })
  }
  await store.close()
  if (products.length === 0) throw new Error('the demo catalogue has no photos')
  return products
}

/** Photos of the split `test`, which the built-in model was not fitted on. */
async function ingestLabelled (config: Config, labels: string, count: number): Promise<PhotoProduct[]> {
  const photos = (await readLabelledPhotos(labels)).filter(({ split }) => split === 'test').slice(0, count)
  const imagesDir = dirname(labels)
  const lines = photos.map(({ file, label }, i) =>
    JSON.stringify({ id: `p${i}`, title: label, images: [relative(imagesDir, file)] })
  )
  const catalogue = join(config.DATA_DIR, 'labelled.jsonl')
  await writeFile(catalogue, lines.join('\n'))
  await ingestFile(config, { file: catalogue, imagesDir })
  return photos.map(({ file }, i) => ({ id: `p${i}`, file }))
}
