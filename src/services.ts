import { CatalogueService } from './catalogue/catalogue-service.ts'
import { ListedCatalogue } from './catalogue/listing/listed-catalogue.ts'
import { MediaLoader } from './catalogue/media/load-media.ts'
import { ProductImageLoader } from './catalogue/photos/load-image.ts'
import { CatalogueWriter, type CatalogueWriterOptions } from './catalogue/write/catalogue-writer.ts'
import type { Patience } from './aws/client-settings.ts'
import type { Config } from './config/config.ts'
import { CachedEmbedder } from './embedding/cached-embedder.ts'
import type { MediaLimits } from './media/media-file.ts'
import { createEmbedder } from './embedding/create-embedder.ts'
import type { Embedder } from './embedding/embedder.ts'
import { SigningSecret } from './search/signing-secret.ts'
import { Admission } from './shared/admission.ts'
import { ModelWatch } from './embedding/model-watch.ts'
import { SearchService } from './search/search-service.ts'
import { SuggestService } from './search/suggest/suggest-service.ts'
import { AutoTagService } from './tagging/auto-tag-service.ts'
import { openReviewLog, openReviewStore } from './review/store/open-review-store.ts'
import type { ReviewStore } from './review/store/review-store.ts'
import { ReviewQueue } from './review/review-queue.ts'
import { ReviewService } from './review/review-service.ts'
import { DecisionApplier } from './review/decision-applier.ts'
import { TaggerLibrary } from './tagging/tagger-library.ts'
import { createVectorStore } from './vectors/create-vector-store.ts'
import type { VectorStore } from './vectors/vector-store.ts'
import { composeSearch } from './compose-search.ts'
import { composeTagging } from './compose-tagging.ts'

/** What the service is made of, below HTTP and GraphQL. */
export interface Services {
  readonly embedder: CachedEmbedder
  readonly store: VectorStore
  /** What every request that works passes through. */
  readonly admission: Admission
  readonly catalogue: CatalogueService
  /** What browsing and suggesting share; forgotten when products are written here. */
  readonly listed: ListedCatalogue
  readonly suggest: SuggestService
  readonly writer: CatalogueWriter
  readonly search: SearchService
  readonly modelWatch: ModelWatch
  readonly taggers: TaggerLibrary
  readonly autoTag: AutoTagService
  readonly reviews: ReviewService
  readonly reviewQueue: ReviewQueue
  readonly reviewLog: ReviewStore
  readonly applier: DecisionApplier
  readonly signingSecret: SigningSecret
  close(): Promise<void>
}

interface Parts {
  readonly embedder: Embedder
  readonly store: VectorStore
  /** Default: the file in DATA_DIR. */
  readonly reviews?: ReviewStore | undefined
  /** How long a manifest is believed before it is read again. Default: that of the catalogue. */
  readonly refreshMs?: number | undefined
}

/** Opens the configured model and store. Who calls it closes what it returns. */
export async function createServices (config: Config, patience: Patience = 'command'): Promise<Services> {
  const embedder = await createEmbedder(config, patience)
  try {
    const reviews = await openReviewStore(config, patience)
    return composeServices(config, { embedder, store: await createVectorStore(config, patience), reviews })
  } catch (error) {
    await embedder.close()
    throw error
  }
}

const MEDIA_URL = '/media/'

/** Products come by their own addresses or from the folder that photos are served from. */
function openWriter (
  config: Config,
  place: Pick<CatalogueWriterOptions, 'store' | 'catalogue' | 'embedder' | 'decisions' | 'onChange'>
): CatalogueWriter {
  const {
    MEDIA_DIR,
    MAX_UPLOAD_BYTES: maxBytes,
    MAX_IMAGE_PIXELS: maxPixels,
    ALLOW_PRIVATE_IMAGE_URLS: allowPrivate
  } = config
  const loader = new ProductImageLoader({ root: MEDIA_DIR, mediaUrl: MEDIA_URL, maxBytes, maxPixels, allowPrivate })
  const media = mediaLimits(config)
  const fetchTimeoutMs = config.WRITE_TIMEOUT_MS / 3
  const mediaLoader = new MediaLoader({ ...media, root: MEDIA_DIR, mediaUrl: MEDIA_URL, allowPrivate, fetchTimeoutMs })
  return new CatalogueWriter({
    ...place,
    loader,
    mediaLoader,
    filterableAttributes: config.FILTERABLE_ATTRIBUTES,
    timeoutMs: config.WRITE_TIMEOUT_MS,
    mediaUrl: MEDIA_DIR === '' ? undefined : MEDIA_URL
  })
}

/** What an ingest or a write takes of clips, documents and sounds. */
export function mediaLimits (
  { MAX_MEDIA_BYTES, MAX_MEDIA_SECONDS, MAX_DOCUMENT_PAGES }: Config
): MediaLimits {
  return { maxBytes: MAX_MEDIA_BYTES, maxSeconds: MAX_MEDIA_SECONDS, maxPages: MAX_DOCUMENT_PAGES }
}

/** The use cases over a given model and store, which are closed with them. */
export function composeServices (
  config: Config,
  { embedder: model, store, reviews: log = openReviewLog(config), refreshMs }: Parts
): Services {
  const embedder = new CachedEmbedder(model, {
    maxEntries: config.CACHE_MAX_ENTRIES,
    maxBytes: config.CACHE_MAX_BYTES
  })
  const catalogue = new CatalogueService({
    store,
    embedder,
    name: config.CATALOGUE,
    dimensions: config.DIMENSIONS,
    ...(refreshMs !== undefined && { refreshMs })
  })
  const embedders = { embedder, model }
  const { listed, admission, limits, ...found } = composeSearch(config, { ...embedders, catalogue })
  const onChange = (): void => listed.forget()
  const needs = { ...embedders, catalogue, log, listed, admission, limits }
  const { decisions, applier, taggers, ...tags } = composeTagging(config, needs)
  const writer = openWriter(config, { store, catalogue, embedder: model, decisions, onChange })
  return {
    ...found,
    ...tags,
    embedder,
    store,
    admission,
    catalogue,
    listed,
    writer,
    modelWatch: new ModelWatch(model),
    taggers,
    applier,
    reviewLog: log,
    close: async () => await closeAll([applier, writer, taggers, log, store, embedder])
  }
}

/** One after the other, each whatever became of those before it. */
async function closeAll (parts: ReadonlyArray<{ close(): Promise<void> }>): Promise<void> {
  const problems: unknown[] = []
  for (const part of parts) await part.close().catch((problem: unknown) => problems.push(problem))
  if (problems.length > 0) throw problems[0]
}
