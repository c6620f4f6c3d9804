import type { Patience } from '../../aws/client-settings.ts'
import type { Config } from '../../config/config.ts'
import { openDatabase, type DatabaseConfig } from '../../postgres/open-database.ts'
import { DatabaseReviewStore } from './database-review-store.ts'

export type DatabaseReviewConfig = DatabaseConfig & Pick<Config, 'DATABASE_SCHEMA' | 'CATALOGUE'>

/** One to read while another waits for its turn to write. */
const CONNECTIONS = 2

/** Connects with the first use. Throws CONFIG_INVALID. */
export function openDatabaseReviewStore (config: DatabaseReviewConfig, patience: Patience): DatabaseReviewStore {
  const database = openDatabase(config, patience, CONNECTIONS)
  return new DatabaseReviewStore(database, config.DATABASE_SCHEMA, config.CATALOGUE)
}
