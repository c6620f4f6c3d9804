import { FIRST, readGenerations } from '../catalogue/generations.ts'
import type { VectorStore } from '../vectors/vector-store.ts'

/** The generation to examine. What keeps the store from saying it is met again, and told, with each index. */
export async function liveGeneration (store: VectorStore, catalogue: string): Promise<number> {
  return await readGenerations(store, catalogue).then(({ live }) => live, () => FIRST.live)
}
