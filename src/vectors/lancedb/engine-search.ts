import type { Table, VectorQuery } from '@lancedb/lancedb'
import type { Embedding } from '../../embedding/embedder.ts'
import { byScoreThenKey, type ReadableMatch } from '../matches.ts'
import type { QueryOptions } from '../vector-store.ts'
import { toSql } from './filter-sql.ts'
import { toMatches } from './rows.ts'
import { EXACT_ROWS, ROWS_PER_PARTITION } from './tidy.ts'

/** Searches a table of so many rows in its files, by LanceDB itself. */
export async function searchByEngine (
  table: Table,
  rows: number,
  embedding: Embedding,
  { topK, filter }: QueryOptions
): Promise<ReadableMatch[]> {
  const where = filter && toSql(filter, new Set((await table.schema()).fields.map(({ name }) => name)))
  // One more than asked for shows whether the last place is shared; the key then decides who has it.
  for (let limit = topK + 1; ; limit *= 2) {
    const matches = await search({ table, rows, embedding, limit, where })
    const [last, next] = [matches[topK - 1], matches.at(-1)]
    const isTied = matches.length >= limit && last?.score === next?.score
    if (!isTied) return matches.sort(byScoreThenKey).slice(0, topK)
  }
}

interface Wanted {
  readonly table: Table
  readonly rows: number
  readonly embedding: Embedding
  readonly limit: number
  readonly where: string | undefined
}

async function search ({ table, rows, embedding, limit, where }: Wanted): Promise<ReadableMatch[]> {
  const query = () => {
    const query = table
      .query()
      .nearestTo(embedding)
      .distanceType('cosine')
      .select(['key', 'metadata', '_distance'])
      .limit(limit)
    return where === undefined ? query : query.where(where)
  }
  if (rows <= EXACT_ROWS) return await collect(query().bypassVectorIndex())
  // Every partition is probed: a limit on probes loses the rows of a selective filter.
  const probes = Math.max(20, Math.ceil(rows / ROWS_PER_PARTITION))
  const matches = await collect(
    query()
      .nprobes(probes)
      .ef(Math.max(100, 2 * limit))
      .refineFactor(2)
  )
  return matches.length < limit ? await collect(query().bypassVectorIndex()) : matches
}

async function collect (query: VectorQuery): Promise<ReadableMatch[]> {
  const { batches } = await query.toArrow()
  return batches.flatMap(toMatches)
}
