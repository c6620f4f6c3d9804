import { BadUserInputError } from '../errors.ts'
import { validateFilter } from './match-filter.ts'
import { problemOfEmbedding } from './metadata.ts'
import type { IndexSpec, QueryOptions } from './vector-store.ts'

const MAX_TOP_K = 10_000

/** Rejects with BAD_USER_INPUT or FILTER_INVALID what S3 Vectors would refuse as a query. */
export function validateQuery (spec: IndexSpec, embedding: Float32Array, { topK, filter }: QueryOptions): void {
  if (!Number.isInteger(topK) || topK < 1 || topK > MAX_TOP_K) {
    throw new BadUserInputError(`topK is ${topK}, must be a whole number from 1 to ${MAX_TOP_K}`)
  }
  const problem = problemOfEmbedding(embedding, spec.dimension)
  if (problem !== undefined) throw new BadUserInputError(`The index "${spec.name}" cannot be queried: ${problem}`)
  if (filter !== undefined) validateFilter(spec, filter)
}
