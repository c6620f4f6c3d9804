import type { Embedding } from '../../embedding/embedder.ts'
import type { Filter } from '../filter.ts'
import { byScoreThenKey, toScore } from '../matches.ts'
import type { IndexSpec, Metadata } from '../vector-store.ts'
import { CodeRows, type Scored } from './code-rows.ts'
import { FilterColumns } from './filter-columns.ts'
import { scanForEach } from './scan.ts'
import { TextChunks, type Texts } from './text-chunks.ts'

export type ResidentSpec = Pick<IndexSpec, 'dimension' | 'nonFilterableKeys'>

/** Rows of a table as they are read, column by column. */
export interface RowBatch {
  /** Where a row lies in the table's files; what lies there never changes. */
  readonly rowIds: BigUint64Array
  readonly keys: Texts
  /** One vector after the other. */
  readonly vectors: Float32Array
  /** JSON. */
  readonly metadata: Texts
}

/** What another version of the table has that this one lacks, and the reverse. */
export interface Difference {
  readonly missing: BigUint64Array
  readonly gone: Int32Array
}

export interface Change {
  readonly gone: Int32Array
  readonly rows: readonly RowBatch[]
}

export interface NearestQuery {
  readonly embedding: Embedding
  readonly topK: number
  readonly filter?: Filter | undefined
  /** Keys of the only rows to look at. */
  readonly among?: readonly string[] | undefined
  /** Of so many of the nearest, the metadata are wanted, too. */
  readonly metadataCount: number
}

/** Nearest first, equal scores in order of key. */
export interface Found {
  readonly keys: readonly string[]
  readonly scores: readonly number[]
  /** JSON, of as many as it was asked for. */
  readonly metadata: readonly string[]
}

/** Dead rows that are dragged along: beyond a quarter, a table is better read anew. */
const MAX_DEAD_SHARE = 0.25
const DEAD_ALLOWED = 1000

/** One version of a table in memory. Rows are appended or marked as gone, never moved. */
export class ResidentTable {
  readonly #codes: CodeRows
  readonly #columns: FilterColumns
  readonly #keys: string[] = []
  readonly #metadata = new TextChunks()
  readonly #slotByKey = new Map<string, number>()
  /** Slot by fragment and offset, of which a row id consists. */
  readonly #slotByRow = new Map<number, number[]>()
  readonly #isGone: boolean[] = []
  #live: Int32Array | undefined
  #gone = 0

  constructor ({ dimension, nonFilterableKeys }: ResidentSpec) {
    this.#codes = new CodeRows(dimension)
    this.#columns = new FilterColumns(nonFilterableKeys)
  }

  compare (rowIds: BigUint64Array): Difference {
    const seen = new Uint8Array(this.#keys.length)
    const missing: bigint[] = []
    const halves = new Uint32Array(rowIds.buffer, rowIds.byteOffset, 2 * rowIds.length)
    for (let i = 0; i < rowIds.length; i++) {
      const slot = this.#slotByRow.get(halves[2 * i + 1]!)?.[halves[2 * i]!]
      if (slot === undefined) missing.push(rowIds[i]!)
      else seen[slot] = 1
    }
    const gone = this.#liveSlots().filter((slot) => seen[slot] === 0)
    return { missing: BigUint64Array.from(missing), gone }
  }

  /** All at once for whoever searches. Returns whether so many rows are gone that the table is better read anew. */
  change ({ gone, rows }: Change): boolean {
    for (const slot of gone) this.#remove(slot)
    for (const batch of rows) this.#add(batch)
    this.#live = undefined
    return this.#gone > DEAD_ALLOWED + MAX_DEAD_SHARE * this.#keys.length
  }

  scan (query: NearestQuery): Found {
    return this.scanForEach([query])[0]!
  }

  /** The same for MAX_QUERIES at most: those of one scope share a pass over the rows. */
  scanForEach (queries: readonly NearestQuery[]): Found[] {
    const found: Found[] = []
    const scopes = queries.map(({ filter, among }) => JSON.stringify([filter, among]))
    for (const scope of new Set(scopes)) {
      const alike = [...queries.keys()].filter((i) => scopes[i] === scope)
      const wanted = alike.map((i) => ({ embedding: queries[i]!.embedding, count: queries[i]!.topK }))
      const scored = scanForEach(this.#codes, wanted, this.#slotsFor(queries[alike[0]!]!))
      for (const [k, i] of alike.entries()) found[i] = this.#toFound(scored[k]!, queries[i]!)
    }
    return found
  }

  #toFound ({ slots, scores }: Scored, { topK, metadataCount }: NearestQuery): Found {
    const matches: Array<{ readonly slot: number; readonly key: string; readonly score: number }> = []
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!
      matches.push({ slot, key: this.#keys[slot]!, score: toScore(scores[i]!) })
    }
    const found = matches.sort(byScoreThenKey).slice(0, topK)
    return {
      keys: found.map(({ key }) => key),
      scores: found.map(({ score }) => score),
      metadata: found.slice(0, metadataCount).map(({ slot }) => this.#metadata.get(slot))
    }
  }

  /** JSON of each key; undefined for those that are not there. */
  metadata (keys: readonly string[]): Array<string | undefined> {
    return keys.map((key) => {
      const slot = this.#slotByKey.get(key)
      return slot === undefined ? undefined : this.#metadata.get(slot)
    })
  }

  #add ({ rowIds, keys, vectors, metadata }: RowBatch): void {
    this.#codes.add(vectors)
    const halves = new Uint32Array(rowIds.buffer, rowIds.byteOffset, 2 * rowIds.length)
    const names = new TextChunks()
    names.add(keys)
    this.#metadata.add(metadata)
    for (let i = 0; i < rowIds.length; i++) {
      const [slot, key] = [this.#keys.length, names.get(i)]
      this.#keys.push(key)
      this.#slotByKey.set(key, slot)
      this.#isGone.push(false)
      const [offset, fragment] = [halves[2 * i]!, halves[2 * i + 1]!]
      const offsets = this.#slotByRow.get(fragment) ?? []
      if (offsets.length === 0) this.#slotByRow.set(fragment, offsets)
      offsets[offset] = slot
      this.#columns.add(slot, JSON.parse(this.#metadata.get(slot)) as Metadata)
    }
  }

  #remove (slot: number): void {
    this.#isGone[slot] = true
    this.#gone++
    const key = this.#keys[slot]!
    if (this.#slotByKey.get(key) === slot) this.#slotByKey.delete(key)
  }

  #slotsFor ({ filter, among }: NearestQuery): Int32Array {
    const live = among ? this.#slotsOf(among) : this.#liveSlots()
    if (!filter) return live
    const passing = this.#columns.passing(filter, this.#keys.length)
    return live.filter((slot) => passing[slot] === 1)
  }

  /** In the order of the rows, each once. */
  #slotsOf (keys: readonly string[]): Int32Array {
    return Int32Array.from(new Set(keys.flatMap((key) => this.#slotByKey.get(key) ?? []))).sort()
  }

  #liveSlots (): Int32Array {
    if (this.#live) return this.#live
    const slots = new Int32Array(this.#keys.length - this.#gone)
    let next = 0
    for (let slot = 0; slot < this.#keys.length; slot++) if (!this.#isGone[slot]) slots[next++] = slot
    return (this.#live = slots)
  }
}
