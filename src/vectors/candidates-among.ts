import { dot, type Embedding } from '../embedding/embedder.ts'
import { matchesFilter } from './match-filter.ts'
import { byScoreThenKey, toScore } from './matches.ts'
import { validateQuery } from './validate-query.ts'
import type { Candidate, CandidateOptions, VectorIndex } from './vector-store.ts'

/** For a store that does not compare single records itself: they are fetched with their vectors. */
export async function candidatesAmong (
  index: Pick<VectorIndex, 'get' | 'spec'>,
  keys: readonly string[],
  embedding: Embedding,
  options: CandidateOptions
): Promise<Candidate[]> {
  validateQuery(index.spec, embedding, options)
  const { topK, filter, signal } = options
  const records = [...(await index.get(keys, { signal })).values()]
  return records
    .filter(({ metadata }) => !filter || matchesFilter(filter, metadata))
    .map(({ key, metadata, embedding: own }) => ({ key, metadata, score: toScore(dot(embedding, own)) }))
    .sort(byScoreThenKey)
    .slice(0, topK)
}
