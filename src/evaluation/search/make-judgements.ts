import { hash } from 'node:crypto'
import type { Product } from '../../catalogue/product.ts'
import { toProduct } from '../../catalogue/product-of-record.ts'
import { RESERVED_KEY_PREFIX } from '../../catalogue/record-keys.ts'
import type { VectorIndex } from '../../vectors/vector-store.ts'

/** Up to so many products of an index, drawn evenly: those whose ids hash lowest, in that order. */
export async function sampleProducts (index: Pick<VectorIndex, 'listMetadata'>, count: number): Promise<Product[]> {
  const products = new Map<string, Product>()
  for await (const { key, metadata } of index.listMetadata()) {
    if (key.startsWith(RESERVED_KEY_PREFIX)) continue
    const product = toProduct(metadata)
    products.set(product.id, product)
    if (products.size > 2 * count + 1000) keepFirst(products, count)
  }
  keepFirst(products, count)
  return [...products.values()]
}

function keepFirst (products: Map<string, Product>, count: number): void {
  const ranked = [...products.values()].map((product) => ({ product, rank: hash('sha256', product.id) }))
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1))
  products.clear()
  for (const { product } of ranked.slice(0, count)) products.set(product.id, product)
}

/** A judged query by the title of each product: right are all products called so. */
export function titleQueries (products: readonly Product[]): Array<Record<string, unknown>> {
  const ids = new Map<string, string[]>()
  for (const { id, title } of products) {
    if (title) ids.set(title, [...(ids.get(title) ?? []), id])
  }
  return [...ids].map(([title, right]) => ({ id: `title ${right[0]}`, kind: 'title', text: title, right }))
}
