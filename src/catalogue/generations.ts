import { StoreDamagedError } from '../errors.ts'
import type { VectorIndex, VectorStore } from '../vectors/vector-store.ts'
import { RESERVED_KEY_PREFIX } from './record-keys.ts'

/** Which sets of indexes a catalogue has: one may be built beside the one that is searched. */
export interface Generations {
  /** The one that searches and writes use. */
  readonly live: number
  /** Those that were live before and are still there, the newest first. */
  readonly kept: readonly number[]
  /** The one that is built beside it; what is written meanwhile is noted, see `write-journal.ts`. */
  readonly building?: number | undefined
}

/** Of a catalogue that was never built anew. */
export const FIRST: Generations = { live: 1, kept: [] }

const KEY = `${RESERVED_KEY_PREFIX}live`
const DIMENSION = 1
const VALUE_KEY = 'attributes'

/** The first generation has the names that catalogues always had. */
export function indexName (catalogue: string, dimension: number, generation = FIRST.live): string {
  return generation === FIRST.live ? `${catalogue}-${dimension}` : `${catalogue}-g${generation}-${dimension}`
}

/** Name of the index whose record says which generation is live; there from the second generation on. */
export function pointerName (catalogue: string): string {
  return `${catalogue}-live`
}

export async function readGenerations (store: VectorStore, catalogue: string): Promise<Generations> {
  const name = pointerName(catalogue)
  const index = await store.openIndex(name)
  const record = (await index?.get([KEY]))?.get(KEY)
  return record ? parse(name, String(record.metadata[VALUE_KEY])) : FIRST
}

/** Makes a generation the live one: one write of one record, for all dimensions and all processes. */
export async function switchTo (store: VectorStore, catalogue: string, generation: number): Promise<void> {
  const { live, kept } = await readGenerations(store, catalogue)
  if (live === generation) return
  await write(store, catalogue, { live: generation, kept: [live, ...kept.filter((other) => other !== generation)] })
}

/** Says that a generation is built beside the live one, until it is switched to. */
export async function markBuilding (store: VectorStore, catalogue: string, generation: number): Promise<void> {
  await write(store, catalogue, { ...(await readGenerations(store, catalogue)), building: generation })
}

/** Deletes the indexes of the generations that are kept; resolves to their names. */
export async function pruneGenerations (store: VectorStore, catalogue: string): Promise<string[]> {
  const { kept, ...others } = await readGenerations(store, catalogue)
  const names = await namesOf(store, catalogue, kept)
  for (const name of names) await store.deleteIndex(name)
  if (kept.length > 0) await write(store, catalogue, { ...others, kept: [] })
  return names
}

/** Names of the indexes that there are of these generations, whatever their dimension. */
export async function namesOf (
  store: VectorStore,
  catalogue: string,
  generations: readonly number[]
): Promise<string[]> {
  if (generations.length === 0) return []
  const specs = await store.listIndexes()
  const wanted = new Set(
    specs.flatMap(({ dimension }) => generations.map((generation) => indexName(catalogue, dimension, generation)))
  )
  return specs
    .map(({ name }) => name)
    .filter((name) => wanted.has(name))
    .sort()
}

async function write (store: VectorStore, catalogue: string, generations: Generations): Promise<void> {
  const index = await openPointer(store, catalogue)
  const metadata = { kind: 'generations', [VALUE_KEY]: JSON.stringify(generations) }
  await index.upsert([{ key: KEY, embedding: Float32Array.of(1), metadata }])
}

export async function openPointer (store: VectorStore, catalogue: string): Promise<VectorIndex> {
  return await store.createIndex({
    name: pointerName(catalogue),
    dimension: DIMENSION,
    metric: 'cosine',
    nonFilterableKeys: [VALUE_KEY]
  })
}

function parse (name: string, text: string): Generations {
  try {
    const { live, kept, building } = JSON.parse(text) as Generations
    const all = [live, ...kept, ...(building === undefined ? [] : [building])]
    if (all.every(Number.isInteger)) return { live, kept, ...(building !== undefined && { building }) }
    throw new TypeError(`it says ${text}`)
  } catch (cause) {
    throw new StoreDamagedError(name, 'its record of the live generation is not readable', { cause })
  }
}
