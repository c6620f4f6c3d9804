import type { Table } from '@lancedb/lancedb'
import { ResidentRows } from './resident-rows.ts'

/** What a query needs to know of one version of a table. */
export interface Contents {
  readonly rows: number
  /** Absent where they are too many. */
  readonly resident?: ResidentRows
}

/** The newest version of a table, whichever process wrote it; looked into once. */
export class LatestContents {
  readonly #table: Table
  readonly #maxResident: number
  #known: { readonly version: number, readonly contents: Promise<Contents> } | undefined

  constructor (table: Table, maxResident: number) {
    this.#table = table
    this.#maxResident = maxResident
  }

  async get (): Promise<Contents> {
    const version = await this.#table.version()
    if (this.#known?.version !== version) this.#remember(version)
    return await this.#known!.contents
  }

  #remember (version: number): void {
    const contents = this.#read()
    const known = { version, contents }
    this.#known = known
    contents.catch(() => {
      if (this.#known === known) this.#known = undefined
    })
  }

  async #read (): Promise<Contents> {
    const rows = await this.#table.countRows()
    return rows > this.#maxResident ? { rows } : { rows, resident: await ResidentRows.read(this.#table) }
  }
}
