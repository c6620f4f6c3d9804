import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { InvalidArgumentError, type Command } from 'commander'
import { ProductImageLoader } from '../catalogue/photos/load-image.ts'
import type { Product } from '../catalogue/product.ts'
import { toReference } from '../catalogue/write/api-product.ts'
import { loadConfig } from '../config/config.ts'
import { isCodedError } from '../errors.ts'
import { sampleProducts, titleQueries } from '../evaluation/search/make-judgements.ts'
import { changedPhoto, PHOTO_CHANGES } from '../images/changed-photo.ts'
import { createServices } from '../services.ts'
import { assertWritable, writeWhole } from '../shared/write-whole.ts'
import { imageLimits } from './image-limits.ts'

interface Options {
  readonly products: number
  readonly photos: boolean
}

export function registerEvaluateJudgements (evaluate: Command): void {
  evaluate
    .command('judgements')
    .description(
      'Judged queries of the catalogue itself, for `evaluate search`: the title and changed photos of products find them'
    )
    .argument('<out>', 'JSON lines to write; photos go to a folder beside it')
    .option('--products <count>', 'products, drawn evenly', parseCount, 100)
    .option('--no-photos', 'titles only')
    .action(run)
}

async function run (out: string, { products: count, photos }: Options): Promise<void> {
  await assertWritable(out, 'file')
  const config = loadConfig(process.env)
  const services = await createServices(config)
  const root = config.MEDIA_DIR || path.dirname(path.resolve(out))
  const allowPrivate = config.ALLOW_PRIVATE_IMAGE_URLS
  const loader = new ProductImageLoader({ root, ...imageLimits(config), allowPrivate, mediaUrl: '/media/' })
  try {
    const { index } = await services.catalogue.open()
    const products = await sampleProducts(index, count)
    const byPhoto = photos ? await photoQueries(products, out, loader) : []
    const queries = [...titleQueries(products), ...byPhoto]
    await writeWhole(out, queries.map((query) => `${JSON.stringify(query)}\n`).join(''), 'file')
    process.stderr.write(`${queries.length} judged queries of ${products.length} products: ${out}\n`)
  } finally {
    await Promise.all([loader.close(), services.close()])
  }
}

/** Each main photo in every change; the photo of a product finds it. */
async function photoQueries (
  products: readonly Product[],
  out: string,
  loader: ProductImageLoader
): Promise<Array<Record<string, unknown>>> {
  const folder = `${out.replace(/\.\w+$/, '')}-photos`
  await mkdir(folder, { recursive: true })
  const queries: Array<Record<string, unknown>> = []
  for (const [i, { id, images }] of products.entries()) {
    const reference = images[0] && toReference(images[0], '/media/')
    if (!reference) continue
    try {
      const image = await loader.load(reference)
      for (const change of PHOTO_CHANGES) {
        const file = path.join(folder, `${i}-${change}.jpg`)
        await writeFile(file, await changedPhoto(image, change))
        const relative = path.relative(path.dirname(path.resolve(out)), path.resolve(file))
        queries.push({ id: `${change} ${id}`, kind: `photo ${change}`, image: relative, right: [id] })
      }
    } catch (error) {
      if (!isCodedError(error)) throw error
      process.stderr.write(`left out the photo of ${id}: ${error.message}\n`)
    }
  }
  return queries
}

function parseCount (text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('It must be a whole number from 1.')
  return count
}
