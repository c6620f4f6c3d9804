import path from 'node:path'
import { CatalogueService } from './catalogue/catalogue-service.ts'
import type { Patience } from './aws/client-settings.ts'
import { packageRoot, type Config } from './config.ts'
import { CachedEmbedder } from './embedding/cached-embedder.ts'
import { createEmbedder } from './embedding/create-embedder.ts'
import type { Embedder } from './embedding/embedder.ts'
import { ModelWatch } from './embedding/model-watch.ts'
import { SearchService } from './search/search-service.ts'
import { AutoTagService } from './tagging/auto-tag-service.ts'
import { ReviewKnowledge } from './review/review-knowledge.ts'
import { ReviewLog } from './review/review-log.ts'
import { ReviewQueue } from './review/review-queue.ts'
import { ReviewService } from './review/review-service.ts'
import { TaggerLibrary } from './tagging/tagger-library.ts'
import { WriteBack } from './tagging/write-back.ts'
import { createVectorStore } from './vectors/create-vector-store.ts'
import type { VectorStore } from './vectors/vector-store.ts'

/** What the service is made of, below HTTP and GraphQL. */
export interface Services {
  readonly embedder: CachedEmbedder
  readonly store: VectorStore
  readonly catalogue: CatalogueService
  readonly search: SearchService
  readonly modelWatch: ModelWatch
  readonly taggers: TaggerLibrary
  readonly autoTag: AutoTagService
  readonly reviews: ReviewService
  readonly reviewQueue: ReviewQueue
  readonly reviewLog: ReviewLog
  close (): Promise<void>
}

interface Parts {
  readonly embedder: Embedder
  readonly store: VectorStore
  /** How long a manifest is believed before it is read again. Default: that of the catalogue. */
  readonly refreshMs?: number | undefined
}

/** Opens the configured model and store. Who calls it closes what it returns. */
export async function createServices (config: Config, patience: Patience = 'command'): Promise<Services> {
  const embedder = await createEmbedder(config, patience)
  try {
    return composeServices(config, { embedder, store: await createVectorStore(config, patience) })
  } catch (error) {
    await embedder.close()
    throw error
  }
}

/** Opens no file before it is asked. */
export function openReviewLog ({ DATA_DIR, CATALOGUE }: Pick<Config, 'DATA_DIR' | 'CATALOGUE'>): ReviewLog {
  return new ReviewLog(path.join(DATA_DIR, 'reviews', `${CATALOGUE}.jsonl`))
}

/** The use cases over a given model and store, which are closed with them. */
export function composeServices (config: Config, { embedder: model, store, refreshMs }: Parts): Services {
  const embedder = new CachedEmbedder(model, { maxEntries: config.CACHE_MAX_ENTRIES, maxBytes: config.CACHE_MAX_BYTES })
  const catalogue = new CatalogueService({ store, embedder, name: config.CATALOGUE, dimensions: config.DIMENSIONS, ...(refreshMs !== undefined && { refreshMs }) })
  const limits = {
    maxTextLength: Math.min(config.MAX_TEXT_LENGTH, embedder.maxTextLength),
    image: { maxPixels: config.MAX_IMAGE_PIXELS, maxBytes: config.MAX_UPLOAD_BYTES }
  }
  const search = new SearchService({
    embedder,
    catalogue,
    limits,
    candidates: config.SEARCH_CANDIDATES,
    timeoutMs: config.SEARCH_TIMEOUT_MS,
    cursorSecret: config.CURSOR_SECRET || `${config.CATALOGUE} ${embedder.model}`
  })
  const models = path.join(packageRoot, 'models')
  const taggers = new TaggerLibrary({
    embedder: model,
    files: [config.TAXONOMY, path.join(models, 'taxonomy.json')].filter(Boolean),
    shippedProfile: path.join(models, 'tagging.json'),
    shippedLabels: path.join(models, 'labels.bin'),
    dataDir: config.DATA_DIR
  })
  const log = openReviewLog(config)
  const autoTag = new AutoTagService({
    embedder,
    catalogue,
    library: taggers,
    reviews: new ReviewKnowledge(log, catalogue),
    limits,
    timeoutMs: config.SEARCH_TIMEOUT_MS
  })
  const review = { log, autoTag, catalogue, library: taggers }
  return {
    embedder,
    store,
    catalogue,
    search,
    modelWatch: new ModelWatch(model),
    taggers,
    autoTag,
    reviews: new ReviewService({ ...review, writeBack: new WriteBack(catalogue), model: embedder.model }),
    reviewQueue: new ReviewQueue(review),
    reviewLog: log,
    close: async () => await closeAll([taggers, store, embedder])
  }
}

/** One after the other, each whatever became of those before it. */
async function closeAll (parts: ReadonlyArray<{ close (): Promise<void> }>): Promise<void> {
  const faults: unknown[] = []
  for (const part of parts) await part.close().catch((fault: unknown) => faults.push(fault))
  if (faults.length > 0) throw faults[0]
}
