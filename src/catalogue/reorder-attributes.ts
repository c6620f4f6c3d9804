import type { VectorIndex } from '../vectors/vector-store.ts'
import { ATTRIBUTE_KEY } from './attributes.ts'
import { inOrderOf } from './common-attributes.ts'
import { toProduct } from './product-of-record.ts'
import { RESERVED_KEY_PREFIX } from './record-keys.ts'
import { attributeValuesOf } from './records.ts'
import { restated } from './restated.ts'
import { countFacets, type Summary } from './summarise.ts'

const BATCH = 500

export interface Reordering {
  /** Of all dimensions. */
  readonly indexes: readonly VectorIndex[]
  /** The one that was counted. */
  readonly counting: VectorIndex
  /** Names that come before the commonest. */
  readonly firstAttributes: readonly string[]
}

/**
 * What was counted, once the same attributes can be filtered by on all products: those of most products, where a
 * product has more than its records have room for.
 */
export async function withSameAttributes (
  counted: Summary,
  { indexes, counting, firstAttributes }: Reordering
): Promise<Summary> {
  if (!counted.isCrowded) return counted
  const names = [...firstAttributes, ...(counted.commonAttributes ?? [])]
  const written = await Promise.all(indexes.map(async (index) => await reorderAttributes(index, names)))
  if (written.every((count) => count === 0)) return counted
  return { ...counted, facets: await countFacets(counting) }
}

/**
 * Writes those records anew of which other attributes can be filtered by, once these names come first; asks no model.
 * Answers how many they were.
 */
async function reorderAttributes (index: VectorIndex, names: readonly string[]): Promise<number> {
  let [keys, written]: [string[], number] = [[], 0]
  const flush = async () => {
    await index.update(keys, (record) => restated(record, inOrderOf(toProduct(record.metadata), names)))
    written += keys.length
    keys = []
  }
  for await (const { key, metadata } of index.listMetadata()) {
    if (key.startsWith(RESERVED_KEY_PREFIX)) continue
    const stored = new Set(metadata[ATTRIBUTE_KEY] as string[] | undefined)
    const values = attributeValuesOf(inOrderOf(toProduct(metadata), names))
    if (values.length === stored.size && values.every((value) => stored.has(value))) continue
    keys.push(key)
    if (keys.length >= BATCH) await flush()
  }
  if (keys.length > 0) await flush()
  return written
}
