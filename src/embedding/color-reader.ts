import type { Embedder, Embedding } from './embedder.ts'

/** An embedder whose embeddings of photos hold what colors the photos show. */
export interface ColorReader extends Embedder {
  /**
   * How likely each color is the name of what the photo shows, adding up to 1; of an embedding of any of `dimensions`.
   */
  colorsOf (photo: Embedding): ReadonlyMap<string, number>
}

export function isColorReader (embedder: Embedder): embedder is ColorReader {
  return 'colorsOf' in embedder
}
