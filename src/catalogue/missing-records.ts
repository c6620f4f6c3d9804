import { IdSet } from '../shared/id-set.ts'
import type { VectorIndex } from '../vectors/vector-store.ts'
import { productIdOf, RESERVED_KEY_PREFIX } from './record-keys.ts'

export interface Missing {
  readonly keys: ReadonlyArray<readonly string[]>
  readonly missing: number
  readonly stored: number
}

/**
 * Lists to the end before anything is deleted: not every store lists on while it changes. Keys are kept, not records.
 */
export async function missingFrom (
  index: VectorIndex,
  isKept: (productId: string) => boolean
): Promise<{ keys: string[]; missing: number; stored: number }> {
  const [missing, stored] = [new IdSet(), new IdSet()]
  const keys: string[] = []
  for await (const { key } of index.listMetadata()) {
    if (key.startsWith(RESERVED_KEY_PREFIX)) continue
    const id = productIdOf(key)
    stored.add(id)
    if (isKept(id)) continue
    missing.add(id)
    keys.push(key)
  }
  return { keys, missing: missing.size, stored: stored.size }
}
