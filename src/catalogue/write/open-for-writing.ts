import { randomUUID } from 'node:crypto'
import type { Embedder } from '../../embedding/embedder.ts'
import { CatalogueEmptyError } from '../../errors.ts'
import type { VectorStore } from '../../vectors/vector-store.ts'
import { CatalogueIndexes, type Entry } from '../catalogue-indexes.ts'
import type { CatalogueService } from '../catalogue-service.ts'
import { readGenerations } from '../generations.ts'

export interface Opened {
  readonly entries: readonly Entry[]
  readonly indexes: CatalogueIndexes
  /** To be called once the first products of a new catalogue are in; counts them. */
  readonly finish?: () => Promise<void>
}

export interface WritingPlace {
  readonly store: VectorStore
  readonly catalogue: CatalogueService
  readonly embedder: Embedder
}

/** Of a catalogue that a write has begun, in place of the file that an ingest had read. */
const SOURCE = 'written product by product'

/** The indexes that searches use, all of them. Rejects with CATALOGUE_EMPTY where one was never filled. */
export async function openExisting ({ catalogue, embedder }: Omit<WritingPlace, 'store'>): Promise<Opened> {
  const entries = await Promise.all(catalogue.dimensions.map(async (dimension) => await catalogue.open(dimension)))
  return { entries, indexes: new CatalogueIndexes(entries, embedder) }
}

/** The same; a catalogue that was never filled at any dimension is begun. */
export async function openOrBegin (place: WritingPlace): Promise<Opened> {
  const { catalogue } = place
  const opened = await Promise.allSettled(
    catalogue.dimensions.map(async (dimension) => await catalogue.open(dimension))
  )
  const isNew = opened.every((result) => result.status === 'rejected' && result.reason instanceof CatalogueEmptyError)
  return isNew ? await begin(place) : await openExisting(place)
}

async function begin ({ store, catalogue: { name, dimensions }, embedder }: WritingPlace): Promise<Opened> {
  const { live } = await readGenerations(store, name)
  const indexes = await CatalogueIndexes.open({
    store,
    catalogue: name,
    dimensions,
    embedder,
    generation: live,
    recreate: false
  })
  const runId = randomUUID()
  await indexes.begin(runId)
  const finish = async () => await indexes.finish(runId, SOURCE, { isMeasured: false })
  return { entries: indexes.entries, indexes, finish }
}
