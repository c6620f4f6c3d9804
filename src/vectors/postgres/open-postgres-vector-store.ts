import type { Patience } from '../../aws/client-settings.ts'
import type { Config } from '../../config/config.ts'
import { openDatabase, type DatabaseConfig } from '../../postgres/open-database.ts'
import { PostgresVectorStore } from './postgres-vector-store.ts'

export type PostgresConfig = DatabaseConfig & Pick<Config, 'DATABASE_SCHEMA'>

/** The store of `VECTOR_STORE=postgres`. Connects with the first use. Throws CONFIG_INVALID. */
export function openPostgresVectorStore (config: PostgresConfig, patience?: Patience): PostgresVectorStore {
  return new PostgresVectorStore(openDatabase(config, patience), config.DATABASE_SCHEMA)
}
