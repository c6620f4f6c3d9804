import type { Table } from '@lancedb/lancedb'
import type { Resident } from '../resident/resident.ts'
import type { ResidentReader } from './resident-reader.ts'
import type { VersionFolder } from './version-folder.ts'

/** What a query needs to know of one version of a table. */
export interface Contents {
  readonly rows: number
  /** Absent where they are too many, and while they are read. */
  readonly resident?: Resident | undefined
}

interface Known {
  readonly version: number
  readonly contents: Promise<Contents>
}

/**
 * The newest version of a table, whichever process wrote it; looked into once. What takes long to bring into memory is
 * brought there while the engine answers.
 */
export class LatestContents {
  readonly #table: Table
  readonly #reader: ResidentReader
  readonly #folder: VersionFolder
  #known: Known | undefined
  #looking: Promise<unknown> = Promise.resolve()
  #resident: Resident | undefined
  #reading: Promise<void> | undefined
  #isClosed = false

  constructor (table: Table, reader: ResidentReader, folder: VersionFolder) {
    this.#table = table
    this.#folder = folder
    this.#reader = reader
  }

  async get (): Promise<Contents> {
    if (this.#known && this.#folder.isUnchanged) return await this.#known.contents
    const time = this.#folder.look()
    const version = await this.#table.version()
    this.#folder.remember(time)
    if (this.#known?.version !== version) this.#remember(version)
    return await this.#known!.contents
  }

  /** Waits until what fits is in memory. */
  async whenRead (): Promise<Contents> {
    await this.get()
    await this.#reading
    return await this.get()
  }

  /** Lets go of what cannot be asked any more; the next query reads it anew. */
  async drop (resident: Resident, reason: unknown): Promise<void> {
    if (this.#isClosed || resident !== this.#resident) return
    warn(reason)
    this.#known = undefined
    await this.#forget()
  }

  async close (): Promise<void> {
    this.#isClosed = true
    await this.#looking.catch(() => {})
    await this.#reading
    await this.#forget()
  }

  /** One look after the other, or two would bring the same rows in. */
  #remember (version: number): void {
    const contents = this.#looking.then(async () => await this.#look(), async () => await this.#look())
    const known = { version, contents }
    this.#looking = contents
    this.#known = known
    contents.catch(() => {
      if (this.#known === known) this.#known = undefined
    })
  }

  async #look (): Promise<Contents> {
    const rows = await this.#table.countRows()
    if (this.#reading || this.#isClosed) return { rows }
    if (!this.#reader.hasRoomFor(rows)) {
      await this.#forget()
      return { rows }
    }
    if (this.#resident && (await this.#isUpToDate(this.#resident))) return { rows, resident: this.#resident }
    if (!this.#reader.isQuick(rows)) {
      this.#reading = this.#readLater(rows)
      return { rows }
    }
    await this.#readAnew(rows)
    return { rows, resident: this.#resident }
  }

  /** Brings it up to date. False where it is better read anew; whatever the reason, the engine knows what is there. */
  async #isUpToDate (resident: Resident): Promise<boolean> {
    try {
      const update = await this.#reader.compare(this.#table, resident)
      return !update.isLarge && (await this.#reader.apply(this.#table, resident, update))
    } catch (error) {
      warn(error)
      return false
    }
  }

  async #readLater (rows: number): Promise<void> {
    try {
      await this.#readAnew(rows)
    } catch (error) {
      if (!this.#isClosed) warn(error)
    } finally {
      this.#reading = undefined
      // The next query compares, since others may have written meanwhile.
      this.#known = undefined
    }
  }

  async #readAnew (rows: number): Promise<void> {
    await this.#forget()
    this.#resident = await this.#reader.read(this.#table, rows, () => this.#isClosed)
  }

  async #forget (): Promise<void> {
    const resident = this.#resident
    this.#resident = undefined
    this.#reader.release()
    await resident?.close()
  }
}

function warn (reason: unknown): void {
  process.emitWarning(`searches go through the files of the store for now: ${String(reason)}`)
}
