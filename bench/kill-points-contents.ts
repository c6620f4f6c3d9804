import { indexName, readGenerations } from '../src/catalogue/generations.ts'
import { readManifest, type Manifest } from '../src/catalogue/manifest.ts'
import { productIdOf, RESERVED_KEY_PREFIX } from '../src/catalogue/record-keys.ts'
import type { Metadata } from '../src/vectors/vector-store.ts'
import { LanceDbVectorStore } from '../src/vectors/lancedb/lancedb-vector-store.ts'
import { DIMENSIONS } from './kill-points-work.ts'

interface Record {
  readonly id: string
  readonly metadata: Metadata
  readonly whole: string
}

/** What one index holds, by key; keys that it lists more than once are apart. */
export interface Contents {
  readonly records: ReadonlyMap<string, Record>
  readonly doubled: readonly string[]
  readonly manifest: Manifest | undefined
}

/** The generation that is searched. */
export async function liveGeneration (dataDir: string): Promise<number> {
  const store = await LanceDbVectorStore.open({ dataDir })
  try {
    return (await readGenerations(store, 'shop')).live
  } finally {
    await store.close()
  }
}

/**
 * The index of each dimension, undefined where there is none; default: of the generation that is searched. Rejects
 * where the store cannot be opened.
 */
export async function contentsOf (
  dataDir: string,
  generation?: number
): Promise<ReadonlyArray<Contents | undefined>> {
  const store = await LanceDbVectorStore.open({ dataDir })
  try {
    const wanted = generation ?? (await readGenerations(store, 'shop')).live
    const all: Array<Contents | undefined> = []
    for (const dimension of DIMENSIONS) all.push(await readIndex(store, indexName('shop', dimension, wanted)))
    return all
  } finally {
    await store.close()
  }
}

async function readIndex (store: LanceDbVectorStore, name: string): Promise<Contents | undefined> {
  const index = await store.openIndex(name)
  if (index === undefined) return undefined
  const records = new Map<string, Record>()
  const doubled: string[] = []
  for await (const { key, embedding, metadata } of index.list()) {
    if (records.has(key)) doubled.push(key)
    // Runs differ in when they wrote.
    const { added, ...said } = metadata
    const whole = JSON.stringify([Array.from(embedding), Object.entries(said).sort()])
    if (!key.startsWith(RESERVED_KEY_PREFIX)) records.set(key, { id: productIdOf(key), metadata, whole })
  }
  return { records, doubled, manifest: await readManifest(index) }
}

/** What differs between two states of all indexes. */
export function differences (
  found: ReadonlyArray<Contents | undefined>,
  expected: ReadonlyArray<Contents | undefined>
): string[] {
  return found.flatMap((contents, i) => {
    const wanted = expected[i]!
    if (contents === undefined) return [`lost: the index of ${DIMENSIONS[i]}`]
    const lost = [...wanted.records].filter(([key]) => !contents.records.has(key)).map(([key]) => `lost: ${key}`)
    const different = [...contents.records].filter(([key, { whole }]) => wanted.records.get(key)?.whole !== whole)
    return [
      ...lost,
      ...different.map(([key]) => `${wanted.records.has(key) ? 'different' : 'doubled'}: ${key}`),
      ...contents.doubled.map((key) => `doubled: ${key}`)
    ]
  })
}
