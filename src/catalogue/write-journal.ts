import { randomUUID } from 'node:crypto'
import { chunks } from '../shared/chunks.ts'
import type { VectorStore } from '../vectors/vector-store.ts'
import { openPointer, pointerName } from './generations.ts'

const PREFIX = 'written:'
const VALUE_KEY = 'attributes'
const DELETE_BATCH = 500

/** Notes that products are written while a generation is built; the last note of each stands. At most 500. */
export async function noteWritten (store: VectorStore, catalogue: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const index = await openPointer(store, catalogue)
  const metadata = { kind: 'written', [VALUE_KEY]: randomUUID() }
  await index.upsert([...new Set(ids)].map((id) => ({ key: `${PREFIX}${id}`, embedding: Float32Array.of(1), metadata })))
}

/** What stands noted: the last note of each product by its id. */
export async function readWritten (store: VectorStore, catalogue: string): Promise<Map<string, string>> {
  const index = await store.openIndex(pointerName(catalogue))
  const notes = new Map<string, string>()
  if (!index) return notes
  for await (const { key, metadata } of index.listMetadata()) {
    if (key.startsWith(PREFIX)) notes.set(key.slice(PREFIX.length), String(metadata[VALUE_KEY]))
  }
  return notes
}

/** For a build that begins: what was written before is in the generation that was live then. */
export async function forgetWritten (store: VectorStore, catalogue: string): Promise<void> {
  const keys = [...(await readWritten(store, catalogue)).keys()].map((id) => `${PREFIX}${id}`)
  const index = keys.length > 0 ? await store.openIndex(pointerName(catalogue)) : undefined
  for (const some of chunks(keys, DELETE_BATCH)) await index?.delete(some)
}
