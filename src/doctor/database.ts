import type { DatabaseStore, TableReport } from '../vectors/database-store.ts'
import { Findings, troubleOf, type Finding } from './finding.ts'

const MEGABYTE = 1 << 20
/** Of the rows; the server clears away by itself long before. */
const MUCH_DEAD = 0.5
const FEW_ROWS = 1000

/** Server, extension, tables, rights and the state of every index. */
export async function checkDatabase (store: DatabaseStore): Promise<readonly Finding[]> {
  const findings = new Findings('database')
  const report = await findings.attempt('connection', async () => await store.report())
  if (report === undefined) return findings.list
  const { serverVersion, problem, isReadOnly, missingRights, tables } = report
  const [vectors, trigrams] = [report.extensionVersion, report.trigramsVersion].map((one) => one ?? 'not installed')
  findings.ok('connection', `PostgreSQL ${serverVersion}, pgvector ${vectors}, pg_trgm ${trigrams}`)
  if (problem) findings.fail('tables', troubleOf(problem))
  else findings.ok('tables', `${tables.length} indexes`)
  checkRights(findings, missingRights)
  if (isReadOnly) {
    findings.warn('writing', {
      detail: 'the server only reads: a replica, or default_transaction_read_only is on',
      advice: 'Searching does without. Set DATABASE_URL to the primary server to ingest and to review.'
    })
  }
  for (const table of tables) {
    checkTable(findings, table)
    checkTexts(findings, table)
  }
  return findings.list
}

function checkRights (findings: Findings, missing: readonly string[]): void {
  if (missing.length === 0) return findings.ok('rights', 'SELECT, INSERT, UPDATE, DELETE and CREATE')
  const trouble = {
    detail: `the user lacks ${missing.join(', ')} on schema or tables`,
    advice: missing.includes('SELECT')
      ? 'Searching needs SELECT: GRANT USAGE ON SCHEMA and SELECT ON ALL TABLES IN SCHEMA to the user of DATABASE_URL.'
      : 'Searching does without. Run vitrine provision and vitrine ingest as the owner of the schema.'
  }
  if (missing.includes('SELECT')) findings.fail('rights', trouble)
  else findings.warn('rights', trouble)
}

function checkTable (findings: Findings, { name, records, deadRows, bytes, graph }: TableReport): void {
  const detail = `${records} records, ${Math.ceil(bytes / MEGABYTE)} MB`
  if (graph === 'missing' || graph === 'broken') {
    return findings.warn(name, {
      detail: `${detail}, its graph is ${graph}: every search compares with all records`,
      advice: 'An ingest may be building it. If none runs, run the last vitrine ingest again: it builds it at its end.'
    })
  }
  if (records > FEW_ROWS && deadRows > MUCH_DEAD * records) {
    return findings.warn(name, {
      detail: `${detail}, and ${deadRows} dead rows that slow searches down`,
      advice: 'Let autovacuum run more often, or run: VACUUM ANALYZE'
    })
  }
  findings.ok(name, graph === 'ready' ? `${detail}, graph ready` : `${detail}, few enough to compare with each`)
}

function checkTexts (findings: Findings, { name, texts }: TableReport): void {
  if (texts === undefined || texts.stale > 0) {
    return findings.warn(`words of ${name}`, {
      detail: texts === undefined
        ? 'none: an older version made the index, and its words are read into memory'
        : `${texts.stale} products were written by an older version and are found by the words of before`,
      advice: 'Run: vitrine provision'
    })
  }
  findings.ok(`words of ${name}`, `${texts.words} words, kept with every write`)
}
