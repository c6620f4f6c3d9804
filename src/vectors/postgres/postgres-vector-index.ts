import type { Embedding } from '../../embedding/embedder.ts'
import { candidatesAmong } from '../candidates-among.ts'
import { byScoreThenKey } from '../matches.ts'
import { possibleKeys, validateRecord } from '../metadata.ts'
import { validateQuery } from '../validate-query.ts'
import type {
  CallOptions,
  Candidate, CandidateOptions,
  IndexSpec,
  Match,
  Metadata,
  QueryOptions,
  RecordMetadata,
  VectorIndex,
  VectorRecord
} from '../vector-store.ts'
import type { Database, Row, Statement, StatementOptions } from '../../postgres/database.ts'
import { EXACT_ROWS, type GraphPlace } from './graph.ts'
import { GraphKeeper } from './graph-keeper.ts'
import { byGraph, exactly, isWide, type VectorQuery } from './vector-query.ts'
import { PostgresProductTable } from './products/postgres-product-table.ts'
import { knownWordsOf } from './texts/text-of.ts'
import { putWordsStatement } from './texts/known-words.ts'
import { PostgresTexts } from './texts/postgres-texts.ts'
import { toCandidate, toMatch, toRecord, toRecordMetadata } from './rows.ts'
import type { SqlNames, TableNames } from './sql-names.ts'
import {
  deleteStatement,
  findStatement,
  metadataStatement,
  putStatements,
  recordColumns,
  ROWS_PER_STATEMENT
} from './statements.ts'
import type { StoredIndex } from './stored-index.ts'
import { chunks } from '../../shared/chunks.ts'

const KEYS_PER_STATEMENT = 1000
const RECORDS_PER_PAGE = 500
const METADATA_PER_PAGE = 5000
/** Beyond the time of a statement: the graph, once there is one, is brought up to date row by row. */
const MS_PER_ROW = 20
/** The graph goes by vectors of half precision, so that the last places need a few more to choose from. */
const MORE_CANDIDATES = 1.1

export interface PostgresVectorIndexOptions {
  readonly database: Database
  readonly spec: IndexSpec
  readonly names: SqlNames
  readonly tables: TableNames
}

/** An index as two tables, joined by number: what changes often apart from the vectors and their graph. */
export class PostgresVectorIndex implements VectorIndex {
  readonly spec: IndexSpec
  readonly #database: Database
  readonly #names: SqlNames
  readonly #tables: TableNames
  readonly #graph: GraphKeeper
  #products: PostgresProductTable | undefined
  #texts: PostgresTexts | undefined

  constructor ({ database, spec, names, tables }: PostgresVectorIndexOptions) {
    this.#database = database
    this.spec = spec
    this.#names = names
    this.#tables = tables
    this.#graph = new GraphKeeper(database, this.#place, spec.name)
  }

  get products (): PostgresProductTable | undefined {
    return this.#products
  }

  get texts (): PostgresTexts | undefined {
    return this.#texts
  }

  async upsert (records: readonly VectorRecord[], { signal }: CallOptions = {}): Promise<void> {
    this.#check(signal)
    for (const record of records) validateRecord(this.spec, record)
    await this.#putWords(records, signal)
    await this.#write(putStatements(this.#place, records, this.spec), signal)
  }

  async update (
    keys: readonly string[],
    change: (record: VectorRecord) => VectorRecord,
    { signal }: CallOptions = {}
  ): Promise<void> {
    this.#check(signal)
    for (const part of chunks(possibleKeys(keys), KEYS_PER_STATEMENT)) {
      const written = await this.#database.transaction(async (run) => {
        const changed = (await run(findStatement(this.#place, part, 'ORDER BY r.key FOR UPDATE'))).map(toRecord).map(change)
        for (const record of changed) validateRecord(this.spec, record)
        for (const statement of putStatements(this.#place, changed, this.spec)) await run(statement)
        return changed
      }, this.#writing(part.length, signal))
      await this.#putWords(written, signal)
      this.#graph.buildLater()
    }
  }

  async get (keys: readonly string[], { signal }: CallOptions = {}): Promise<Map<string, VectorRecord>> {
    this.#check(signal)
    const rows = await this.#find(keys, findStatement, signal)
    return new Map(rows.map(toRecord).map((record) => [record.key, record]))
  }

  async metadata (keys: readonly string[], { signal }: CallOptions = {}): Promise<Map<string, Metadata>> {
    this.#check(signal)
    const rows = await this.#find(keys, metadataStatement, signal)
    return new Map(rows.map(toRecordMetadata).map(({ key, metadata }) => [key, metadata]))
  }

  async query (embedding: Embedding, options: QueryOptions): Promise<Match[]> {
    return await this.#search(embedding, options, true, toMatch)
  }

  async candidates (embedding: Embedding, { among, ...options }: CandidateOptions): Promise<Candidate[]> {
    if (among) return await candidatesAmong(this, among, embedding, options)
    return await this.#search(embedding, options, false, toCandidate)
  }

  async delete (keys: readonly string[], { signal }: CallOptions = {}): Promise<void> {
    this.#check(signal)
    const parts = [...chunks(possibleKeys(keys), KEYS_PER_STATEMENT)]
    await this.#write(parts.map((part) => deleteStatement(this.#place, part)), signal)
  }

  async * list ({ signal }: CallOptions = {}): AsyncIterable<VectorRecord> {
    for await (const row of this.#pages(recordColumns(this.#place), RECORDS_PER_PAGE, signal)) yield toRecord(row)
  }

  async * listMetadata ({ signal }: CallOptions = {}): AsyncIterable<RecordMetadata> {
    const columns = `r.key, r.metadata FROM ${this.#tables.records} r`
    for await (const row of this.#pages(columns, METADATA_PER_PAGE, signal)) yield toRecordMetadata(row)
  }

  /** Builds the graph over what was written here, which may take minutes for 100,000 records. */
  async buildGraphNow (): Promise<void> {
    await this.#graph.buildNow()
  }

  /** Of an index that is deleted: nothing is left to build. */
  forget (): void {
    this.#graph.forget()
  }

  /** Told each time the index is opened: an older program makes none. */
  setParts ({ hasProducts, hasTexts }: Pick<StoredIndex, 'hasProducts' | 'hasTexts'>): void {
    const options = { database: this.#database, names: this.#names, tables: this.#tables, indexName: this.spec.name }
    this.#products = hasProducts ? (this.#products ?? new PostgresProductTable(options)) : undefined
    this.#texts = hasTexts ? (this.#texts ?? new PostgresTexts(options)) : undefined
  }

  /** Apart from the records, so that no two writers wait for each other's words; one too many does no harm. */
  async #putWords (records: readonly VectorRecord[], signal: AbortSignal | undefined): Promise<void> {
    const words = this.#texts ? knownWordsOf(records) : []
    if (words.length > 0) await this.#database.query(putWordsStatement(this.#tables, words), this.#writing(0, signal))
  }

  async #find (
    keys: readonly string[],
    statement: (place: GraphPlace, keys: readonly string[]) => Statement,
    signal: AbortSignal | undefined
  ): Promise<Row[]> {
    const found: Row[] = []
    for (const part of chunks(possibleKeys(keys), KEYS_PER_STATEMENT)) {
      found.push(...(await this.#read(statement(this.#place, part), signal)))
    }
    return found
  }

  async #search<T extends Candidate> (
    embedding: Embedding,
    options: QueryOptions,
    withMetadata: boolean,
    toFound: (row: Row) => T
  ): Promise<T[]> {
    const { topK, filter, signal } = options
    this.#check(signal)
    validateQuery(this.spec, embedding, options)
    // One more than asked for shows whether the last place is shared; the key then decides who has it.
    for (let limit = Math.ceil(topK * MORE_CANDIDATES) + 1; ; limit *= 2) {
      const query = { ...this.#place, embedding, limit, filter, withMetadata }
      const found = (await this.#scan(query, signal)).map(toFound).sort(byScoreThenKey)
      const isTied = found.length >= limit && found[topK - 1]!.score === found.at(-1)!.score
      if (!isTied) return found.slice(0, topK)
    }
  }

  async #scan (query: VectorQuery, signal: AbortSignal | undefined): Promise<Row[]> {
    if (await this.#goesByGraph(query, signal)) {
      const rows = await this.#read(byGraph(query), signal)
      if (rows.length >= query.limit) return rows
    }
    return await this.#read(exactly(query), signal)
  }

  async #goesByGraph ({ filter }: VectorQuery, signal: AbortSignal | undefined): Promise<boolean> {
    if (!(await this.#graph.isReady(signal))) return false
    if (filter === undefined) return true
    const [[wide] = []] = await this.#read(isWide(this.#place, filter, EXACT_ROWS), signal)
    return wide === true
  }

  async * #pages (columns: string, limit: number, signal: AbortSignal | undefined): AsyncGenerator<Row> {
    this.#check(signal)
    // No key is empty.
    for (let after = ''; ;) {
      const text = `SELECT ${columns} WHERE r.key > $1 ORDER BY r.key LIMIT ${limit}`
      const rows = await this.#read({ text, values: [after] }, signal)
      yield * rows
      if (rows.length < limit) return
      after = String(rows.at(-1)![0])
    }
  }

  async #read (statement: Statement, signal: AbortSignal | undefined): Promise<Row[]> {
    return await this.#database.query(statement, { signal, indexName: this.spec.name })
  }

  /** All of them or none: readers never see a part. */
  async #write (statements: readonly Statement[], signal: AbortSignal | undefined): Promise<void> {
    const [only] = statements
    if (only === undefined) return
    const options = this.#writing(statements.length * ROWS_PER_STATEMENT, signal)
    if (statements.length === 1) await this.#database.query(only, options)
    else {
      await this.#database.transaction(async (run) => {
        for (const statement of statements) await run(statement)
      }, options)
    }
    this.#graph.buildLater()
  }

  #writing (rows: number, signal: AbortSignal | undefined): StatementOptions {
    return { signal, indexName: this.spec.name, moreMs: rows * MS_PER_ROW }
  }

  get #place (): GraphPlace {
    return { names: this.#names, tables: this.#tables, dimension: this.spec.dimension }
  }

  #check (signal: AbortSignal | undefined): void {
    signal?.throwIfAborted()
    this.#database.assertOpen()
  }
}
