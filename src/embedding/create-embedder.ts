import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { packageRoot } from '../shared/package-root.ts'
import { ModelUnavailableError } from '../errors.ts'
import type { Patience } from '../aws/client-settings.ts'
import type { BedrockConfig } from './bedrock/open-bedrock-embedder.ts'
import type { Embedder } from './embedder.ts'

type EmbedderConfig = ({ readonly EMBEDDER: 'builtin' } & Pick<Config, 'MEDIA_SEGMENT_SECONDS'>) | ({ readonly EMBEDDER: 'bedrock' } & BedrockConfig)

/** Opens the model that `EMBEDDER` names. Rejects with MODEL_UNAVAILABLE where its packages or files are missing. */
export async function createEmbedder (config: EmbedderConfig, patience?: Patience): Promise<Embedder> {
  if (config.EMBEDDER === 'bedrock') {
    const { openBedrockEmbedder } = await import('./bedrock/open-bedrock-embedder.ts')
    return openBedrockEmbedder(config, patience)
  }
  const { BuiltinEmbedder } = await importBuiltin()
  return await BuiltinEmbedder.open({
    modelsDir: join(packageRoot, 'models'),
    segmentSeconds: config.MEDIA_SEGMENT_SECONDS
  })
}

/**
 * Rejects with MODEL_UNAVAILABLE without its runtime, an optional dependency left out of images that embed on Bedrock.
 */
export async function importBuiltin () {
  try {
    return await import('./builtin/builtin-embedder.ts')
  } catch (cause) {
    const [reason] = String(cause instanceof Error ? cause.message : cause).split('\n')
    throw new ModelUnavailableError(
      'builtin',
      `it needs the package onnxruntime-node, install it with: npm install --include=optional (${reason})`,
      { cause }
    )
  }
}
