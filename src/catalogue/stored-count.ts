import { indexName } from './generations.ts'
import { readManifest } from './manifest.ts'
import type { CatalogueIndexesOptions } from './catalogue-indexes.ts'

/** Products that the catalogue held when its last ingest ended. */
export async function storedProducts ({
  store,
  catalogue,
  dimensions,
  generation
}: Pick<CatalogueIndexesOptions, 'store' | 'catalogue' | 'dimensions' | 'generation'>): Promise<number> {
  let products = 0
  for (const dimension of dimensions) {
    const index = await store.openIndex(indexName(catalogue, dimension, generation))
    products = Math.max(products, (index && (await readManifest(index)))?.products ?? 0)
  }
  return products
}
