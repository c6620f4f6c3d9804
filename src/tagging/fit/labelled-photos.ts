import path from 'node:path'
import { findImageRoot } from '../../catalogue/photos/image-root.ts'
import { ProductImageLoader } from '../../catalogue/photos/load-image.ts'
import type { Product } from '../../catalogue/product.ts'
import { utf8Bytes } from '../../catalogue/sources/utf8-bytes.ts'
import { readCatalogue } from '../../catalogue/sources/read-catalogue.ts'
import { readLines } from '../../shared/read-lines.ts'
import { validateProduct } from '../../catalogue/sources/validate-product.ts'
import type { Embedder, Embedding } from '../../embedding/embedder.ts'
import { CatalogueFileError } from '../../errors.ts'
import type { ImageLimits } from '../../images/inspect-image.ts'
import { readColors } from '../color-reading.ts'
import type { Observation } from '../observation.ts'

/** A product whose tags are known, with its first photo. */
export interface LabelledProduct {
  readonly product: Product
  /** The part of the data it is in, e.g. `train`; absent where the file names none. */
  readonly split?: string | undefined
}

export interface ObservedProduct extends LabelledProduct {
  readonly embedding: Embedding
  readonly colors: ReadonlyMap<string, number>
  readonly title?: Observation['title']
}

export interface ObserveOptions {
  /** Its embeddings' own word on colors is taken before the pixels are. */
  readonly embedder: Pick<Embedder, 'embed'> & {
    colorsOf?: (photo: Embedding) => ReadonlyMap<string, number> | undefined
  }
  readonly limits: ImageLimits
  /** Whether the products' titles are read beside their photos, as in bulk tagging. */
  readonly titles?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((done: number, total: number) => void) | undefined
}

/**
 * Labelled products from a catalogue file, or from JSON lines of `{"image", "label"}` with optional `id`, `split`,
 * `color` and `attributes`; `label` is a category. `colorsFile` has the colors of some of them, JSON lines of `{"id",
 * "color"}`. Throws CATALOGUE_FILE_INVALID; products without a photo are left out.
 */
export async function readLabelled (file: string, colorsFile?: string): Promise<LabelledProduct[]> {
  const labelled = (await readLabels(file)) ?? (await readProducts(file))
  if (colorsFile === undefined) return labelled
  const colors = await readColorsFile(colorsFile)
  return labelled.map(({ product, split }) => ({ product: withColor(product, colors.get(product.id)), split }))
}

async function readProducts (file: string): Promise<LabelledProduct[]> {
  const products: LabelledProduct[] = []
  for await (const row of readCatalogue(file)) {
    if ('reason' in row) throw new CatalogueFileError(file, `line ${row.line}: ${row.reason}`)
    if (row.product.images.length > 0) products.push({ product: row.product })
  }
  return products
}

/** Photos and colors of the products, in their order. Rejects where a photo cannot be read. */
export async function observeAll (
  file: string,
  products: readonly LabelledProduct[],
  { embedder, limits, titles = false, signal, onProgress }: ObserveOptions
): Promise<ObservedProduct[]> {
  const loader = await labelledPhotoLoader(file, products, limits)
  try {
    const observed: ObservedProduct[] = []
    for (const labelled of products) {
      const image = await loader.load(labelled.product.images[0]!, signal)
      const text = titles ? labelled.product.title : undefined
      const [embedding, words] = await Promise.all([
        embedder.embed({ image }, { purpose: 'query', signal }),
        text && embedder.embed({ text }, { purpose: 'query', signal })
      ])
      const colors = embedder.colorsOf?.(embedding) ?? (await readColors(image))
      observed.push({ ...labelled, embedding, colors, title: text && words ? { text, embedding: words } : undefined })
      onProgress?.(observed.length, products.length)
    }
    return observed
  } finally {
    await loader.close()
  }
}

/** Loads photos as the file names them. Who calls it closes what it returns. */
export async function labelledPhotoLoader (
  file: string,
  products: readonly LabelledProduct[],
  limits: ImageLimits
): Promise<ProductImageLoader> {
  const root = products.some(({ split }) => split !== undefined)
    ? path.dirname(path.resolve(file))
    : await findImageRoot(file)
  return new ProductImageLoader({ root, ...limits, allowPrivate: false, mediaUrl: '/media/' })
}

async function readLabels (file: string): Promise<LabelledProduct[] | undefined> {
  const products: LabelledProduct[] = []
  for await (const { number, text = '' } of readLines(utf8Bytes(file))) {
    if (text.trim() === '') continue
    const row = parseRow(text)
    if (products.length === 0 && row?.['label'] === undefined) return undefined
    if (typeof row?.['label'] !== 'string' || typeof row['image'] !== 'string') {
      throw new CatalogueFileError(file, `line ${number} lacks "image" or "label"`)
    }
    products.push(toLabelled(row, number))
  }
  return products
}

/** Colors as they are written, by id. Throws CATALOGUE_FILE_INVALID. */
async function readColorsFile (file: string): Promise<Map<string, string>> {
  const colors = new Map<string, string>()
  for await (const { id, color } of readColorRows(file)) colors.set(id, color)
  return colors
}

/** The lines of a file of colors, with what else they say. Throws CATALOGUE_FILE_INVALID. */
export async function * readColorRows (
  file: string
): AsyncGenerator<{ readonly id: string; readonly color: string } & Readonly<Record<string, unknown>>> {
  for await (const { number, text = '' } of readLines(utf8Bytes(file))) {
    if (text.trim() === '') continue
    const { id, color, ...rest } = parseRow(text) ?? {}
    if (typeof id !== 'string' || typeof color !== 'string') {
      throw new CatalogueFileError(file, `line ${number} lacks "id" or "color"`)
    }
    yield { ...rest, id, color }
  }
}

function parseRow (text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return undefined
  }
}

function toLabelled ({ id, image, label, split, ...rest }: Record<string, unknown>, line: number): LabelledProduct {
  const product = validateProduct({ ...rest, id: id ?? `line-${line}`, images: [image], category: label })
  return { product, split: typeof split === 'string' ? split : undefined }
}

function withColor (product: Product, color: string | undefined): Product {
  return color === undefined ? product : { ...product, color, colors: [color] }
}
