import { DatabaseRefusedError, DatabaseUnpreparedError } from '../errors.ts'
import type { Database, Row, Run } from './database.ts'
import { KEEP_PRODUCTS } from './keep-products.ts'
import { KEEP_TEXTS } from './keep-texts.ts'
import { quoted } from './quoted.ts'

const MIN_SERVER = 140_000
const MIN_EXTENSION = '0.8.0'

/** Numbers that catalogues ask ranges of. */
const RANGE_KEYS = ['price', 'regularPrice'] as const
/** The highest prices of products whose variants cost differently. */
const MAX_RANGE_KEYS = ['priceMax', 'regularPriceMax'] as const

/** The rest of a CREATE INDEX by which a range of a number is found; a comparison implies that there is one. */
function rangeOf (key: string): string {
  return ` ((filterable -> '${key}')) WHERE (filterable -> '${key}') IS NOT NULL`
}

/** Statements that make the indexes over numbers of a table of records. */
export function rangeIndexes (records: string): string[] {
  return [...RANGE_KEYS, ...MAX_RANGE_KEYS].map((key) => `CREATE INDEX ON ${records}${rangeOf(key)}`)
}

/** Makes indexes over numbers of every table of records that there is. */
function onEachTable (schema: string, keys: readonly string[]): string {
  return `
    DO $do$ DECLARE id bigint; BEGIN
      FOR id IN SELECT i.id FROM ${schema}.indexes i LOOP
        ${keys.map((key) => `EXECUTE 'CREATE INDEX ON ${schema}.records_' || id || $sql$${rangeOf(key)}$sql$;`).join(' ')}
      END LOOP;
    END $do$`
}

/** What brings a schema from one version to the next; never changed once it has been released. */
const MIGRATIONS: ReadonlyArray<(schema: string) => string> = [
  (schema) => `
    CREATE TABLE ${schema}.indexes (
      name text COLLATE "C" PRIMARY KEY,
      id bigint NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE,
      dimension integer NOT NULL,
      non_filterable_keys text[] NOT NULL
    )`,
  (schema) => `
    CREATE TABLE ${schema}.reviews (
      catalogue text COLLATE "C",
      seq bigint,
      written uuid NOT NULL,
      entry text NOT NULL,
      PRIMARY KEY (catalogue, seq)
    );
    CREATE TABLE ${schema}.settled_reviews (catalogue text COLLATE "C" PRIMARY KEY, seq bigint NOT NULL)`,
  (schema) => onEachTable(schema, RANGE_KEYS),
  (schema) => onEachTable(schema, MAX_RANGE_KEYS),
  (schema) => `
    ALTER TABLE ${schema}.indexes ADD COLUMN IF NOT EXISTS has_products boolean NOT NULL DEFAULT false;
    ${KEEP_PRODUCTS(schema)}`,
  (schema) => `
    ALTER TABLE ${schema}.indexes ADD COLUMN IF NOT EXISTS has_texts boolean NOT NULL DEFAULT false;
    ${KEEP_TEXTS(schema)}`
]

export const SCHEMA_VERSION = MIGRATIONS.length

/** What there is; zero of a schema that is absent. */
export interface SchemaState {
  readonly version: number
  /** Schema and version of the extension; undefined where it is not installed. */
  readonly extension: { readonly schema: string; readonly version: string } | undefined
  /** The same of pg_trgm. */
  readonly trigrams: { readonly schema: string; readonly version: string } | undefined
  readonly serverVersion: number
}

/** Rejects with DATABASE_REFUSED, STORE_UNAVAILABLE and the like; never for what is missing. */
export async function readState (database: Database, schema: string, signal?: AbortSignal): Promise<SchemaState> {
  const [[serverVersion, isThere, ...extensions] = []] = await database.query({
    text: `SELECT current_setting('server_version_num')::int, to_regclass($1) IS NOT NULL, v.schema, v.version, t.schema, t.version
      FROM (SELECT) one LEFT JOIN (${EXTENSIONS}) v ON v.name = 'vector' LEFT JOIN (${EXTENSIONS}) t ON t.name = 'pg_trgm'`,
    values: [`${quoted(schema)}.migrations`]
  }, { signal })
  return {
    version: isThere === true ? await versionOf(async (statement) => await database.query(statement), schema) : 0,
    extension: toExtension(extensions.slice(0, 2)),
    trigrams: toExtension(extensions.slice(2)),
    serverVersion: Number(serverVersion)
  }
}

function toExtension ([schema, version]: Row): SchemaState['extension'] {
  return typeof schema === 'string' ? { schema, version: String(version) } : undefined
}

const EXTENSIONS = `SELECT extname AS name, nspname::text AS schema, extversion AS version FROM pg_extension
  JOIN pg_namespace n ON n.oid = extnamespace`

/** Why the state cannot be worked with; undefined where it can. Throws nothing. */
export function problemOfState ({ version, extension, trigrams, serverVersion }: SchemaState): Error | undefined {
  if (serverVersion < MIN_SERVER) {
    return new DatabaseUnpreparedError(
      `the server is PostgreSQL ${serverName(serverVersion)}`,
      `Upgrade it to ${serverName(MIN_SERVER)} or newer`
    )
  }
  if (extension === undefined) return new DatabaseUnpreparedError('it lacks the extension vector', 'Run: vitrine provision')
  if (isOlder(extension.version, MIN_EXTENSION)) {
    return new DatabaseUnpreparedError(
      `its extension vector is ${extension.version}, with which a narrow filter would find less than there is`,
      `Install pgvector ${MIN_EXTENSION} or newer on the server, then run: ALTER EXTENSION vector UPDATE`
    )
  }
  if (version === SCHEMA_VERSION && trigrams === undefined) {
    return new DatabaseUnpreparedError(
      'it lacks the extension pg_trgm, by which misspelt words are found',
      'Run as a user who may: CREATE EXTENSION pg_trgm. It comes with PostgreSQL, or in a package such as postgresql-contrib'
    )
  }
  if (version > SCHEMA_VERSION) {
    return new DatabaseUnpreparedError(
      `its tables are of version ${version}, this program knows ${SCHEMA_VERSION}`,
      'Run the newer Vitrine that made them, or set another DATABASE_SCHEMA'
    )
  }
  if (version === SCHEMA_VERSION) return undefined
  return new DatabaseUnpreparedError(
    version === 0 ? 'its tables are missing' : `its tables are of version ${version}, needed is ${SCHEMA_VERSION}`,
    'Run: vitrine provision'
  )
}

/** Makes extension, schema and tables, or brings them up to date. Run by many at once, one does it. */
export async function migrate (database: Database, schema: string): Promise<void> {
  await database.transaction(async (run) => {
    await run({ text: 'SELECT pg_advisory_xact_lock(hashtext($1))', values: [`vitrine ${schema}`] })
    for (const extension of ['vector', 'pg_trgm']) await run({ text: `CREATE EXTENSION IF NOT EXISTS ${extension}` })
    const name = quoted(schema)
    // Even where the schema is there, making it asks for the right to make schemas.
    const [[isThere] = []] = await run({ text: 'SELECT to_regnamespace($1) IS NOT NULL', values: [name] })
    if (isThere !== true) await run({ text: `CREATE SCHEMA ${name}` })
    await run({
      text: `CREATE TABLE IF NOT EXISTS ${name}.migrations (
        version integer PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now()
      )`
    })
    const version = await versionOf(run, schema)
    for (const [i, migration] of MIGRATIONS.entries()) {
      if (i < version) continue
      await run({ text: migration(name) })
      await run({ text: `INSERT INTO ${name}.migrations (version) VALUES ($1)`, values: [i + 1] })
    }
  })
}

/**
 * Takes out a schema without indexes; an absent one is no problem, and the extension stays. Rejects with
 * DATABASE_REFUSED where people's decisions are in it, which no ingest brings back.
 */
export async function removeSchema (database: Database, schema: string): Promise<void> {
  const name = quoted(schema)
  await database.transaction(async (run) => {
    const reviews = `${name}.reviews`
    const [[isThere] = []] = await run({ text: 'SELECT to_regclass($1) IS NOT NULL', values: [reviews] })
    const [[count] = []] = isThere === true ? await run({ text: `SELECT count(*)::int FROM ${reviews}` }) : []
    if (Number(count ?? 0) > 0) {
      throw new DatabaseRefusedError(
        `its table ${reviews} holds ${String(count)} decisions of reviewers`,
        'Save them with vitrine reviews list --json, then run DROP TABLE yourself, and this command again'
      )
    }
    const tables = ['indexes', 'migrations', 'reviews', 'settled_reviews'].map((table) => `${name}.${table}`)
    await run({ text: `DROP TABLE IF EXISTS ${tables.join(', ')}` })
    await run({ text: `DROP FUNCTION IF EXISTS ${name}.keep_products(), ${name}.keep_texts()` })
    // What others have put there keeps it.
    await run({ text: `DROP SCHEMA IF EXISTS ${name}` })
  })
}

async function versionOf (run: Run, schema: string): Promise<number> {
  const [[version] = []] = await run({ text: `SELECT coalesce(max(version), 0) FROM ${quoted(schema)}.migrations` })
  return Number(version)
}

/** Of versions like 0.8.0. */
function isOlder (version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) < 0
}

function serverName (version: number): string {
  return String(Math.floor(version / 10_000))
}
