import { validateIndexSpec } from '../metadata.ts'
import type { DatabaseReport, DatabaseStore } from '../database-store.ts'
import type { BucketDescription, IndexDescription, IndexMode, ProvisionableStore } from '../provisionable-store.ts'
import type { IndexSpec, VectorIndex } from '../vector-store.ts'
import type { Database, Run } from '../../postgres/database.ts'
import { migrate, problemOfState, readState, removeSchema, SCHEMA_VERSION } from '../../postgres/migrations.ts'
import { PostgresVectorIndex } from './postgres-vector-index.ts'
import { completeProducts, lackProducts } from './products/complete-products.ts'
import { reportOn } from './report.ts'
import { quoted } from '../../postgres/quoted.ts'
import { tableNames, type SqlNames } from './sql-names.ts'
import { alike, COLUMNS, tablesOf, toStoredIndex, type StoredIndex } from './stored-index.ts'

/** Vector indexes as tables of PostgreSQL with pgvector, in one schema that many processes share. */
export class PostgresVectorStore implements ProvisionableStore, DatabaseStore {
  readonly kind = 'schema'
  readonly wanted: BucketDescription = { version: SCHEMA_VERSION }
  readonly #database: Database
  readonly #schema: string
  #names: Promise<SqlNames> | undefined
  /** Open indexes by number. */
  readonly #indexes = new Map<string, PostgresVectorIndex>()

  /** The database is closed with it. */
  constructor (database: Database, schema: string) {
    this.#database = database
    this.#schema = schema
  }

  get bucket (): string {
    return this.#schema
  }

  async endpoint (): Promise<URL> {
    return this.#database.endpoint
  }

  /** An older version counts as none: making it brings it up to date. */
  async describeBucket (): Promise<BucketDescription | undefined> {
    const { version } = await readState(this.#database, this.#schema)
    if (version < SCHEMA_VERSION) return undefined
    return (await lackProducts(this.#database, this.#schema)) ? undefined : { version }
  }

  async createBucket (): Promise<void> {
    await migrate(this.#database, this.#schema)
    await completeProducts(this.#database, await this.#ready())
  }

  async deleteBucket (): Promise<void> {
    await removeSchema(this.#database, this.#schema)
    this.#names = undefined
  }

  async describeIndex (name: string): Promise<IndexDescription | undefined> {
    await this.#ready()
    return (await this.#find(name, async (statement) => await this.#database.query(statement)))?.spec
  }

  /** A search that finds too little by its graph is made again without. */
  async indexMode (): Promise<IndexMode> {
    return 'ENHANCED'
  }

  async report (): Promise<DatabaseReport> {
    return await reportOn(this.#database, this.#schema)
  }

  async listIndexNames (): Promise<string[]> {
    return (await this.listIndexes()).map(({ name }) => name)
  }

  /** Looks first: who may only use what was provisioned may not create, not even what is there. */
  async createIndex (spec: IndexSpec): Promise<VectorIndex> {
    this.#database.assertOpen()
    validateIndexSpec(spec)
    const names = await this.#ready()
    const there = await this.#find(spec.name, async (statement) => await this.#database.query(statement))
    return this.#open(names, there ? alike(there, spec) : await this.#create(names, spec))
  }

  async openIndex (name: string): Promise<VectorIndex | undefined> {
    const names = await this.#ready()
    const stored = await this.#find(name, async (statement) => await this.#database.query(statement))
    return stored && this.#open(names, stored)
  }

  async listIndexes (): Promise<IndexSpec[]> {
    await this.#ready()
    const rows = await this.#database.query({ text: `SELECT ${COLUMNS} FROM ${this.#table} ORDER BY name` })
    return rows.map((row) => toStoredIndex(row).spec)
  }

  async deleteIndex (name: string): Promise<void> {
    const names = await this.#ready()
    await this.#database.transaction(async (run) => {
      const statement = { text: `DELETE FROM ${this.#table} WHERE name = $1 RETURNING id::text`, values: [name] }
      for (const [id] of await run(statement)) {
        const { records, vectors, products } = tableNames(names, String(id))
        await run({ text: `DROP TABLE ${records}, ${vectors}` })
        await run({ text: `DROP TABLE IF EXISTS ${products}` })
        this.#indexes.get(String(id))?.forget()
        this.#indexes.delete(String(id))
      }
    })
  }

  /** Builds what is left to build first. */
  async close (): Promise<void> {
    const indexes = [...this.#indexes.values()]
    const built = await Promise.allSettled(indexes.map(async (index) => await index.buildGraphNow()))
    this.#indexes.clear()
    await this.#database.close()
    const failed = built.find((result) => result.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }

  get #table (): string {
    return `${quoted(this.#schema)}.indexes`
  }

  #open (names: SqlNames, { id, spec, hasProducts }: StoredIndex): PostgresVectorIndex {
    const made = { database: this.#database, spec, names, tables: tableNames(names, id) }
    const index = this.#indexes.get(id) ?? new PostgresVectorIndex(made)
    this.#indexes.set(id, index)
    index.setProducts(hasProducts)
    return index
  }

  async #find (name: string, run: Run): Promise<StoredIndex | undefined> {
    const [row] = await run({ text: `SELECT ${COLUMNS} FROM ${this.#table} WHERE name = $1`, values: [name] })
    return row && toStoredIndex(row)
  }

  async #create (names: SqlNames, spec: IndexSpec): Promise<StoredIndex> {
    return await this.#database.transaction(async (run) => {
      // Who makes the same index at the same time waits here for the end of this transaction, and then finds it.
      const [row] = await run({
        text: `INSERT INTO ${this.#table} (name, dimension, non_filterable_keys, has_products)
          VALUES ($1, $2, $3, true) ON CONFLICT (name) DO NOTHING RETURNING ${COLUMNS}`,
        values: [spec.name, spec.dimension, spec.nonFilterableKeys]
      })
      if (row === undefined) return alike((await this.#find(spec.name, run))!, spec)
      const stored = toStoredIndex(row)
      for (const text of tablesOf(names, stored)) await run({ text })
      return stored
    })
  }

  /** Once it is known to be ready, it is not asked again: what goes missing later has errors of its own. */
  async #ready (): Promise<SqlNames> {
    this.#database.assertOpen()
    this.#names ??= this.#readNames()
    return await this.#names.catch((error: unknown) => {
      this.#names = undefined
      throw error
    })
  }

  async #readNames (): Promise<SqlNames> {
    const state = await readState(this.#database, this.#schema)
    const problem = problemOfState(state)
    if (problem !== undefined) throw problem
    return { schema: this.#schema, extension: state.extension!.schema }
  }
}
