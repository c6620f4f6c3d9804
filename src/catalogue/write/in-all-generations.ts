import type { Embedder } from '../../embedding/embedder.ts'
import { CatalogueEmptyError, ModelMismatchError } from '../../errors.ts'
import type { VectorStore } from '../../vectors/vector-store.ts'
import type { CatalogueService } from '../catalogue-service.ts'
import { indexName, readGenerations } from '../generations.ts'
import { readManifest } from '../manifest.ts'
import { noteWritten } from '../write-journal.ts'

export interface WrittenPlace {
  readonly store: VectorStore
  readonly catalogue: CatalogueService
  readonly embedder: Pick<Embedder, 'model'>
}

/**
 * Writes to the live generation, and sees to it that one which is built meanwhile gets the same. Products are noted
 * before and after the write, so that the build takes them over whenever it looks; a write during whose time the
 * generations were switched is done once more, and answers as the first time: the build may have taken it over by then.
 * Rejects with MODEL_MISMATCH where the live one is of another model.
 */
export async function inAllGenerations<T> (
  place: WrittenPlace,
  ids: readonly string[],
  write: () => Promise<T>
): Promise<T> {
  const { store, catalogue } = place
  if (catalogue.isPinned) return await write()
  const generations = async () => await readGenerations(store, catalogue.name)
  const note = async () => await noteWritten(store, catalogue.name, ids)
  let first: { readonly result: T } | undefined
  for (;;) {
    const { live, building } = await generations()
    if (building !== undefined) await note()
    await seeGeneration(place, live)
    const result = await write()
    first ??= { result }
    // In this order: who builds reads the notes once more after it has switched.
    const isBuilding = (await generations()).building !== undefined
    if (isBuilding) await note()
    if ((await generations()).live === live) return first.result
  }
}

/** What is known of the catalogue may be seconds old. */
async function seeGeneration ({ store, catalogue, embedder }: WrittenPlace, live: number): Promise<void> {
  const [dimension] = catalogue.dimensions
  const wanted = indexName(catalogue.name, dimension!, live)
  const isSeen = async () => (await catalogue.open(dimension)).index.spec.name === wanted
  try {
    if (await isSeen()) return
    await catalogue.renew()
    if (await isSeen()) return
  } catch (error) {
    // Whether it is to be begun, the write itself decides.
    if (error instanceof CatalogueEmptyError) return
    throw error
  }
  const index = await store.openIndex(wanted)
  const manifest = index && (await readManifest(index))
  if (manifest) throw new ModelMismatchError(catalogue.name, manifest.model, embedder.model)
}
