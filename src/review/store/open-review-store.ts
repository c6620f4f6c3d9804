import path from 'node:path'
import type { Patience } from '../../aws/client-settings.ts'
import type { Config } from '../../config/config.ts'
import { importOptional } from '../../shared/import-optional.ts'
import type { BucketReviewConfig } from './open-bucket-review-store.ts'
import type { DatabaseReviewConfig } from './open-database-review-store.ts'
import { ReviewLog } from './review-log.ts'
import type { ReviewStore } from './review-store.ts'

export type ReviewConfig = BucketReviewConfig & DatabaseReviewConfig & Pick<Config, 'DATA_DIR' | 'VECTOR_STORE'>

/**
 * Where decisions are kept: in `REVIEW_BUCKET` or in the database of the products for many replicas, else in a file.
 * Calls nothing. Rejects with CONFIG_INVALID.
 */
export async function openReviewStore (config: ReviewConfig, patience: Patience = 'command'): Promise<ReviewStore> {
  if (config.REVIEW_BUCKET === '' && config.VECTOR_STORE === 'postgres') {
    const { openDatabaseReviewStore } = await importOptional(
      'VECTOR_STORE=postgres',
      'the package pg',
      async () => await import('./open-database-review-store.ts')
    )
    return openDatabaseReviewStore(config, patience)
  }
  if (config.REVIEW_BUCKET === '') return openReviewLog(config)
  // The SDK takes longer to load than a short command runs.
  const { openBucketReviewStore } = await import('./open-bucket-review-store.ts')
  return openBucketReviewStore(config, patience)
}

/** Opens no file before it is asked. */
export function openReviewLog ({ DATA_DIR, CATALOGUE }: Pick<Config, 'DATA_DIR' | 'CATALOGUE'>): ReviewLog {
  return new ReviewLog(path.join(DATA_DIR, 'reviews', `${CATALOGUE}.jsonl`))
}
