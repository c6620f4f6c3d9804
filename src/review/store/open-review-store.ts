import path from 'node:path'
import type { Patience } from '../../aws/client-settings.ts'
import type { Config } from '../../config.ts'
import type { BucketReviewConfig } from './open-bucket-review-store.ts'
import { ReviewLog } from './review-log.ts'
import type { ReviewStore } from './review-store.ts'

/** Where decisions are kept: in `REVIEW_BUCKET` for many replicas, else in a file. Calls nothing. */
export async function openReviewStore (
  config: BucketReviewConfig & Pick<Config, 'DATA_DIR'>,
  patience: Patience = 'command'
): Promise<ReviewStore> {
  if (config.REVIEW_BUCKET === '') return openReviewLog(config)
  // The SDK takes longer to load than a short command runs.
  const { openBucketReviewStore } = await import('./open-bucket-review-store.ts')
  return openBucketReviewStore(config, patience)
}

/** Opens no file before it is asked. */
export function openReviewLog ({ DATA_DIR, CATALOGUE }: Pick<Config, 'DATA_DIR' | 'CATALOGUE'>): ReviewLog {
  return new ReviewLog(path.join(DATA_DIR, 'reviews', `${CATALOGUE}.jsonl`))
}
