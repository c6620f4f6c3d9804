import { S3Client } from '@aws-sdk/client-s3'
import { clientSettings, patienceSettings, unlogged, type AwsConfig, type Patience } from '../../aws/client-settings.ts'
import { observed } from '../../aws/observe-calls.ts'
import type { Config } from '../../config/config.ts'
import { BucketReviewStore } from './bucket-review-store.ts'
import { ObjectBucket } from './object-bucket.ts'

export type BucketReviewConfig = Pick<Config, 'CATALOGUE' | 'REVIEW_BUCKET' | 'S3_VECTORS_REGION'> & AwsConfig

const MAX_SOCKETS = 32

/** Calls nothing. */
export function openBucketReviewStore (config: BucketReviewConfig, patience: Patience): BucketReviewStore {
  const settings = {
    region: config.S3_VECTORS_REGION,
    maxSockets: MAX_SOCKETS,
    ...patienceSettings(config, patience)
  }
  const client = observed(unlogged(new S3Client(clientSettings(settings))))
  const { callTimeoutMs } = settings
  return new BucketReviewStore(
    new ObjectBucket({ client, bucket: config.REVIEW_BUCKET, callTimeoutMs }),
    config.CATALOGUE
  )
}
