import { availableParallelism } from 'node:os'
import path from 'node:path'
import { CatalogueService } from './catalogue/catalogue-service.ts'
import { ListedCatalogue } from './catalogue/listing/listed-catalogue.ts'
import { MediaLoader } from './catalogue/media/load-media.ts'
import { ProductImageLoader } from './catalogue/photos/load-image.ts'
import { CatalogueWriter, type CatalogueWriterOptions } from './catalogue/write/catalogue-writer.ts'
import type { Patience } from './aws/client-settings.ts'
import type { Config } from './config/config.ts'
import { packageRoot } from './shared/package-root.ts'
import { CachedEmbedder } from './embedding/cached-embedder.ts'
import type { MediaLimits } from './media/media-file.ts'
import { createEmbedder } from './embedding/create-embedder.ts'
import type { Embedder } from './embedding/embedder.ts'
import { CursorCodec } from './search/cursor.ts'
import { CursorSecret } from './search/cursor-secret.ts'
import { MAX_NAMED_VIEWS } from './search/named-products.ts'
import { Listings } from './search/listing/listings.ts'
import { PhotoHandles } from './search/photo-handle.ts'
import { CatalogueWords } from './search/text/catalogue-words.ts'
import { MAX_WORDED } from './search/worded-products.ts'
import { Admission } from './shared/admission.ts'
import { ModelWatch } from './embedding/model-watch.ts'
import type { QueryMediaLimits } from './search/query-media.ts'
import { SearchService } from './search/search-service.ts'
import { SuggestService } from './search/suggest/suggest-service.ts'
import { AutoTagService } from './tagging/auto-tag-service.ts'
import { KeptDecisions } from './review/kept-decisions.ts'
import { ReviewKnowledge } from './review/review-knowledge.ts'
import { openReviewLog, openReviewStore } from './review/store/open-review-store.ts'
import type { ReviewStore } from './review/store/review-store.ts'
import { ReviewQueue } from './review/review-queue.ts'
import { ReviewService } from './review/review-service.ts'
import { Settler } from './review/settler.ts'
import { ShopTree } from './tagging/shop-tree.ts'
import { TaggerLibrary } from './tagging/tagger-library.ts'
import { WriteBack } from './tagging/write-back.ts'
import { createVectorStore } from './vectors/create-vector-store.ts'
import type { VectorStore } from './vectors/vector-store.ts'

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
  readonly settler: Settler
  readonly cursorSecret: CursorSecret
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
  const mediaLoader = new MediaLoader({ ...media, root: MEDIA_DIR, mediaUrl: MEDIA_URL, allowPrivate })
  return new CatalogueWriter({
    ...place,
    loader,
    mediaLoader,
    filterableAttributes: config.FILTERABLE_ATTRIBUTES,
    mediaUrl: MEDIA_DIR === '' ? undefined : MEDIA_URL
  })
}

/** What an ingest or a write takes of clips, documents and sounds. */
export function mediaLimits (
  { MAX_MEDIA_BYTES, MAX_MEDIA_SECONDS, MAX_DOCUMENT_PAGES }: Config
): MediaLimits {
  return { maxBytes: MAX_MEDIA_BYTES, maxSeconds: MAX_MEDIA_SECONDS, maxPages: MAX_DOCUMENT_PAGES }
}

const QUERY_SECONDS = 30
const QUERY_PAGES = 10

function queryMediaLimits ({ MAX_UPLOAD_BYTES }: Config, { model, media }: Embedder): QueryMediaLimits {
  return {
    model,
    maxBytes: MAX_UPLOAD_BYTES,
    maxSeconds: QUERY_SECONDS,
    maxPages: QUERY_PAGES,
    whyNot: (kind) => (media ? media.whyNot(kind) : 'it reads words and photos only')
  }
}

/** Kept beside the embedded store; the others have no place for it, and several processes. */
function openCursorSecret ({ CURSOR_SECRET: setting, VECTOR_STORE, DATA_DIR }: Config): CursorSecret {
  const file = VECTOR_STORE === 'lancedb' ? path.join(DATA_DIR, 'cursor-secret') : undefined
  return new CursorSecret({ setting, file })
}

function cursorsOf (config: Config, secret: CursorSecret, model: string): () => Promise<CursorCodec> {
  const maxProducts = config.SEARCH_CANDIDATES + MAX_NAMED_VIEWS + MAX_WORDED
  const make = async () => new CursorCodec({ secret: await secret.for(`${config.CATALOGUE} ${model}`), maxProducts })
  let made: Promise<CursorCodec> | undefined
  return async () => await (made ??= make())
}

function photosOf ({ CATALOGUE, PHOTO_HOURS }: Config, secret: CursorSecret, embedder: Embedder): PhotoHandles {
  return new PhotoHandles({
    secret: async () => await secret.for(`photos ${CATALOGUE}`),
    model: embedder.model,
    size: embedder.dimensions[0]!,
    lifetimeMs: PHOTO_HOURS * 3_600_000
  })
}

function openTaggers ({ TAXONOMY, DATA_DIR: dataDir }: Config, embedder: Embedder): TaggerLibrary {
  const models = path.join(packageRoot, 'models')
  return new TaggerLibrary({
    embedder,
    files: [TAXONOMY, path.join(models, 'taxonomy.json')].filter(Boolean),
    shippedProfile: path.join(models, 'tagging.json'),
    shippedLabels: path.join(models, 'labels.bin'),
    dataDir
  })
}

/** What people decided about a catalogue, for an ingest to keep; needs nothing to be closed. */
export function openDecisions (
  config: Config,
  { embedder, store, reviews }: { embedder: Embedder; store: VectorStore; reviews: ReviewStore }
): KeptDecisions {
  const { CATALOGUE: name, DIMENSIONS: dimensions } = config
  const taggers = openTaggers(config, embedder)
  const catalogue = new CatalogueService({ store, embedder, name, dimensions })
  return new KeptDecisions({
    log: reviews,
    taxonomies: async () => await taggers.taxonomies(),
    writeBack: new WriteBack(catalogue),
    tree: new ShopTree(catalogue)
  })
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
  const limits = {
    maxTextLength: Math.min(config.MAX_TEXT_LENGTH, embedder.maxTextLength),
    foldAlike: config.FOLD_ALIKE,
    image: { maxPixels: config.MAX_IMAGE_PIXELS, maxBytes: config.MAX_UPLOAD_BYTES },
    media: queryMediaLimits(config, model)
  }
  const cursorSecret = openCursorSecret(config)
  const admission = new Admission({
    concurrency: config.SEARCHES_AT_ONCE || searchesAtOnce(config),
    maxWaitMs: config.MAX_WAIT_MS
  })
  const listed = new ListedCatalogue({ catalogue, maxProducts: config.LISTED_PRODUCTS })
  const search = new SearchService({
    embedder,
    catalogue,
    listings: new Listings({ catalogue, listed }),
    words: new CatalogueWords({ maxProducts: config.TEXT_INDEX_PRODUCTS }),
    limits,
    admission,
    candidates: config.SEARCH_CANDIDATES,
    timeoutMs: config.SEARCH_TIMEOUT_MS,
    cursors: cursorsOf(config, cursorSecret, embedder.model),
    photos: photosOf(config, cursorSecret, embedder)
  })
  const taggers = openTaggers(config, model)
  const settling = {
    taxonomies: async () => await taggers.taxonomies(),
    writeBack: new WriteBack(catalogue),
    tree: new ShopTree(catalogue)
  }
  const settler = new Settler({ ...settling, store: log, onSettled: () => listed.forget() })
  const decisions = new KeptDecisions({ ...settling, log })
  const writer = openWriter(config, { store, catalogue, embedder: model, decisions, onChange: () => listed.forget() })
  const autoTag = new AutoTagService({
    embedder,
    catalogue,
    library: taggers,
    admission,
    reviews: new ReviewKnowledge(log, catalogue),
    limits,
    timeoutMs: config.SEARCH_TIMEOUT_MS
  })
  const review = { log, autoTag, catalogue, listed, library: taggers }
  return {
    embedder,
    store,
    admission,
    catalogue,
    listed,
    suggest: new SuggestService({ listed, maxTextLength: limits.maxTextLength, timeoutMs: config.SEARCH_TIMEOUT_MS }),
    writer,
    search,
    modelWatch: new ModelWatch(model),
    taggers,
    autoTag,
    reviews: new ReviewService({ ...review, settler, decisions, model: embedder.model }),
    reviewQueue: new ReviewQueue(review),
    reviewLog: log,
    settler,
    cursorSecret,
    close: async () => await closeAll([settler, writer, taggers, log, store, embedder])
  }
}

const AT_ONCE_PER_CORE = 4
/** Calls over a network wait more than they work. */
const AT_ONCE_REMOTE = 64

/** Enough to keep model and store busy: more at once would not be faster, only later. */
function searchesAtOnce ({ EMBEDDER, VECTOR_STORE, BEDROCK_MAX_CONCURRENCY }: Config): number {
  const isRemote = EMBEDDER === 'bedrock' || VECTOR_STORE !== 'lancedb'
  return isRemote ? Math.max(AT_ONCE_REMOTE, 2 * BEDROCK_MAX_CONCURRENCY) : AT_ONCE_PER_CORE * availableParallelism()
}

/** One after the other, each whatever became of those before it. */
async function closeAll (parts: ReadonlyArray<{ close(): Promise<void> }>): Promise<void> {
  const problems: unknown[] = []
  for (const part of parts) await part.close().catch((problem: unknown) => problems.push(problem))
  if (problems.length > 0) throw problems[0]
}
