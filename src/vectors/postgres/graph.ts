import type { Database, Run, Statement } from '../../postgres/database.ts'
import { halfVector } from './vector-query.ts'
import { quoted } from '../../postgres/quoted.ts'
import type { SqlNames, TableNames } from './sql-names.ts'

/** Up to here comparing with every vector is quick, and exact. */
export const EXACT_ROWS = 2000
/** pgvector's graph takes no longer vectors: beyond, every search compares with all of them. */
export const MAX_GRAPH_DIMENSION = 4000
/** Neighbours that a node has, and those looked at for them. */
const OPTIONS = 'm = 16, ef_construction = 100'
/** Memory for building, as far as the server's own setting does not give more. */
const MAX_BUILD_MB = 1024
const BYTES_PER_HALF = 2
const BYTES_PER_NODE = 600

export interface GraphPlace {
  readonly names: SqlNames
  readonly tables: TableNames
  readonly dimension: number
}

/** One row: the number of records, counted no further than matters, and whether searches can use the graph. */
export function graphState ({ names, tables }: GraphPlace): Statement {
  return {
    text: `SELECT (SELECT count(*) FROM (SELECT 1 FROM ${tables.vectors} LIMIT ${EXACT_ROWS + 1}) few),
      coalesce((SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($1)), false)`,
    values: [graphName(names, tables)]
  }
}

/**
 * Counts the records for the planner and, where comparing with all of them would be slow, builds the graph. Readers and
 * writers go on meanwhile. Where another process builds it, nothing is done.
 */
export async function buildGraph (database: Database, place: GraphPlace, indexName: string): Promise<void> {
  const { names, tables, dimension } = place
  await database.session(async (run) => {
    const lock = `${names.schema} ${tables.graph}`
    // Only tried: waiting for the lock would keep the building, which waits for every statement, from its end.
    const [[isOurs] = []] = await run({ text: 'SELECT pg_try_advisory_lock(hashtext($1))', values: [lock] })
    if (isOurs !== true) return
    try {
      await run({ text: `ANALYZE ${tables.records}` })
      await run({ text: `ANALYZE ${tables.vectors}` })
      // An index that an older program made has none yet.
      const [[hasProducts] = []] = await run({ text: 'SELECT to_regclass($1) IS NOT NULL', values: [tables.products] })
      if (hasProducts === true) await run({ text: `ANALYZE ${tables.products}` })
      const [[count, isReady] = []] = await run(graphState(place))
      if (Number(count) <= EXACT_ROWS || isReady === true || dimension > MAX_GRAPH_DIMENSION) return
      await build(run, place)
    } finally {
      await run({ text: 'SELECT pg_advisory_unlock(hashtext($1))', values: [lock] })
    }
  }, { indexName })
}

async function build (run: Run, { names, tables, dimension }: GraphPlace): Promise<void> {
  // One that was broken off is of no use, and in the way.
  await run({ text: `DROP INDEX CONCURRENTLY IF EXISTS ${graphName(names, tables)}` })
  await run({ text: MEMORY, values: [tables.vectors, BYTES_PER_HALF * dimension + BYTES_PER_NODE, MAX_BUILD_MB] })
  await run({
    text: `CREATE INDEX CONCURRENTLY ${quoted(tables.graph)} ON ${tables.vectors}
      USING hnsw (${halfVector(names, dimension)} ${quoted(names.extension)}.halfvec_cosine_ops) WITH (${OPTIONS})`
  })
}

/** The graph is built in memory, or else ten times as slowly: as much as it needs, at most so many megabytes. */
const MEMORY = `SELECT set_config('maintenance_work_mem', greatest(
    pg_size_bytes(current_setting('maintenance_work_mem')) / 1024,
    least(reltuples * $2 / 1024, $3 * 1024)
  )::bigint || 'kB', false) FROM pg_class WHERE oid = to_regclass($1)`

function graphName ({ schema }: SqlNames, { graph }: TableNames): string {
  return `${quoted(schema)}.${quoted(graph)}`
}
