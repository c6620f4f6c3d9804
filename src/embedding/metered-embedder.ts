import type { EmbedInput, Embedder } from './embedder.ts'

/** What an embedder has used since it was made. Prices are settings: the sum is an estimate, not a bill. */
export interface ModelUsage {
  readonly calls: number
  readonly images: number
  /** Tokens of text as the service counts them; a quarter of the characters where it does not say. */
  readonly inputTokens: number
  /** Pages of documents, seconds of clips and of sounds; absent where there were none. */
  readonly pages?: number | undefined
  readonly videoSeconds?: number | undefined
  readonly audioSeconds?: number | undefined
  readonly estimatedUsd: number
}

/** What one question asks of such a model. */
export interface ModelCost {
  readonly modelCalls: number
  readonly estimatedUsd: number
}

/** An embedder whose model is paid by use. */
export interface MeteredEmbedder extends Embedder {
  readonly usage: ModelUsage
  /** What embedding an input costs, told before it is done. */
  estimateUsd (input: EmbedInput): number
}

export function isMetered (embedder: Embedder): embedder is MeteredEmbedder {
  return 'estimateUsd' in embedder
}
