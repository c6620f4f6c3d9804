import type { Embedder, Embedding } from './embedder.ts'

/** An embedder whose embeddings of photos hold what colours the photos show. */
export interface ColourReader extends Embedder {
  /** How likely each colour is the name of what the photo shows, adding up to 1; of an embedding of any of `dimensions`. */
  coloursOf (photo: Embedding): ReadonlyMap<string, number>
}

export function isColourReader (embedder: Embedder): embedder is ColourReader {
  return 'coloursOf' in embedder
}
