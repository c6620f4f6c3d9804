import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { clientSettings, unlogged } from '../../aws/client-settings.ts'
import { observed } from '../../aws/observe-calls.ts'
import type { Config } from '../../config.ts'
import { BedrockEmbedder } from './bedrock-embedder.ts'
import { DIMENSIONS, NATIVE_DIMENSION } from './nova.ts'

export type BedrockConfig = Pick<Config, 'DIMENSIONS' | 'BEDROCK_REGION' | 'BEDROCK_MAX_CONCURRENCY' | 'BEDROCK_REQUESTS_PER_MINUTE' | 'NOVA_QUERY_PURPOSE' |
  'NOVA_PRICE_TEXT_PER_MILLION_TOKENS' | 'NOVA_PRICE_PER_IMAGE' | 'AWS_MAX_ATTEMPTS' | 'AWS_CONNECT_TIMEOUT_MS' | 'AWS_REQUEST_TIMEOUT_MS' | 'AWS_CALL_TIMEOUT_MS'>

/** The embedder of `EMBEDDER=bedrock`. Calls nothing: missing rights and credentials show with the first embedding. */
export function openBedrockEmbedder (config: BedrockConfig): BedrockEmbedder {
  const client = observed(unlogged(new BedrockRuntimeClient(clientSettings({
    region: config.BEDROCK_REGION,
    maxAttempts: config.AWS_MAX_ATTEMPTS,
    connectTimeoutMs: config.AWS_CONNECT_TIMEOUT_MS,
    requestTimeoutMs: config.AWS_REQUEST_TIMEOUT_MS,
    callTimeoutMs: config.AWS_CALL_TIMEOUT_MS,
    maxSockets: config.BEDROCK_MAX_CONCURRENCY,
    requestsPerSecond: config.BEDROCK_REQUESTS_PER_MINUTE === 0 ? undefined : config.BEDROCK_REQUESTS_PER_MINUTE / 60
  }))))
  return new BedrockEmbedder({
    client,
    largestDimension: largestOf(config.DIMENSIONS),
    queryPurpose: config.NOVA_QUERY_PURPOSE === 'AUTO' ? undefined : config.NOVA_QUERY_PURPOSE,
    prices: { usdPerMillionTokens: config.NOVA_PRICE_TEXT_PER_MILLION_TOKENS, usdPerImage: config.NOVA_PRICE_PER_IMAGE },
    maxConcurrency: config.BEDROCK_MAX_CONCURRENCY,
    callTimeoutMs: config.AWS_CALL_TIMEOUT_MS
  })
}

/** Of dimensions that the model does not have none is chosen here: the catalogue refuses them, and names those that it has. */
function largestOf (dimensions: readonly number[]): number {
  return dimensions.every((dimension) => DIMENSIONS.includes(dimension)) ? Math.max(...dimensions) : NATIVE_DIMENSION
}
