import type { DatabaseReport, TableReport, TextsReport } from '../database-store.ts'
import type { Database, Row } from '../../postgres/database.ts'
import { EXACT_ROWS, MAX_GRAPH_DIMENSION } from './graph.ts'
import { problemOfState, readState } from '../../postgres/migrations.ts'
import { quoted } from '../../postgres/quoted.ts'
import { tableNames, type SqlNames, type TableNames } from './sql-names.ts'

const RIGHTS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const

/** Tables, their rights, their graphs and what updates left behind; changes nothing. */
export async function reportOn (database: Database, schema: string): Promise<DatabaseReport> {
  const state = await readState(database, schema)
  const problem = problemOfState(state)
  const [[serverVersion, isReadOnly] = []] = await database.query({
    text: "SELECT current_setting('server_version'), pg_is_in_recovery() OR current_setting('transaction_read_only')::bool"
  })
  const names = { schema, extension: state.extension?.schema ?? 'public', trigrams: state.trigrams?.schema ?? 'public' }
  return {
    serverVersion: String(serverVersion),
    extensionVersion: state.extension?.version,
    trigramsVersion: state.trigrams?.version,
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
    text: `SELECT id::text, name, dimension, has_products, has_texts FROM ${quoted(names.schema)}.indexes ORDER BY name`
  })
  return await Promise.all(indexes.map(async (row) => await tableReport(database, names, row)))
}

async function tableReport (database: Database, names: SqlNames, row: Row): Promise<TableReport> {
  const [id, name, dimension, hasProducts, hasTexts] = row
  const { records, vectors, products, texts, words, graph } = tableNames(names, String(id))
  const parts = [...(hasProducts === true ? [products] : []), ...(hasTexts === true ? [texts, words] : [])]
  const [[count, dead, bytes, isValid] = []] = await database.query({
    text: `SELECT (SELECT count(*) FROM ${records})::float8,
      coalesce((SELECT sum(n_dead_tup) FROM pg_stat_user_tables WHERE relid = ANY($1::text[]::regclass[])), 0)::float8,
      (SELECT sum(pg_total_relation_size(one)) FROM unnest($1::text[]::regclass[]) one)::float8,
      (SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass($2))`,
    values: [[records, vectors, ...parts], `${quoted(names.schema)}.${quoted(graph)}`]
  })
  const needsGraph = Number(count) > EXACT_ROWS && Number(dimension) <= MAX_GRAPH_DIMENSION
  return {
    name: String(name),
    records: Number(count),
    deadRows: Number(dead),
    bytes: Number(bytes),
    graph: isValid === true ? 'ready' : isValid === false ? 'broken' : needsGraph ? 'missing' : 'none',
    texts: hasTexts === true ? await textsReport(database, { texts, words }) : undefined
  }
}

async function textsReport (
  database: Database,
  { texts, words }: Pick<TableNames, 'texts' | 'words'>
): Promise<TextsReport> {
  const [[stale, known] = []] = await database.query({
    text: `SELECT (SELECT count(*) FROM ${texts} WHERE NOT is_current)::float8, (SELECT count(*) FROM ${words})::float8`
  })
  return { stale: Number(stale), words: Number(known) }
}
