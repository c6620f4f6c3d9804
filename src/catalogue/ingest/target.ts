import type { VectorStore } from '../../vectors/vector-store.ts'
import { indexName, readGenerations } from '../generations.ts'
import { readManifest, type Manifest } from '../manifest.ts'
import type { Progress } from './checkpoint.ts'

/** Where an ingest writes. */
export interface Target {
  readonly generation: number
  /** The one that searches answer from now. */
  readonly live: number
  /** Searches answer from another one until this is complete. */
  readonly isBeside: boolean
  /** What is there of it is deleted first. */
  readonly recreate: boolean
}

export interface TargetQuestion {
  readonly store: VectorStore
  readonly catalogue: string
  readonly dimensions: readonly number[]
  readonly recreate: boolean
  /** Of an interrupted run of the same file, model and settings. */
  readonly progress: Progress | undefined
}

/**
 * The live generation; or the next one, where a catalogue that was once complete is built anew, or such a build was
 * interrupted. A catalogue that never was complete has nothing worth keeping.
 */
export async function chooseTarget ({
  store,
  catalogue,
  dimensions,
  recreate,
  progress
}: TargetQuestion): Promise<Target> {
  const { live } = await readGenerations(store, catalogue)
  const next = live + 1
  const manifests = async (generation: number) => await readManifests(store, { catalogue, dimensions, generation })
  if (progress?.generation === next && (await manifests(next)).every((manifest) => manifest?.run === progress.run)) {
    return { generation: next, live, isBeside: true, recreate: false }
  }
  const isBeside = recreate && (await manifests(live)).some((manifest) => manifest?.updatedAt !== undefined)
  return { generation: isBeside ? next : live, live, isBeside, recreate }
}

interface Place {
  readonly catalogue: string
  readonly dimensions: readonly number[]
  readonly generation: number
}

async function readManifests (
  store: VectorStore,
  { catalogue, dimensions, generation }: Place
): Promise<Array<Manifest | undefined>> {
  return await Promise.all(
    dimensions.map(async (dimension) => {
      const index = await store.openIndex(indexName(catalogue, dimension, generation))
      return index && (await readManifest(index))
    })
  )
}
