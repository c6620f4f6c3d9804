import { S3VectorsClient } from '@aws-sdk/client-s3vectors'
import { observed } from '../../aws/observe-calls.ts'
import { AdaptiveRate } from '../../aws/adaptive-rate.ts'
import {
  clientSettings,
  patienceSettings,
  unlogged,
  type AwsConfig,
  type Patience
} from '../../aws/client-settings.ts'
import { paced } from '../../aws/paced.ts'
import type { Config } from '../../config/config.ts'
import { ConfigInvalidError } from '../../errors.ts'
import { PlainJsonProtocol } from './plain-json-protocol.ts'
import { S3VectorStore } from './s3-vector-store.ts'

export type S3VectorsConfig = Pick<
  Config,
  'S3_VECTORS_REGION' | 'S3_VECTOR_BUCKET' | 'S3_VECTORS_PER_SECOND' | 'S3_KMS_KEY_ARN' | 'S3_TAGS'
> &
  AwsConfig

const MAX_SOCKETS = 64

/**
 * The store of `VECTOR_STORE=s3`. Calls nothing: a bucket that is not there shows with the first use. Throws
 * CONFIG_INVALID.
 */
export function openS3VectorStore (config: S3VectorsConfig, patience: Patience = 'command'): S3VectorStore {
  if (config.S3_VECTOR_BUCKET === '') {
    throw new ConfigInvalidError('VECTOR_STORE=s3 needs S3_VECTOR_BUCKET, the name of a vector bucket')
  }
  const settings = {
    region: config.S3_VECTORS_REGION,
    maxSockets: MAX_SOCKETS,
    ...patienceSettings(config, patience)
  }
  const rate = new AdaptiveRate()
  const bare = new S3VectorsClient({ ...clientSettings(settings), protocol: PlainJsonProtocol })
  const client = paced(observed(unlogged(bare)), rate)
  return new S3VectorStore({
    client,
    bucket: config.S3_VECTOR_BUCKET,
    callTimeoutMs: settings.callTimeoutMs,
    requestTimeoutMs: settings.requestTimeoutMs,
    isRefusing: () => rate.isRefusing,
    vectorsPerSecond: config.S3_VECTORS_PER_SECOND,
    ...(config.S3_KMS_KEY_ARN !== '' && { kmsKeyArn: config.S3_KMS_KEY_ARN }),
    tags: config.S3_TAGS
  })
}
