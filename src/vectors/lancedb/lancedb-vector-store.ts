import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, readdir, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { connect, Session, type Connection } from '@lancedb/lancedb'
import { IndexConflictError, IndexGoneError, StoreDamagedError, StoreUnavailableError } from '../../errors.ts'
import { inDataFolder, makeFolder } from '../../shared/data-folder.ts'
import { validateIndexSpec } from '../metadata.ts'
import { MemoryBudget } from '../resident/memory-budget.ts'
import type { IndexSpec, VectorIndex, VectorStore } from '../vector-store.ts'
import { arrow } from './arrow.ts'
import { baseFields } from './columns.ts'
import { reasonOf, translated, translatedOpening, type TablePlace } from './lance-error.ts'
import { LanceDbVectorIndex } from './lancedb-vector-index.ts'
import { ResidentReader } from './resident-reader.ts'
import { SpecFiles, type StoredSpec } from './spec-files.ts'
import { WriteQueue } from './write-queue.ts'

// The engine's own defaults are 6 GB and 1 GB. The first must hold the graphs that are searched: about 1.3 kB a row at
// 1,024 values.
const INDEX_CACHE_BYTES = 512n << 20n
const METADATA_CACHE_BYTES = 128n << 20n
const SEARCH_MEMORY_MB = 1024
const CLOSED = 'it has been closed'

export interface LanceDbVectorStoreOptions {
  /** The store lies in the folder `lancedb` of this one. */
  readonly dataDir: string
  /** What its indexes may take of memory to be searched there, in MB. Default 1,024. */
  readonly searchMemoryMb?: number | undefined
  /** Up to so many rows an index is searched in memory, if there is room. Default: no limit. */
  readonly residentRows?: number
  /** How long a write waits for another process that writes. Default a minute. */
  readonly maxWaitMs?: number | undefined
}

/** The embedded store: a LanceDB table an index. Many processes may read, one at a time writes. */
export class LanceDbVectorStore implements VectorStore {
  readonly #folder: string
  readonly #connection: Connection
  readonly #specs: SpecFiles
  readonly #budget: MemoryBudget
  readonly #residentRows: number
  readonly #maxWaitMs: number | undefined
  /** Open indexes by table. */
  readonly #indexes = new Map<string, Promise<LanceDbVectorIndex>>()
  #isClosed = false

  private constructor (folder: string, connection: Connection, options: LanceDbVectorStoreOptions) {
    const { searchMemoryMb = SEARCH_MEMORY_MB, residentRows = Infinity, maxWaitMs } = options
    this.#folder = folder
    this.#connection = connection
    this.#budget = new MemoryBudget(searchMemoryMb * 2 ** 20)
    this.#residentRows = residentRows
    this.#maxWaitMs = maxWaitMs
    this.#specs = new SpecFiles(folder)
  }

  /**
   * Rejects with DATA_DIR_UNUSABLE if the folder cannot be made or read, with STORE_DAMAGED if what lies there is
   * unreadable.
   */
  static async open (options: LanceDbVectorStoreOptions): Promise<LanceDbVectorStore> {
    const { dataDir } = options
    const folder = resolve(dataDir, 'lancedb')
    await prepare(folder, dataDir)
    // Zero: every read looks for newer versions of other processes.
    const connection = await connect(
      folder,
      { readConsistencyInterval: 0 },
      new Session(INDEX_CACHE_BYTES, METADATA_CACHE_BYTES)
    )
    const store = new LanceDbVectorStore(folder, connection, options)
    await store.#check()
    return store
  }

  async createIndex (spec: IndexSpec): Promise<VectorIndex> {
    this.#assertOpen()
    validateIndexSpec(spec)
    return (await this.#openCompatible(spec)) ?? (await this.#create(spec))
  }

  async openIndex (name: string): Promise<VectorIndex | undefined> {
    this.#assertOpen()
    const stored = await this.#specs.read(name)
    return stored && this.#open(stored)
  }

  async listIndexes (): Promise<IndexSpec[]> {
    this.#assertOpen()
    const stored = await this.#specs.list()
    return stored.map(toSpec)
  }

  async deleteIndex (name: string): Promise<void> {
    this.#assertOpen()
    const stored = await this.#specs.read(name)
    if (stored === undefined) return
    await this.#locked(name, async () => {
      await this.#specs.remove(name)
      await rm(this.#path(stored), { recursive: true, force: true })
    })
    const index = await this.#indexes.get(stored.table)
    this.#indexes.delete(stored.table)
    await index?.close(new IndexGoneError(name))
  }

  async close (): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    const open = await Promise.allSettled(this.#indexes.values())
    const indexes = open.flatMap((opening) => (opening.status === 'fulfilled' ? [opening.value] : []))
    const tidied = await Promise.allSettled(indexes.map((index) => index.tidyNow()))
    await Promise.all(indexes.map((index) => index.close(new StoreUnavailableError(CLOSED))))
    this.#connection.close()
    const failed = tidied.find((result) => result.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }

  /** Opening each index now reports damage at start instead of at the first search. */
  async #check (): Promise<void> {
    try {
      for (const { name } of await this.listIndexes()) await this.openIndex(name)
    } catch (error) {
      await this.close()
      throw error
    }
  }

  async #openCompatible (spec: IndexSpec): Promise<VectorIndex | undefined> {
    const stored = await this.#specs.read(spec.name)
    if (stored === undefined) return undefined
    if (describe(stored) !== describe(spec)) throw new IndexConflictError(spec.name, describe(stored), describe(spec))
    return this.#open(stored)
  }

  async #create (spec: IndexSpec): Promise<VectorIndex> {
    return this.#locked(spec.name, async () => {
      const other = await this.#openCompatible(spec)
      if (other !== undefined) return other
      await this.#clearLeftovers(spec.name)
      const stored: StoredSpec = { ...toSpec(spec), table: `${spec.name}.${randomUUID().slice(0, 8)}` }
      const table = await translated({ ...this.#place(stored), isCurrent: async () => true }, () =>
        this.#connection.createEmptyTable(stored.table, new arrow.Schema(baseFields(spec)))
      )
      table.close()
      await this.#specs.write(stored)
      return this.#open(stored)
    })
  }

  /** Tables that no spec names: what a crash left of creating or deleting an index. */
  async #clearLeftovers (name: string): Promise<void> {
    const leftovers = (await readdir(this.#folder)).filter(
      (file) => file.startsWith(`${name}.`) && /^\.[0-9a-f]{8}\.lance$/.test(file.slice(name.length))
    )
    for (const file of leftovers) await rm(join(this.#folder, file), { recursive: true, force: true })
  }

  async #open (stored: StoredSpec): Promise<LanceDbVectorIndex> {
    const known = this.#indexes.get(stored.table)
    if (known !== undefined) return known
    const opening = this.#openTable(stored)
    this.#indexes.set(stored.table, opening)
    opening.catch(() => this.#indexes.delete(stored.table))
    return opening
  }

  async #openTable (stored: StoredSpec): Promise<LanceDbVectorIndex> {
    const place = this.#place(stored)
    const table = await this.#connection.openTable(stored.table).catch((cause: unknown) => {
      throw new StoreDamagedError(place.path, reasonOf(cause), { cause })
    })
    // Reads the keys of every file: a missing or cut file shows now, whatever words the engine has for it.
    await translatedOpening(place, () => table.countRows("key = ''"))
    const writes = WriteQueue.open(this.#lockPath(stored.name), this.#maxWaitMs)
    const spec = toSpec(stored)
    const reader = new ResidentReader({
      spec,
      budget: this.#budget,
      maxRows: this.#residentRows,
      maxThreads: availableParallelism()
    })
    return new LanceDbVectorIndex({ table, spec, place, writes, reader })
  }

  async #locked<T>(name: string, task: () => Promise<T>): Promise<T> {
    const writes = WriteQueue.open(this.#lockPath(name), this.#maxWaitMs)
    try {
      return await writes.run(task)
    } finally {
      await writes.close()
    }
  }

  #place (stored: StoredSpec): TablePlace {
    const isCurrent = async () => (await this.#specs.read(stored.name))?.table === stored.table
    return { name: stored.name, path: this.#path(stored), isCurrent }
  }

  #path ({ table }: StoredSpec): string {
    return join(this.#folder, `${table}.lance`)
  }

  #lockPath (name: string): string {
    return join(this.#folder, `${name}.lock`)
  }

  #assertOpen (): void {
    if (this.#isClosed) throw new StoreUnavailableError(CLOSED)
  }
}

/** A store that is there and cannot be written can still be searched. */
async function prepare (folder: string, dataDir: string): Promise<void> {
  await inDataFolder(dataDir, async () => {
    await makeFolder(folder)
    await access(folder, constants.R_OK | constants.X_OK)
  })
}

function toSpec ({ name, dimension, metric, nonFilterableKeys }: IndexSpec): IndexSpec {
  return { name, dimension, metric, nonFilterableKeys }
}

function describe ({ dimension, metric, nonFilterableKeys }: IndexSpec): string {
  return `dimension ${dimension}, metric ${metric} and non-filterable keys ${[...nonFilterableKeys].sort().join(', ') || 'none'}`
}
