import { S3VectorsClient } from '@aws-sdk/client-s3vectors'
import { clientSettings, unlogged } from '../../aws/client-settings.ts'
import { observed } from '../../aws/observe-calls.ts'
import type { Config } from '../../config.ts'
import { ConfigInvalidError } from '../../errors.ts'
import { S3VectorStore } from './s3-vector-store.ts'

export type S3VectorsConfig = Pick<Config, 'S3_VECTORS_REGION' | 'S3_VECTOR_BUCKET' | 'S3_VECTORS_PER_SECOND' | 'S3_KMS_KEY_ARN' | 'S3_TAGS' |
  'AWS_MAX_ATTEMPTS' | 'AWS_CONNECT_TIMEOUT_MS' | 'AWS_REQUEST_TIMEOUT_MS' | 'AWS_CALL_TIMEOUT_MS'>

const MAX_SOCKETS = 64

/** The store of `VECTOR_STORE=s3`. Calls nothing: a bucket that is not there shows with the first use. Throws CONFIG_INVALID. */
export function openS3VectorStore (config: S3VectorsConfig): S3VectorStore {
  if (config.S3_VECTOR_BUCKET === '') throw new ConfigInvalidError('VECTOR_STORE=s3 needs S3_VECTOR_BUCKET, the name of a vector bucket')
  const client = observed(unlogged(new S3VectorsClient(clientSettings({
    region: config.S3_VECTORS_REGION,
    maxAttempts: config.AWS_MAX_ATTEMPTS,
    connectTimeoutMs: config.AWS_CONNECT_TIMEOUT_MS,
    requestTimeoutMs: config.AWS_REQUEST_TIMEOUT_MS,
    callTimeoutMs: config.AWS_CALL_TIMEOUT_MS,
    maxSockets: MAX_SOCKETS
  }))))
  return new S3VectorStore({
    client,
    bucket: config.S3_VECTOR_BUCKET,
    callTimeoutMs: config.AWS_CALL_TIMEOUT_MS,
    vectorsPerSecond: config.S3_VECTORS_PER_SECOND,
    ...(config.S3_KMS_KEY_ARN !== '' && { kmsKeyArn: config.S3_KMS_KEY_ARN }),
    tags: config.S3_TAGS
  })
}
