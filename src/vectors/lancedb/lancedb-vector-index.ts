import type { Table } from '@lancedb/lancedb'
import type { RecordBatch, Schema } from 'apache-arrow'
import type { Embedding } from '../../embedding/embedder.ts'
import { candidatesAmong } from '../candidates-among.ts'
import { possibleKeys, validateRecord } from '../metadata.ts'
import { validateQuery } from '../validate-query.ts'
import type {
  CallOptions,
  Candidate,
  CandidateOptions,
  IndexSpec,
  Match,
  Metadata,
  QueryOptions,
  RecordMetadata,
  VectorIndex,
  VectorRecord
} from '../vector-store.ts'
import { arrow } from './arrow.ts'
import { columnField, columnValues, type ColumnValues } from './columns.ts'
import { searchByEngine } from './engine-search.ts'
import { keysIn } from './filter-sql.ts'
import { LatestContents } from './latest-contents.ts'
import { translated, type TablePlace } from './lance-error.ts'
import type { ResidentReader } from './resident-reader.ts'
import { METADATA_COLUMNS, RECORD_COLUMNS, toCandidates, toMetadata, toRecords, toTable } from './rows.ts'
import { isUntidy, tidy } from './tidy.ts'
import { VersionFolder } from './version-folder.ts'
import type { WriteQueue } from './write-queue.ts'
import { chunks } from '../../shared/chunks.ts'

const KEYS_PER_CALL = 500
const RECORDS_PER_MERGE = 4000
/** Nearest candidates whose metadata come along: those of a page are mostly among them, and need not be asked for. */
const LIKELY_SHOWN = 32
const WRITES_PER_TIDY = 64
const TIDY_AFTER_MS = 10_000

export interface LanceDbVectorIndexOptions {
  readonly table: Table
  readonly spec: IndexSpec
  readonly place: TablePlace
  readonly writes: WriteQueue
  readonly reader: ResidentReader
}

export class LanceDbVectorIndex implements VectorIndex {
  readonly spec: IndexSpec
  readonly #table: Table
  readonly #place: TablePlace
  readonly #writes: WriteQueue
  readonly #latest: LatestContents
  #closed: Error | undefined
  #writesSinceTidy = 0
  #tidyTimer: NodeJS.Timeout | undefined

  constructor ({ table, spec, place, writes, reader }: LanceDbVectorIndexOptions) {
    this.spec = spec
    this.#table = table
    this.#place = place
    this.#writes = writes
    this.#latest = new LatestContents(table, reader, new VersionFolder(place.path))
  }

  async upsert (records: readonly VectorRecord[], { signal }: CallOptions = {}): Promise<void> {
    this.#check(signal)
    for (const record of records) validateRecord(this.spec, record)
    // The engine makes two rows of a key that comes twice in a batch.
    const unique = [...new Map(records.map((record) => [record.key, record])).values()]
    for (const part of chunks(unique, RECORDS_PER_MERGE)) await this.#write(() => this.#merge(part), signal)
  }

  async delete (keys: readonly string[], { signal }: CallOptions = {}): Promise<void> {
    this.#check(signal)
    for (const part of chunks(possibleKeys(keys), KEYS_PER_CALL)) {
      await this.#write(() => this.#table.delete(keysIn(part)), signal)
    }
  }

  async update (
    keys: readonly string[],
    change: (record: VectorRecord) => VectorRecord,
    { signal }: CallOptions = {}
  ): Promise<void> {
    this.#check(signal)
    for (const part of chunks(possibleKeys(keys), KEYS_PER_CALL)) {
      await this.#write(async () => {
        const changed = (await this.#find(part)).map(change)
        for (const record of changed) validateRecord(this.spec, record)
        if (changed.length > 0) await this.#merge(changed)
      }, signal)
    }
  }

  async get (keys: readonly string[], { signal }: CallOptions = {}): Promise<Map<string, VectorRecord>> {
    this.#check(signal)
    const found = new Map<string, VectorRecord>()
    for (const part of chunks(possibleKeys(keys), KEYS_PER_CALL)) {
      for (const record of await this.#read(() => this.#find(part), signal)) found.set(record.key, record)
    }
    return found
  }

  async query (embedding: Embedding, options: QueryOptions): Promise<Match[]> {
    validateQuery(this.spec, embedding, options)
    const matches = await this.#read(() => this.#scan(embedding, options, options.topK), options.signal)
    return matches.map(({ key, score, metadata }) => ({ key, score, metadata: metadata! }))
  }

  async candidates (embedding: Embedding, options: CandidateOptions): Promise<Candidate[]> {
    validateQuery(this.spec, embedding, options)
    return this.#read(() => this.#scan(embedding, options, LIKELY_SHOWN), options.signal)
  }

  async metadata (keys: readonly string[], { signal }: CallOptions = {}): Promise<Map<string, Metadata>> {
    this.#check(signal)
    const { resident } = await this.#read(() => this.#latest.get(), signal)
    if (resident) {
      const found = await this.#read(() => resident.metadata(keys), signal)
      return new Map(Array.from(found, ([key, json]) => [key, JSON.parse(json) as Metadata]))
    }
    const found = new Map<string, Metadata>()
    for (const part of chunks(possibleKeys(keys), KEYS_PER_CALL)) {
      for (const { key, metadata } of await this.#read(() => this.#findMetadata(part), signal)) found.set(key, metadata)
    }
    return found
  }

  /** Waits until what fits into memory is there, for who measures. */
  async warm (): Promise<boolean> {
    return (await this.#latest.whenRead()).resident !== undefined
  }

  async * list ({ signal }: CallOptions = {}): AsyncIterable<VectorRecord> {
    for await (const batch of this.#batches(RECORD_COLUMNS, signal)) yield * toRecords(batch)
  }

  async * listMetadata ({ signal }: CallOptions = {}): AsyncIterable<RecordMetadata> {
    for await (const batch of this.#batches(METADATA_COLUMNS, signal)) yield * toMetadata(batch)
  }

  /** Waits for queued writes. `reason` is what later calls are told. */
  async close (reason: Error): Promise<void> {
    if (this.#closed !== undefined) return
    this.#closed = reason
    clearTimeout(this.#tidyTimer)
    await this.#writes.close()
    await this.#latest.close()
    this.#table.close()
  }

  /** Brings the table into its best shape after writes, which may take minutes for 100,000 new rows. */
  async tidyNow (): Promise<void> {
    if (this.#writesSinceTidy === 0 || !(await this.#place.isCurrent())) return
    await translated(this.#place, () => this.#writes.run(() => this.#tidyIfUntidy()))
  }

  async * #batches (columns: string[], signal: AbortSignal | undefined): AsyncGenerator<RecordBatch> {
    this.#check(signal)
    const batches = this.#table.query().select(columns)[Symbol.asyncIterator]()
    try {
      for (;;) {
        const { done, value } = await this.#read<IteratorResult<RecordBatch>>(() => batches.next(), signal)
        if (done) return
        yield value
      }
    } finally {
      await batches.return?.()
    }
  }

  async #write (task: () => Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
    this.#check(signal)
    await translated(this.#place, () =>
      this.#writes.run(async () => {
        await task()
        if (++this.#writesSinceTidy % WRITES_PER_TIDY === 0) await tidy(this.#table)
      }, signal)
    )
    this.#tidyLater()
  }

  async #read<T>(task: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    this.#check(signal)
    const result = await translated(this.#place, task)
    signal?.throwIfAborted()
    return result
  }

  async #find (keys: readonly string[]): Promise<VectorRecord[]> {
    const { batches } = await this.#table.query().where(keysIn(keys)).select(RECORD_COLUMNS).toArrow()
    return batches.flatMap(toRecords)
  }

  async #findMetadata (keys: readonly string[]): Promise<RecordMetadata[]> {
    const { batches } = await this.#table.query().where(keysIn(keys)).select(METADATA_COLUMNS).toArrow()
    return batches.flatMap(toMetadata)
  }

  async #merge (records: readonly VectorRecord[]): Promise<void> {
    const values = records.map(({ metadata }) => columnValues(metadata, this.spec))
    const schema = await this.#schemaFor(values)
    await this.#table
      .mergeInsert('key')
      .whenMatchedUpdateAll()
      .whenNotMatchedInsertAll()
      .execute(toTable(schema, records, values))
  }

  /** The table's schema, after adding a column for each filterable key that comes for the first time. */
  async #schemaFor (values: readonly ColumnValues[]): Promise<Schema> {
    const schema = await this.#table.schema()
    const columns = new Set(values.flatMap((row) => [...row.keys()]))
    const present = new Set(schema.fields.map(({ name }) => name))
    const missing = [...columns].filter((column) => !present.has(column))
    if (missing.length === 0) return schema
    await this.#table.addColumns(new arrow.Schema(missing.map(columnField)))
    return this.#table.schema()
  }

  async #scan (embedding: Embedding, options: CandidateOptions, metadataCount: number): Promise<Candidate[]> {
    const { topK, filter, among } = options
    const { rows, resident } = await this.#latest.get()
    try {
      if (resident) return toCandidates(await resident.scan({ embedding, topK, filter, among, metadataCount }))
    } catch (error) {
      if (this.#closed !== undefined) throw this.#closed
      await this.#latest.drop(resident!, error)
    }
    if (among) return await candidatesAmong(this, among, embedding, options)
    return await searchByEngine(this.#table, rows, embedding, options)
  }

  #tidyLater (): void {
    clearTimeout(this.#tidyTimer)
    this.#tidyTimer = setTimeout(() => {
      this.tidyNow().catch((error: unknown) => process.emitWarning(String(error)))
    }, TIDY_AFTER_MS).unref()
  }

  async #tidyIfUntidy (): Promise<void> {
    if (await isUntidy(this.#table)) await tidy(this.#table)
    this.#writesSinceTidy = 0
  }

  #check (signal: AbortSignal | undefined): void {
    signal?.throwIfAborted()
    if (this.#closed !== undefined) throw this.#closed
  }
}
