import type { Patience } from '../aws/client-settings.ts'
import type { Config } from '../config/config.ts'
import { ConfigInvalidError } from '../errors.ts'
import { Database } from './database.ts'

export type DatabaseConfig = Pick<
  Config,
  'DATABASE_URL' | 'DATABASE_CONNECTIONS' | 'DATABASE_TIMEOUT_MS' | 'SEARCH_TIMEOUT_MS'
>

/** Of the time of a search, so that what the server said last can still be told. */
const SHARE_OF_SEARCH = 0.8
/** How long a server that starts anew is waited for: an ingest outlives an upgrade of it. */
const PATIENCE_MS: Readonly<Record<Patience, number>> = { search: 1000, command: 5000, ingest: 300_000 }

/** Connects with the first use, so that a server that is away shows then. Throws CONFIG_INVALID. */
export function openDatabase (
  config: DatabaseConfig,
  patience: Patience = 'command',
  connections = config.DATABASE_CONNECTIONS
): Database {
  if (config.DATABASE_URL === '') {
    throw new ConfigInvalidError(
      'VECTOR_STORE=postgres needs DATABASE_URL, such as postgres://user:password@host:5432/database'
    )
  }
  const timeoutMs = config.DATABASE_TIMEOUT_MS
  return new Database({
    url: config.DATABASE_URL,
    connections,
    timeoutMs: patience === 'search' ? Math.min(timeoutMs, SHARE_OF_SEARCH * config.SEARCH_TIMEOUT_MS) : timeoutMs,
    patienceMs: PATIENCE_MS[patience]
  })
}
