import type { VectorStore } from '../vectors/vector-store.ts'
import { indexName } from './generations.ts'
import { readManifest } from './manifest.ts'

interface Place {
  readonly store: VectorStore
  readonly catalogue: string
  readonly dimensions: readonly number[]
  readonly generation: number
}

/** Products that the catalogue held when its last ingest ended. */
export async function storedProducts ({ store, catalogue, dimensions, generation }: Place): Promise<number> {
  let products = 0
  for (const dimension of dimensions) {
    const index = await store.openIndex(indexName(catalogue, dimension, generation))
    products = Math.max(products, (index && (await readManifest(index)))?.products ?? 0)
  }
  return products
}
