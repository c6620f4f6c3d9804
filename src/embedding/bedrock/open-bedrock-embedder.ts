import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
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
import type { Config } from '../../config.ts'
import { BedrockEmbedder } from './bedrock-embedder.ts'
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
> &
  AwsConfig

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
      usdPerImage: config.NOVA_PRICE_PER_IMAGE
    },
    maxConcurrency: config.BEDROCK_MAX_CONCURRENCY,
    callTimeoutMs: settings.callTimeoutMs,
    requestTimeoutMs: settings.requestTimeoutMs,
    isRefusing: () => rate.isRefusing
  })
}

/**
 * Of dimensions that the model does not have none is chosen here: the catalogue refuses them, and names those that it
 * has.
 */
function largestOf (dimensions: readonly number[]): number {
  return dimensions.every((dimension) => DIMENSIONS.includes(dimension)) ? Math.max(...dimensions) : NATIVE_DIMENSION
}
