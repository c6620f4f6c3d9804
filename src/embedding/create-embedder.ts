import { join } from 'node:path'
import { packageRoot, type Config } from '../config.ts'
import { ModelUnavailableError } from '../errors.ts'
import type { Embedder } from './embedder.ts'

/** Opens the model that `EMBEDDER` names. Rejects with MODEL_UNAVAILABLE where its packages or files are missing. */
export async function createEmbedder (_config: Pick<Config, 'EMBEDDER'>): Promise<Embedder> {
  const { BuiltinEmbedder } = await importBuiltin()
  return await BuiltinEmbedder.open({ modelsDir: join(packageRoot, 'models') })
}

// Its runtime is an optional dependency, left out of images that embed on Bedrock.
async function importBuiltin () {
  try {
    return await import('./builtin/builtin-embedder.ts')
  } catch (cause) {
    const [reason] = String(cause instanceof Error ? cause.message : cause).split('\n')
    throw new ModelUnavailableError('builtin', `it needs the package onnxruntime-node, install it with: npm install --include=optional (${reason})`, { cause })
  }
}
