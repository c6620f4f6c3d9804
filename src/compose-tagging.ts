import path from 'node:path'
import { CatalogueService } from './catalogue/catalogue-service.ts'
import type { Config } from './config/config.ts'
import { packageRoot } from './shared/package-root.ts'
import type { Embedder } from './embedding/embedder.ts'
import { AutoTagService } from './tagging/auto-tag-service.ts'
import { KeptDecisions } from './review/kept-decisions.ts'
import { ReviewKnowledge } from './review/review-knowledge.ts'
import type { ReviewStore } from './review/store/review-store.ts'
import { ReviewQueue } from './review/review-queue.ts'
import { ReviewService } from './review/review-service.ts'
import { DecisionApplier } from './review/decision-applier.ts'
import { ShopTree } from './tagging/shop-tree.ts'
import { TaggerLibrary } from './tagging/tagger-library.ts'
import { WriteBack } from './tagging/write-back.ts'
import type { VectorStore } from './vectors/vector-store.ts'
import type { SearchParts, Embedders } from './compose-search.ts'

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

interface TaggingNeeds extends Embedders, Pick<SearchParts, 'listed' | 'admission' | 'limits'> {
  readonly catalogue: CatalogueService
  readonly log: ReviewStore
}

export interface TaggingParts {
  readonly taggers: TaggerLibrary
  readonly autoTag: AutoTagService
  readonly decisions: KeptDecisions
  readonly applier: DecisionApplier
  readonly reviews: ReviewService
  readonly reviewQueue: ReviewQueue
}

/** What merchandisers ask: tags, and their decisions on them. */
export function composeTagging (
  config: Config,
  { embedder, model, catalogue, log, listed, admission, limits }: TaggingNeeds
): TaggingParts {
  const taggers = openTaggers(config, model)
  const applying = {
    taxonomies: async () => await taggers.taxonomies(),
    writeBack: new WriteBack(catalogue),
    tree: new ShopTree(catalogue)
  }
  const applier = new DecisionApplier({ ...applying, store: log, onApplied: () => listed.forget() })
  const decisions = new KeptDecisions({ ...applying, log })
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
    taggers,
    autoTag,
    decisions,
    applier,
    reviews: new ReviewService({ ...review, applier, decisions, model: embedder.model }),
    reviewQueue: new ReviewQueue(review)
  }
}
