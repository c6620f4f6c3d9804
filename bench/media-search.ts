// Makes a shop of 30 products, each with a clip (a zoom into its photo) and a manual of three pages. Counts how often a
// frame of the clip and a sentence of the manual find their product first, and the very stretch and page.
// npx tsx bench/media-search.ts [--aws] [--products 30]
import { hash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { fromEmbedder } from '../local-aws/from-embedder.ts'
import { startLocalAws } from '../local-aws/local-aws.ts'
import { readCatalogue } from '../src/catalogue/sources/read-catalogue.ts'
import type { Product } from '../src/catalogue/product.ts'
import { ingestFile } from '../src/commands/ingest.ts'
import { loadConfig, type Config } from '../src/config/config.ts'
import { createEmbedder } from '../src/embedding/create-embedder.ts'
import { PAGE_PIXELS } from '../src/embedding/bedrock/nova-media.ts'
import { UploadedFile } from '../src/images/upload.ts'
import { renderPages } from '../src/media/documents.ts'
import { inspectMedia } from '../src/media/inspect-media.ts'
import type { SearchItem } from '../src/search/search-item.ts'
import { createServices } from '../src/services.ts'
import { clipOf, frameAt } from '../test/fixtures/clips.ts'
import { pdfOf } from '../test/fixtures/pdf.ts'
import { CARE, REPAIR } from './manual-sentences.ts'
import { machineLine, markdownTable } from './report.ts'

const { values: { aws: isOnAws, products: wanted } } = parseArgs({
  options: { aws: { type: 'boolean', default: false }, products: { type: 'string', default: '30' } }
})
const ASSETS = 'node_modules/@vendure/create/assets'
const COUNT = Number(wanted)
const SECONDS = 12

const folder = await mkdtemp(path.join(tmpdir(), 'media-search-'))
const builtin = isOnAws ? await createEmbedder(loadConfig({})) : undefined
const words = new Map<string, string>()
const aws = builtin && await startLocalAws({
  embedder: fromEmbedder(builtin, (image) => words.get(hash('sha256', image)))
})
const settings = { DATA_DIR: path.join(folder, 'data'), DIMENSIONS: '1024', MEDIA_BUCKET: 'vitrine-media', MEDIA_JOB_POLL_MS: '50' }
Object.assign(process.env, aws?.env)
const config = loadConfig({ ...settings, ...(aws && { ...aws.env, EMBEDDER: 'bedrock' }) })
try {
  const products = await makeShop()
  const begun = performance.now()
  const report = await ingestFile(config, { file: path.join(folder, 'products.jsonl') })
  const seconds = (performance.now() - begun) / 1000
  const row = await ask(config, products)
  console.log(`${machineLine()}, ${aws ? 'local AWS' : 'built-in model'}, ${report.views} records in ${seconds.toFixed(0)} s\n`)
  console.log(markdownTable([row]))
  process.exitCode = Math.min(row['frame: product first'], row['sentence: product first']) >= 0.9 ? 0 : 1
} finally {
  await aws?.close()
  await builtin?.close()
  await rm(folder, { recursive: true, force: true })
}

async function makeShop (): Promise<Product[]> {
  const products: Product[] = []
  const photos = new Set<string>()
  for await (const row of readCatalogue(path.join(ASSETS, 'products.csv'))) {
    const [photo] = 'product' in row ? row.product.images : []
    if (!('product' in row) || photo === undefined || photos.has(photo) || products.length === COUNT) continue
    photos.add(photo)
    await makeFiles(row.product, photo, products.length)
    products.push(row.product)
  }
  const lines = products.map(({ id, title }, i) =>
    JSON.stringify({ id, title, videos: [`${i}.mp4`], documents: [`${i}.pdf`] }))
  await writeFile(path.join(folder, 'products.jsonl'), lines.join('\n'))
  return products
}

async function makeFiles ({ title = '', description = '' }: Product, image: string, i: number): Promise<void> {
  const photo = path.join(ASSETS, 'images', path.basename(image))
  await clipOf([{ photo, seconds: SECONDS }], path.join(folder, `${i}.mp4`))
  const bytes = await sharp(photo).autoOrient().resize(480, 360).jpeg().toBuffer()
  const cover = { lines: [title, ...linesOf(description)], photo: { bytes, width: 480, height: 360 } }
  const pages = [cover, { lines: ['Care', ...linesOf(CARE[i]!)] }, { lines: ['Repair', ...linesOf(REPAIR[i]!)] }]
  const file = path.join(folder, `${i}.pdf`)
  await writeFile(file, pdfOf(pages))
  if (isOnAws) await learnWords(file)
}

/** The picture of each page that the model is sent, and what stands on it. */
async function learnWords (file: string): Promise<void> {
  const media = await inspectMedia(file, 'document', { maxBytes: 1e7, maxSeconds: 1, maxPages: 10 })
  for (const { image, text } of await renderPages(media, { maxPixels: PAGE_PIXELS })) {
    words.set(hash('sha256', image.bytes), text.replace(/\s+/g, ' ').trim())
  }
}

function linesOf (text: string): string[] {
  return (text.replace(/[^\x20-\x7e]/g, ' ').match(/.{1,80}(?:\s|$)/g) ?? []).slice(0, 18)
}

async function ask (config: Config, products: readonly Product[]) {
  const services = await createServices(config)
  const hits = { frames: 0, seconds: 0, sentences: 0, pages: 0 }
  try {
    for (const [i, { id }] of products.entries()) {
      const frame = await frameAt(path.join(folder, `${i}.mp4`), 7)
      const seen = await services.search.search({ image: new UploadedFile(frame) })
      hits.frames += isFirst(seen.items, id)
      hits.seconds += isFirst(seen.items, id, ({ match }) => match.startSeconds === 5)
      for (const [page, sentence] of [[2, CARE[i]!], [3, REPAIR[i]!]] as const) {
        const found = await services.search.search({ text: sentence, spelling: false })
        hits.sentences += isFirst(found.items, id)
        hits.pages += isFirst(found.items, id, ({ match }) => match.page === page)
      }
    }
  } finally {
    await services.close()
  }
  const share = (hits: number, of: number) => Number((hits / of).toFixed(3))
  const [clips, sentences] = [products.length, 2 * products.length]
  return {
    products: clips,
    'frame: product first': share(hits.frames, clips),
    'frame: its stretch': share(hits.seconds, clips),
    'sentence: product first': share(hits.sentences, sentences),
    'sentence: its page': share(hits.pages, sentences)
  }
}

function isFirst (
  items: readonly SearchItem[],
  id: string,
  isRight: (item: SearchItem) => boolean = () => true
): number {
  const [first] = items
  return first !== undefined && first.product.id === id && isRight(first) ? 1 : 0
}
