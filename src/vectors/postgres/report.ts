import type { DatabaseReport, TableReport } from '../database-store.ts'
import type { Database, Row } from '../../postgres/database.ts'
import { EXACT_ROWS, MAX_GRAPH_DIMENSION } from './graph.ts'
import { problemOfState, readState } from '../../postgres/migrations.ts'
import { quoted } from '../../postgres/quoted.ts'
import { tableNames, type SqlNames } from './sql-names.ts'

const RIGHTS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const

/** Tables, their rights, their graphs and what updates left behind; changes nothing. */
export async function reportOn (database: Database, schema: string): Promise<DatabaseReport> {
  const state = await readState(database, schema)
  const problem = problemOfState(state)
  const [[serverVersion, isReadOnly] = []] = await database.query({
    text: "SELECT current_setting('server_version'), pg_is_in_recovery() OR current_setting('transaction_read_only')::bool"
  })
  const names = { schema, extension: state.extension?.schema ?? 'public', trigrams: state.trigrams ?? 'public' }
  return {
    serverVersion: String(serverVersion),
    extensionVersion: state.extension?.version,
    problem,
    isReadOnly: isReadOnly === true,
    missingRights: problem ? [] : await missingRights(database, schema),
    tables: problem ? [] : await tablesOf(database, names)
  }
}

async function missingRights (database: Database, schema: string): Promise<string[]> {
  const rows = await database.query({
    text: `SELECT privilege FROM unnest($2::text[]) privilege WHERE EXISTS (
        SELECT 1 FROM pg_tables WHERE schemaname = $1
        AND NOT has_table_privilege(format('%I.%I', schemaname, tablename), privilege)
      )
      UNION ALL SELECT 'CREATE' WHERE NOT has_schema_privilege($1, 'CREATE')`,
    values: [schema, RIGHTS]
  })
  return rows.map(([privilege]) => String(privilege))
}

async function tablesOf (database: Database, names: SqlNames): Promise<TableReport[]> {
  const indexes = await database.query({
    text: `SELECT id::text, name, dimension FROM ${quoted(names.schema)}.indexes ORDER BY name`
  })
  return await Promise.all(indexes.map(async (row) => await tableReport(database, names, row)))
}

async function tableReport (database: Database, names: SqlNames, [id, name, dimension]: Row): Promise<TableReport> {
  const { records, vectors, graph } = tableNames(names, String(id))
  const [[count, dead, bytes, isValid] = []] = await database.query({
    text: `SELECT (SELECT count(*) FROM ${records})::float8,
      coalesce((SELECT sum(n_dead_tup) FROM pg_stat_user_tables WHERE relid IN (to_regclass($1), to_regclass($2))), 0)::float8,
      (pg_total_relation_size(to_regclass($1)) + pg_total_relation_size(to_regclass($2)))::float8,
      (SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($3))`,
    values: [records, vectors, `${quoted(names.schema)}.${quoted(graph)}`]
  })
  const needsGraph = Number(count) > EXACT_ROWS && Number(dimension) <= MAX_GRAPH_DIMENSION
  return {
    name: String(name),
    records: Number(count),
    deadRows: Number(dead),
    bytes: Number(bytes),
    graph: isValid === true ? 'ready' : isValid === false ? 'broken' : needsGraph ? 'missing' : 'none'
  }
}
