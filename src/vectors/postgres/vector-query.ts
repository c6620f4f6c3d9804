import type { Embedding } from '../../embedding/embedder.ts'
import type { Filter } from '../filter.ts'
import type { SqlValue, Statement } from '../../postgres/database.ts'
import { parameter, toSql } from './filter-sql.ts'
import { toStoredVector } from './rows.ts'
import { quoted } from '../../postgres/quoted.ts'
import type { SqlNames, TableNames } from './sql-names.ts'

/** pgvector's largest beam. */
const MAX_BEAM = 1000
const MIN_BEAM = 100
/** Records looked at for one answer, before it counts as too short and an exact scan follows. */
const MAX_SCANNED = 20_000

export interface VectorQuery {
  readonly names: SqlNames
  readonly tables: TableNames
  readonly dimension: number
  readonly embedding: Embedding
  readonly limit: number
  readonly filter?: Filter | undefined
  /** Most of the bytes of an answer. */
  readonly withMetadata: boolean
}

/** Compares with every record that the filter leaves. Columns key, score and, where wanted, metadata. */
export function exactly (query: VectorQuery): Statement {
  const { names, tables, dimension, embedding, limit, filter } = query
  const values: SqlValue[] = [toStoredVector(embedding)]
  const distance = distanceTo(names, dimension)
  const records = filter && `JOIN ${tables.records} r USING (id) WHERE ${toSql(filter, values)}`
  const candidates = `SELECT id, ${distance} AS distance FROM ${tables.vectors} v ${records ?? ''}
    ORDER BY distance LIMIT ${parameter(values, limit)}`
  return {
    text: `SELECT r.key, 1 - c.distance${columns(query)}
      FROM (${candidates}) c JOIN ${tables.records} r USING (id)`,
    values
  }
}

/**
 * Walks the graph of the index, as far as the filter makes it, and scores what it finds exactly. The settings are made
 * by the statement itself, so that poolers may hand its connection on.
 */
export function byGraph (query: VectorQuery): Statement {
  const { names, tables, dimension, embedding, limit, filter } = query
  const values: SqlValue[] = [toStoredVector(embedding)]
  const beam = String(Math.min(MAX_BEAM, Math.max(MIN_BEAM, limit)))
  // Without OFFSET the planner may join first and sort afterwards, all of them.
  const records = filter &&
    `CROSS JOIN LATERAL (SELECT 1 FROM ${tables.records} r WHERE r.id = v.id AND ${toSql(filter, values)} OFFSET 0) f`
  const candidates = `SELECT v.id, v.embedding FROM ${tables.vectors} v ${records ?? ''}
    WHERE s.beam IS NOT NULL AND s.scan IS NOT NULL AND s.most IS NOT NULL
    ORDER BY ${halfDistanceTo(names, dimension)} LIMIT ${parameter(values, limit)}`
  return {
    text: `SELECT r.key, 1 - ${distanceTo(names, dimension, 'c')}${columns(query)}
      FROM (SELECT set_config('hnsw.ef_search', ${parameter(values, beam)}, true) AS beam,
        set_config('hnsw.iterative_scan', 'strict_order', true) AS scan,
        set_config('hnsw.max_scan_tuples', ${parameter(values, String(MAX_SCANNED))}, true) AS most) s
      CROSS JOIN LATERAL (${candidates}) c JOIN ${tables.records} r ON r.id = c.id`,
    values
  }
}

function columns ({ withMetadata }: VectorQuery): string {
  return withMetadata ? ', r.metadata' : ''
}

/** Whether more than `limit` records pass the filter, one row. */
export function isWide ({ tables }: Pick<VectorQuery, 'tables'>, filter: Filter, limit: number): Statement {
  const values: SqlValue[] = []
  const condition = toSql(filter, values)
  return {
    text: `SELECT count(*) > ${parameter(values, limit)}::int
      FROM (SELECT 1 FROM ${tables.records} r WHERE ${condition} LIMIT ${parameter(values, limit)}::int + 1) found`,
    values
  }
}

/** What the graph is built over: half the bytes, and long vectors find room in a page. */
export function halfVector ({ extension }: SqlNames, dimension: number): string {
  return `(embedding::${quoted(extension)}.halfvec(${dimension}))`
}

function distanceTo (names: SqlNames, dimension: number, table = 'v'): string {
  const { extension } = names
  return `(${table}.embedding ${operator(names)} $1::${quoted(extension)}.vector(${dimension}))`
}

function halfDistanceTo (names: SqlNames, dimension: number): string {
  const half = `${quoted(names.extension)}.halfvec(${dimension})`
  return `v.embedding::${half} ${operator(names)} $1::${quoted(names.extension)}.vector(${dimension})::${half}`
}

function operator ({ extension }: SqlNames): string {
  return `OPERATOR(${quoted(extension)}.<=>)`
}
