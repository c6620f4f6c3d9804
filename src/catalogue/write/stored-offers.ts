import { hash } from 'node:crypto'
import type { VectorIndex, VectorRecord } from '../../vectors/vector-store.ts'
import type { Product } from '../product.ts'
import { toProduct } from '../product-of-record.ts'
import { imageKey, productIdOf, textKey, recordRefsOf } from '../record-keys.ts'
import { restated } from '../restated.ts'

interface Entry {
  readonly index: VectorIndex
}

/** Keys of all records of products in any of the indexes, by product; nothing of those that are in none. */
export async function productKeys (entries: readonly Entry[], ids: readonly string[]): Promise<Map<string, string[]>> {
  const asked = ids.flatMap((id) => [textKey(id), imageKey(id, 0)])
  const found = await Promise.all(entries.map(async ({ index }) => await index.get(asked)))
  const keys = new Map<string, Set<string>>()
  for (const { key, metadata } of found.flatMap((records) => [...records.values()])) {
    const id = productIdOf(key)
    keys.set(id, new Set([...(keys.get(id) ?? []), key, ...recordRefsOf(toProduct(metadata)).map((ref) => ref.key)]))
  }
  return new Map([...keys].map(([id, all]) => [id, [...all]]))
}

/**
 * Writes what products cost now to every record of them. The first index, which tells what is stored, comes last:
 * broken off in between, the same call still finds everything to do.
 */
export async function writeOffers (
  entries: readonly Entry[],
  before: ReadonlyMap<string, Product>,
  changed: readonly Product[]
): Promise<void> {
  if (changed.length === 0) return
  const [first, ...others] = entries
  const after = new Map(changed.map((product) => [product.id, product]))
  const keys = changed.flatMap(({ id }) => recordRefsOf(before.get(id)!).map(({ key }) => key))
  const write = async ({ index }: Entry) => {
    await index.update(keys, (record) => withOtherHash(restated(record, after.get(productIdOf(record.key))!)))
  }
  await Promise.all(others.map(write))
  await write(first!)
}

/**
 * Tells an ingest that this is not what it wrote: a file that still has the price of before brings that back. What
 * follows a dot is of the record.
 */
function withOtherHash (record: VectorRecord): VectorRecord {
  const [content = '', ...inputHash] = String(record.metadata['contentHash']).split('.')
  const { price, compareAtPrice, inStock, variants } = toProduct(record.metadata)
  const other = hash('sha256', JSON.stringify([content, price, compareAtPrice, inStock, variants]))
  return { ...record, metadata: { ...record.metadata, contentHash: [other, ...inputHash].join('.') } }
}
