import type { VectorStore } from './vector-store.ts'

/** How an index stands in a database. */
export interface TableReport {
  readonly name: string
  readonly records: number
  /** Rows that updates and deletions left behind, not yet cleared away. */
  readonly deadRows: number
  /** Of all its tables with their indexes. */
  readonly bytes: number
  /** Of the graph that searches walk; `none`: few enough records to compare with each, or too long for a graph. */
  readonly graph: 'ready' | 'none' | 'missing' | 'broken'
  /** Words by which products are found; undefined where an older program made the index. */
  readonly texts: TextsReport | undefined
}

export interface TextsReport {
  /** Products whose words an older program has written, and not told. */
  readonly stale: number
  /** Different words of all products. */
  readonly words: number
}

/** What a database looks like to whom DATABASE_URL logs in. */
export interface DatabaseReport {
  readonly serverVersion: string
  /** Of the extension vector; undefined where it is not installed. */
  readonly extensionVersion: string | undefined
  /** Of the extension pg_trgm. */
  readonly trigramsVersion: string | undefined
  /** Why it cannot be used as it is. */
  readonly problem: Error | undefined
  /** A replica, or set to be read only. */
  readonly isReadOnly: boolean
  /** Of the tables, those that are missing: searching needs SELECT, ingesting the others too. */
  readonly missingRights: readonly string[]
  readonly tables: readonly TableReport[]
}

/** A store in a database server. */
export interface DatabaseStore extends VectorStore {
  /** Changes nothing. Rejects with what keeps it from being asked. */
  report (): Promise<DatabaseReport>
}

export function isDatabase (store: VectorStore): store is DatabaseStore {
  return 'report' in store
}
