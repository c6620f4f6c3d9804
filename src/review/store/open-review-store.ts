import path from 'node:path'
import { clientSettings, patienceSettings, unlogged, type AwsConfig, type Patience } from '../../aws/client-settings.ts'
import { observed } from '../../aws/observe-calls.ts'
import type { Config } from '../../config.ts'
import { ReviewLog } from './review-log.ts'
import type { ReviewStore } from './review-store.ts'

type ReviewConfig = Pick<Config, 'DATA_DIR' | 'CATALOGUE' | 'REVIEW_BUCKET' | 'S3_VECTORS_REGION'> & AwsConfig

const MAX_SOCKETS = 32

/** Where decisions are kept: in `REVIEW_BUCKET` for many replicas, else in a file. Calls nothing. */
export async function openReviewStore (config: ReviewConfig, patience: Patience = 'command'): Promise<ReviewStore> {
  if (config.REVIEW_BUCKET === '') return openReviewLog(config)
  const [{ S3Client }, { ObjectBucket }, { BucketReviewStore }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('./object-bucket.ts'),
    import('./bucket-review-store.ts')
  ])
  const settings = {
    region: config.S3_VECTORS_REGION,
    maxSockets: MAX_SOCKETS,
    ...patienceSettings(config, patience)
  }
  const client = observed(unlogged(new S3Client(clientSettings(settings))))
  const { callTimeoutMs } = settings
  const bucket = new ObjectBucket({ client, bucket: config.REVIEW_BUCKET, callTimeoutMs })
  return new BucketReviewStore(bucket, config.CATALOGUE)
}

/** Opens no file before it is asked. */
export function openReviewLog ({ DATA_DIR, CATALOGUE }: Pick<Config, 'DATA_DIR' | 'CATALOGUE'>): ReviewLog {
  return new ReviewLog(path.join(DATA_DIR, 'reviews', `${CATALOGUE}.jsonl`))
}
