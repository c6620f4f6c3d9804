import { availableParallelism } from 'node:os'
import path from 'node:path'
import { CatalogueService } from './catalogue/catalogue-service.ts'
import { ListedCatalogue } from './catalogue/listing/listed-catalogue.ts'
import type { Config } from './config/config.ts'
import { CachedEmbedder } from './embedding/cached-embedder.ts'
import type { Embedder } from './embedding/embedder.ts'
import { WITHOUT_READER } from './media/media-names.ts'
import { CursorCodec } from './search/cursor.ts'
import { SigningSecret } from './search/signing-secret.ts'
import { MAX_NAMED_RECORDS } from './search/named-products.ts'
import { Listings } from './search/listing/listings.ts'
import { PhotoHandles } from './search/photo-handle.ts'
import { CatalogueWords } from './search/text/catalogue-words.ts'
import { MAX_WORDED } from './search/worded-products.ts'
import { Admission } from './shared/admission.ts'
import type { QueryMediaLimits } from './search/query-media.ts'
import { SearchService } from './search/search-service.ts'
import { SuggestService } from './search/suggest/suggest-service.ts'
import type { RequestLimits } from './search/request.ts'

const QUERY_SECONDS = 30
const QUERY_PAGES = 10

function queryMediaLimits ({ MAX_UPLOAD_BYTES }: Config, { model, media }: Embedder): QueryMediaLimits {
  return {
    model,
    maxBytes: MAX_UPLOAD_BYTES,
    maxSeconds: QUERY_SECONDS,
    maxPages: QUERY_PAGES,
    whyNot: (kind) => (media ? media.whyNot(kind) : WITHOUT_READER)
  }
}

/** Kept beside the embedded store. Other stores serve several processes, which need one from outside. */
function openSigningSecret ({ CURSOR_SECRET: setting, VECTOR_STORE, DATA_DIR }: Config): SigningSecret {
  const file = VECTOR_STORE === 'lancedb' ? path.join(DATA_DIR, 'cursor-secret') : undefined
  return new SigningSecret({ setting, file })
}

/** Where the vectors are: a catalogue of the same name elsewhere has other products. */
function placeOf (config: Config): string {
  if (config.VECTOR_STORE === 's3') return `${config.S3_VECTORS_REGION} ${config.S3_VECTOR_BUCKET}`
  if (config.VECTOR_STORE === 'lancedb') return path.resolve(config.DATA_DIR)
  // Without user and password, which change and differ from replica to replica.
  return `${config.DATABASE_URL.split('@').at(-1)} ${config.DATABASE_SCHEMA}`
}

function cursorsOf (config: Config, secret: SigningSecret, model: string): () => Promise<CursorCodec> {
  const maxProducts = config.SEARCH_CANDIDATES + MAX_NAMED_RECORDS + MAX_WORDED
  const purpose = [config.CATALOGUE, model, placeOf(config)].join(' ')
  const make = async () => new CursorCodec({ secret: await secret.for(purpose), maxProducts })
  let made: Promise<CursorCodec> | undefined
  return async () => await (made ??= make())
}

function photosOf ({ CATALOGUE, PHOTO_HOURS }: Config, secret: SigningSecret, embedder: Embedder): PhotoHandles {
  return new PhotoHandles({
    secret: async () => await secret.for(`photos ${CATALOGUE}`),
    model: embedder.model,
    size: embedder.dimensions[0]!,
    lifetimeMs: PHOTO_HOURS * 3_600_000
  })
}

const AT_ONCE_PER_CORE = 4
/** Calls over a network wait more than they work. */
const AT_ONCE_REMOTE = 64

/** Enough to keep model and store busy: more at once would not be faster, only later. */
function searchesAtOnce ({ EMBEDDER, VECTOR_STORE, BEDROCK_MAX_CONCURRENCY }: Config): number {
  const isRemote = EMBEDDER === 'bedrock' || VECTOR_STORE !== 'lancedb'
  return isRemote ? Math.max(AT_ONCE_REMOTE, 2 * BEDROCK_MAX_CONCURRENCY) : AT_ONCE_PER_CORE * availableParallelism()
}

/** One model, with the cache of its query embeddings and bare. */
export interface Embedders {
  readonly embedder: CachedEmbedder
  readonly model: Embedder
}

export interface SearchParts {
  readonly search: SearchService
  readonly suggest: SuggestService
  readonly listed: ListedCatalogue
  readonly admission: Admission
  readonly limits: RequestLimits
  readonly signingSecret: SigningSecret
}

/** What shoppers ask. */
export function composeSearch (
  config: Config,
  { embedder, model, catalogue }: Embedders & { readonly catalogue: CatalogueService }
): SearchParts {
  const limits = {
    maxTextLength: Math.min(config.MAX_TEXT_LENGTH, embedder.maxTextLength),
    foldAlike: config.FOLD_ALIKE,
    image: { maxPixels: config.MAX_IMAGE_PIXELS, maxBytes: config.MAX_UPLOAD_BYTES },
    media: queryMediaLimits(config, model)
  }
  const signingSecret = openSigningSecret(config)
  const admission = new Admission({
    concurrency: config.SEARCHES_AT_ONCE || searchesAtOnce(config),
    maxWaitMs: config.MAX_WAIT_MS
  })
  const timeoutMs = config.SEARCH_TIMEOUT_MS
  const listed = new ListedCatalogue({ catalogue, maxProducts: config.LISTED_PRODUCTS })
  const search = new SearchService({
    embedder,
    catalogue,
    listings: new Listings({ catalogue, listed }),
    words: new CatalogueWords({ maxProducts: config.TEXT_INDEX_PRODUCTS }),
    limits,
    admission,
    candidateCount: config.SEARCH_CANDIDATES,
    timeoutMs,
    cursors: cursorsOf(config, signingSecret, embedder.model),
    photos: photosOf(config, signingSecret, embedder)
  })
  const suggest = new SuggestService({ listed, maxTextLength: limits.maxTextLength, timeoutMs })
  return { search, suggest, listed, admission, limits, signingSecret }
}
