import path from 'node:path'
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { S3Client } from '@aws-sdk/client-s3'
import { observed } from '../../aws/observe-calls.ts'
import { AdaptiveRate } from '../../aws/adaptive-rate.ts'
import {
  clientSettings,
  patienceSettings,
  unlogged,
  type AwsConfig,
  type AwsSettings,
  type Patience
} from '../../aws/client-settings.ts'
import { paced } from '../../aws/paced.ts'
import type { Config } from '../../config/config.ts'
import { BedrockEmbedder } from './bedrock-embedder.ts'
import { JobLedger } from './job-ledger.ts'
import { MediaBucket } from './media-bucket.ts'
import { MediaJobs } from './media-jobs.ts'
import { DIMENSIONS, NATIVE_DIMENSION } from './nova.ts'

export type BedrockConfig = Pick<
  Config,
  | 'DIMENSIONS'
  | 'BEDROCK_REGION'
  | 'BEDROCK_MAX_CONCURRENCY'
  | 'BEDROCK_REQUESTS_PER_MINUTE'
  | 'NOVA_QUERY_PURPOSE'
  | 'NOVA_PRICE_TEXT_PER_MILLION_TOKENS'
  | 'NOVA_PRICE_PER_IMAGE'
  | 'NOVA_PRICE_PER_PAGE'
  | 'NOVA_PRICE_PER_VIDEO_SECOND'
  | 'NOVA_PRICE_PER_AUDIO_SECOND'
  | 'MEDIA_BUCKET'
  | 'MEDIA_SEGMENT_SECONDS'
  | 'MEDIA_JOB_TIMEOUT_S'
  | 'MEDIA_JOB_POLL_MS'
  | 'DATA_DIR'
> &
  AwsConfig

const MEDIA_SOCKETS = 64

/** The embedder of `EMBEDDER=bedrock`. Calls nothing: missing rights and credentials show with the first embedding. */
export function openBedrockEmbedder (config: BedrockConfig, patience: Patience = 'command'): BedrockEmbedder {
  const settings = {
    region: config.BEDROCK_REGION,
    maxSockets: config.BEDROCK_MAX_CONCURRENCY,
    ...patienceSettings(config, patience)
  }
  const perMinute = config.BEDROCK_REQUESTS_PER_MINUTE
  const rate = new AdaptiveRate(perMinute === 0 ? undefined : perMinute / 60)
  const client = paced(observed(unlogged(new BedrockRuntimeClient(clientSettings(settings)))), rate)
  return new BedrockEmbedder({
    client,
    largestDimension: largestOf(config.DIMENSIONS),
    queryPurpose: config.NOVA_QUERY_PURPOSE === 'AUTO' ? undefined : config.NOVA_QUERY_PURPOSE,
    prices: {
      usdPerMillionTokens: config.NOVA_PRICE_TEXT_PER_MILLION_TOKENS,
      usdPerImage: config.NOVA_PRICE_PER_IMAGE,
      usdPerPage: config.NOVA_PRICE_PER_PAGE,
      usdPerVideoSecond: config.NOVA_PRICE_PER_VIDEO_SECOND,
      usdPerAudioSecond: config.NOVA_PRICE_PER_AUDIO_SECOND
    },
    maxConcurrency: config.BEDROCK_MAX_CONCURRENCY,
    callTimeoutMs: settings.callTimeoutMs,
    requestTimeoutMs: settings.requestTimeoutMs,
    jobs: patience === 'ingest' && config.MEDIA_BUCKET !== '' ? openJobs(config, settings) : undefined,
    isRefusing: () => rate.isRefusing
  })
}

/** With clients of its own: what waits for jobs takes no turn from calls that embed. */
function openJobs (config: BedrockConfig, settings: Omit<AwsSettings, 'maxSockets'>): MediaJobs {
  const client = clientSettings({ ...settings, maxSockets: MEDIA_SOCKETS })
  return new MediaJobs({
    client: observed(unlogged(new BedrockRuntimeClient(client))),
    // Addresses with the bucket in their path work on every endpoint, also on one of this machine.
    bucket: new MediaBucket(unlogged(new S3Client({ ...client, forcePathStyle: true })), config.MEDIA_BUCKET),
    ledger: new JobLedger(path.join(config.DATA_DIR, 'checkpoints', 'media-jobs.jsonl')),
    segmentSeconds: config.MEDIA_SEGMENT_SECONDS,
    timeoutMs: config.MEDIA_JOB_TIMEOUT_S * 1000,
    pollMs: config.MEDIA_JOB_POLL_MS
  })
}

/**
 * Of dimensions that the model does not have none is chosen here: the catalogue refuses them, and names those that it
 * has.
 */
function largestOf (dimensions: readonly number[]): number {
  return dimensions.every((dimension) => DIMENSIONS.includes(dimension)) ? Math.max(...dimensions) : NATIVE_DIMENSION
}
