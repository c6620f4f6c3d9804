import type { Config } from '../config.ts'
import { StoreUnavailableError } from '../errors.ts'
import type { VectorStore } from './vector-store.ts'

/** Opens the store that `VECTOR_STORE` names. Rejects with STORE_UNAVAILABLE, DATA_DIR_UNUSABLE or STORE_DAMAGED. */
export async function createVectorStore ({ DATA_DIR }: Pick<Config, 'VECTOR_STORE' | 'DATA_DIR'>): Promise<VectorStore> {
  const { LanceDbVectorStore } = await importLanceDb()
  return LanceDbVectorStore.open({ dataDir: DATA_DIR })
}

// An optional dependency, left out of images that search on AWS.
async function importLanceDb () {
  try {
    return await import('./lancedb/lancedb-vector-store.ts')
  } catch (cause) {
    const [reason] = String(cause instanceof Error ? cause.message : cause).split('\n')
    throw new StoreUnavailableError(`VECTOR_STORE=lancedb needs the packages @lancedb/lancedb and apache-arrow, install them with: npm install --include=optional (${reason})`, { cause })
  }
}
