import type { Embedder, Embedding } from './embedder.ts'

/** An embedder whose embeddings of photos have parts that can count more or less in a question. */
export interface PhotoShaper extends Embedder {
  /** A stored or fresh photo as a question for its own product: looks count more. Of any of `dimensions`. */
  asQuestion (photo: Embedding): Embedding
  /** As a question for the same thing in the colors that the words name; undefined where they name none. */
  inColorsOf (photo: Embedding, words: string): Embedding | undefined
}

export function isPhotoShaper (embedder: Embedder): embedder is PhotoShaper {
  return 'asQuestion' in embedder && 'inColorsOf' in embedder
}

/** The photo itself of a model whose embeddings have no parts. */
export function asQuestion (embedder: Embedder, photo: Embedding): Embedding {
  return isPhotoShaper(embedder) ? embedder.asQuestion(photo) : photo
}

export function inColorsOf (embedder: Embedder, photo: Embedding, words: string): Embedding | undefined {
  return isPhotoShaper(embedder) ? embedder.inColorsOf(photo, words) : undefined
}
