import { readFile } from 'node:fs/promises'
import { indexName } from '../src/catalogue/generations.ts'
import { writeManifest } from '../src/catalogue/manifest.ts'
import type { Product } from '../src/catalogue/product.ts'
import { NON_FILTERABLE_KEYS, toRecord } from '../src/catalogue/records.ts'
import { recordRefsOf } from '../src/catalogue/record-keys.ts'
import { normalise } from '../src/embedding/embedder.ts'
import type { VectorStore } from '../src/vectors/vector-store.ts'
import { generator } from './report.ts'

export interface MadeShop {
  /** Name of the catalogue. Default: products, as the service's. */
  readonly catalogue?: string
  readonly dimension: number
  readonly products: number
  /** The model that the manifest names. */
  readonly model: string
  /** Default: no more than an id, a title, a photo and a tag. */
  readonly productOf?: (i: number) => Product
}

const BATCH = 500

/** What every product has. */
export const BARE = { images: [], tags: [], identifiers: [], attributes: {}, colors: [], variants: [] } as const

/**
 * Fills a store with made-up products, one record each, of its photo if it has one; the vectors are those of a seeded
 * generator. Only times are measured on it.
 */
export async function fillShop (
  store: VectorStore,
  { catalogue = 'products', dimension, products, model, productOf = plainProduct }: MadeShop
): Promise<void> {
  const index = await store.createIndex({
    name: indexName(catalogue, dimension),
    dimension,
    metric: 'cosine',
    nonFilterableKeys: NON_FILTERABLE_KEYS
  })
  const random = generator(1)
  const record = (i: number) => {
    const product = productOf(i)
    const embedding = normalise(Float32Array.from({ length: dimension }, () => random() - 0.5))
    return toRecord(product, recordRefsOf(product).at(-1)!, embedding, 'hash')
  }
  for (let start = 0; start < products; start += BATCH) {
    const length = Math.min(BATCH, products - start)
    await index.upsert(Array.from({ length }, (_, i) => record(start + i)))
  }
  const facets = { categories: [], brands: [], colors: [], tags: [] }
  await writeManifest(index, { version: 1, model, dimension, products, views: products, facets })
}

function plainProduct (i: number): Product {
  return { ...BARE, id: `p${i}`, title: `Product ${i}`, images: ['/media/a.jpg'], tags: ['new'] }
}

/** Products with words, each drawn from three of the judged shop: common ones are in thousands of them. */
export async function wordedProducts (): Promise<(i: number) => Product> {
  const file = new URL('../training/queries/shop.jsonl', import.meta.url)
  const shop = (await readFile(file, 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as Product)
  const random = generator(1)
  return (i) => {
    const [a, b, c] = [0, 1, 2].map(() => shop[Math.floor(random() * shop.length)]!) as [Product, Product, Product]
    return {
      ...BARE,
      id: `p${i}`,
      title: `${a.title} ${b.title?.split(' ')[0]} ${i}`,
      brand: a.brand,
      category: a.category,
      description: `${a.description} ${b.description} ${c.description}`
    }
  }
}
