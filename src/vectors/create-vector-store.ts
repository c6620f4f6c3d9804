import type { Patience } from '../aws/client-settings.ts'
import type { Config } from '../config/config.ts'
import { importOptional } from '../shared/import-optional.ts'
import type { PostgresConfig } from './postgres/open-postgres-vector-store.ts'
import type { S3VectorsConfig } from './s3/open-s3-vector-store.ts'
import type { VectorStore } from './vector-store.ts'

/** Who writes for hours does not give up because a server brings a large table into shape meanwhile. */
const INGEST_WAIT_MS = 600_000

type StoreConfig =
  | ({ readonly VECTOR_STORE: 'lancedb' } & Pick<Config, 'DATA_DIR' | 'SEARCH_MEMORY_MB'>)
  | ({ readonly VECTOR_STORE: 's3' } & S3VectorsConfig)
  | ({ readonly VECTOR_STORE: 'postgres' } & PostgresConfig)

/**
 * Opens the store that `VECTOR_STORE` names. Rejects with CONFIG_INVALID, STORE_UNAVAILABLE, DATA_DIR_UNUSABLE or
 * STORE_DAMAGED.
 */
export async function createVectorStore (config: StoreConfig, patience?: Patience): Promise<VectorStore> {
  if (config.VECTOR_STORE === 's3') {
    const { openS3VectorStore } = await import('./s3/open-s3-vector-store.ts')
    return openS3VectorStore(config, patience)
  }
  if (config.VECTOR_STORE === 'postgres') {
    const { openPostgresVectorStore } = await importOptional(
      'VECTOR_STORE=postgres',
      'the package pg',
      async () => await import('./postgres/open-postgres-vector-store.ts')
    )
    return openPostgresVectorStore(config, patience)
  }
  const { LanceDbVectorStore } = await importOptional(
    'VECTOR_STORE=lancedb',
    'the packages @lancedb/lancedb and apache-arrow',
    async () => await import('./lancedb/lancedb-vector-store.ts')
  )
  return LanceDbVectorStore.open({
    dataDir: config.DATA_DIR,
    searchMemoryMb: config.SEARCH_MEMORY_MB,
    maxWaitMs: patience === 'ingest' ? INGEST_WAIT_MS : undefined
  })
}
