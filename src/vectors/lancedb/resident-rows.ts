import type { Table } from '@lancedb/lancedb'
import { dot, normalise, type Embedding } from '../../embedding/embedder.ts'
import { matchesFilter } from '../match-filter.ts'
import { byScoreThenKey, toScore } from '../matches.ts'
import type { Match, QueryOptions, VectorRecord } from '../vector-store.ts'
import { RECORD_COLUMNS, toRecords } from './rows.ts'

/**
 * One version of a small table, in memory: what the engine needs to plan a query is more than a look at every row
 * takes.
 */
export class ResidentRows {
  readonly #records: readonly VectorRecord[]

  private constructor (records: readonly VectorRecord[]) {
    this.#records = records
  }

  static async read (table: Table): Promise<ResidentRows> {
    const { batches } = await table.query().select(RECORD_COLUMNS).toArrow()
    const records = batches.flatMap(toRecords)
    for (const { embedding } of records) normalise(embedding)
    return new ResidentRows(records)
  }

  nearest (embedding: Embedding, { topK, filter }: QueryOptions): Match[] {
    const direction = normalise(Float32Array.from(embedding))
    const passing = filter ? this.#records.filter(({ metadata }) => matchesFilter(filter, metadata)) : this.#records
    const matches = passing.map(({ key, embedding, metadata }) => ({
      key,
      score: toScore(dot(direction, embedding)),
      metadata
    }))
    return matches.sort(byScoreThenKey).slice(0, topK)
  }
}
