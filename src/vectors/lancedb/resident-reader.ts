import type { Table } from '@lancedb/lancedb'
import { StoreUnavailableError } from '../../errors.ts'
import { CodeRows } from '../resident/code-rows.ts'
import { Resident } from '../resident/resident.ts'
import type { Difference, ResidentSpec, RowBatch } from '../resident/resident-table.ts'
import type { MemoryBudget } from '../resident/memory-budget.ts'
import { toRowBatch, toRowIds } from './row-batches.ts'

const ROW_ID = '_rowid'
const COLUMNS = [ROW_ID, 'key', 'vector', 'metadata']
/** Of keys, metadata and what filters look into. */
const OTHER_BYTES = 2048
/** New rows that a search waits for. */
const FEW_ROWS = 2000

/** What brings a table in memory up to date. */
export interface Update {
  readonly differences: readonly Difference[]
  /** So much that it is better read anew. */
  readonly isLarge: boolean
}

export interface ResidentReaderOptions {
  readonly spec: ResidentSpec
  readonly budget: MemoryBudget
  /** Largest table that is searched in memory. */
  readonly maxRows: number
  readonly maxThreads: number
}

/** Brings the rows of a table into memory, all or what has changed. */
export class ResidentReader {
  readonly #options: ResidentReaderOptions
  #isWorn = false

  constructor (options: ResidentReaderOptions) {
    this.#options = options
  }

  hasRoomFor (rows: number): boolean {
    const { spec, budget, maxRows } = this.#options
    return rows <= maxRows && budget.reserve(this, rows * (CodeRows.bytesOf(spec.dimension) + OTHER_BYTES))
  }

  /** Whether a search may wait until they are read. */
  isQuick (rows: number): boolean {
    return Resident.isInPlace(this.#options.spec, rows)
  }

  release (): void {
    this.#options.budget.release(this)
  }

  async read (table: Table, rows: number, isCancelled: () => boolean): Promise<Resident> {
    const { spec, maxThreads } = this.#options
    this.hasRoomFor(rows)
    this.#isWorn = false
    const resident = Resident.open(spec, rows, maxThreads)
    try {
      for await (const batch of table.query().withRowId().select(COLUMNS)) {
        if (isCancelled()) throw new StoreUnavailableError('it has been closed')
        await resident.change([], [toRowBatch(batch, spec.dimension)])
      }
      return resident
    } catch (error) {
      await resident.close()
      throw error
    }
  }

  async compare (table: Table, resident: Resident): Promise<Update> {
    const { batches } = await table.query().withRowId().select([ROW_ID]).toArrow()
    const differences = await resident.compare(toRowIds(batches))
    const missing = differences.reduce((sum, one) => sum + one.missing.length, 0)
    return { differences, isLarge: this.#isWorn || missing > FEW_ROWS }
  }

  /** False, and nothing done, where rows have moved since they were compared, as compaction moves them. */
  async apply (table: Table, resident: Resident, { differences }: Update): Promise<boolean> {
    const missing = differences.flatMap((one) => [...one.missing])
    const batches = missing.length === 0 ? [] : await this.#take(table, missing)
    if (batches.reduce((sum, { rowIds }) => sum + rowIds.length, 0) !== missing.length) return false
    this.#isWorn = await resident.change(differences.map(({ gone }) => gone), batches)
    return true
  }

  async #take (table: Table, rowIds: readonly bigint[]): Promise<RowBatch[]> {
    const { batches } = await table.takeRowIds(rowIds).withRowId().select(COLUMNS).toArrow()
    return batches.map((batch) => toRowBatch(batch, this.#options.spec.dimension))
  }
}
