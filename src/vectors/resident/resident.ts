import {
  ResidentTable,
  type Change,
  type Difference,
  type Found,
  type NearestQuery,
  type ResidentSpec,
  type RowBatch
} from './resident-table.ts'
import { ResidentThread } from './resident-thread.ts'
import { splitBatch, splitRowIds } from './shards.ts'

/** One part of the rows, in this thread or in one of its own. */
interface Shard {
  compare (rowIds: BigUint64Array): Difference | Promise<Difference>
  change (change: Change): boolean | Promise<boolean>
  scan (query: NearestQuery): Found | Promise<Found>
  metadata (keys: readonly string[]): Array<string | undefined> | Promise<Array<string | undefined>>
  close? (): Promise<void>
}

/** Values that one scan takes in a few milliseconds; beyond, another thread takes its part. */
const VALUES_PER_SHARD = 2 ** 25
/** Searched in this thread: a thread of its own takes longer to ask than these to scan. */
const VALUES_IN_PLACE = 2 ** 19

/** A table in memory, in as many parts as pay. Rejects once a thread of it has died. */
export class Resident {
  readonly #shards: readonly Shard[]

  private constructor (shards: readonly Shard[]) {
    this.#shards = shards
  }

  /** Whether so many rows are searched in this thread. */
  static isInPlace ({ dimension }: ResidentSpec, rows: number): boolean {
    return rows * dimension <= VALUES_IN_PLACE
  }

  static open (spec: ResidentSpec, rows: number, maxThreads: number): Resident {
    if (Resident.isInPlace(spec, rows)) return new Resident([new ResidentTable(spec)])
    const values = rows * spec.dimension
    const threads = Math.max(1, Math.min(maxThreads, Math.ceil(values / VALUES_PER_SHARD)))
    return new Resident(Array.from({ length: threads }, () => new ResidentThread(spec)))
  }

  /** The difference of each part. */
  async compare (rowIds: BigUint64Array): Promise<readonly Difference[]> {
    const parts = splitRowIds(rowIds, this.#shards.length)
    return await Promise.all(this.#shards.map(async (shard, i) => await shard.compare(parts[i]!)))
  }

  /**
   * `gone` as compared, part by part. A search sees all of it or nothing: both are told to every part in one turn.
   * Returns whether so much is gone that the table is better read anew.
   */
  async change (gone: readonly Int32Array[], batches: readonly RowBatch[]): Promise<boolean> {
    const split = batches.map((batch) => splitBatch(batch, this.#shards.length))
    const worn = await Promise.all(
      this.#shards.map(async (shard, i) =>
        await shard.change({ gone: gone[i] ?? new Int32Array(0), rows: split.flatMap((parts) => parts[i] ?? []) })
      )
    )
    return worn.includes(true)
  }

  async scan (query: NearestQuery): Promise<Found> {
    const found = await Promise.all(this.#shards.map(async (shard) => await shard.scan(query)))
    return found.length === 1 ? found[0]! : merged(found, query)
  }

  /** JSON of those that are there, by key. */
  async metadata (keys: readonly string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>()
    const all = await Promise.all(this.#shards.map(async (shard) => await shard.metadata(keys)))
    for (const [i, key] of keys.entries()) {
      const text = all.find((texts) => texts[i] !== undefined)?.[i]
      if (text !== undefined) found.set(key, text)
    }
    return found
  }

  async close (): Promise<void> {
    await Promise.all(this.#shards.map(async (shard) => await shard.close?.()))
  }
}

function merged (parts: readonly Found[], { topK, metadataCount }: NearestQuery): Found {
  const all = parts.flatMap(({ keys, scores, metadata }) =>
    keys.map((key, i) => ({ key, score: scores[i]!, metadata: metadata[i] }))
  )
  all.sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1))
  const best = all.slice(0, topK)
  return {
    keys: best.map(({ key }) => key),
    scores: best.map(({ score }) => score),
    metadata: best.slice(0, metadataCount).map(({ metadata }) => metadata!)
  }
}
