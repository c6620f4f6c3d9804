import type { EmbedInput, EmbedOptions, Embedder, Embedding } from './embedder.ts'

/** An embedder whose model also makes the shorter embeddings itself, so that cutting can be held against them. */
export interface SizedEmbedder extends Embedder {
  /** As `embed`, but the model's own answer at any of its dimensions. */
  embedAt (input: EmbedInput, dimension: number, options: EmbedOptions): Promise<Embedding>
}

export function isSizedEmbedder (embedder: Embedder): embedder is SizedEmbedder {
  return 'embedAt' in embedder
}
