import { performance } from 'node:perf_hooks'
import type { CatalogueService, OpenIndex } from '../catalogue/catalogue-service.ts'
import type { CachedEmbedder, ChargeModel } from '../embedding/cached-embedder.ts'
import { inPhase, type PhaseTimes } from '../shared/in-phase.ts'
import type { Cursor, CursorCodec } from './cursor.ts'
import type { FacetGroup } from './facet-group.ts'
import { weigh } from './fusion.ts'
import { embedQuery, laneOf, type Asking } from './query-embedder.ts'
import type { Admission } from '../shared/admission.ts'
import { withinTime } from '../shared/time-limit.ts'
import { untilAborted } from '../shared/until-aborted.ts'
import { askByPhoto } from './photo-parts.ts'
import type { Listings } from './listing/listings.ts'
import type { PhotoHandles } from './photo-handle.ts'
import {
  checkRequest,
  isBrowsing,
  type CheckedRequest,
  type RequestLimits,
  type SearchRequest,
  type UnderstoodRequest
} from './request.ts'
import { weightsOf, type Page, type SearchResult } from './search-result.ts'
import type { CatalogueWords } from './text/catalogue-words.ts'
import type { KnownWords } from './text/known-words.ts'
import { understand } from './understanding.ts'
import { lookUp, lookUpAll } from './worded-products.ts'
import { ProductFinder } from './product-finder.ts'
import { Pages } from './pages.ts'

export interface SearchServiceOptions {
  readonly embedder: CachedEmbedder
  readonly catalogue: CatalogueService
  readonly listings: Listings
  readonly words: CatalogueWords
  readonly limits: RequestLimits
  readonly admission: Admission
  /** Views fetched and ranked for one search. */
  readonly candidateCount: number
  readonly timeoutMs: number
  /** Made when it is first used. */
  readonly cursors: () => Promise<CursorCodec>
  readonly photos: PhotoHandles
}

/** A request that is understood, with where and when it is answered. */
interface Understood {
  readonly request: UnderstoodRequest
  readonly offeredText: string | undefined
  readonly words: KnownWords | undefined
  readonly opened: OpenIndex
  readonly cursor: Cursor | undefined
  readonly asking: Asking
  /** By `performance.now()`. */
  readonly start: number
}

type Found = Page & Pick<SearchResult, 'photo' | 'model' | 'weights' | 'cached' | 'cost' | 'timings'>

/** Finds products by words, a photo, another product, or any mix of them. */
export class SearchService {
  readonly #options: SearchServiceOptions
  readonly #pages: Pages

  constructor (options: SearchServiceOptions) {
    this.#options = options
    this.#pages = new Pages({ ...options, finder: new ProductFinder(options.candidateCount) })
  }

  /**
   * Rejects with a coded error; SERVER_BUSY at once where its turn would come too late, TIMEOUT after `timeoutMs`, the
   * signal's reason when the caller goes away.
   */
  async search (request: SearchRequest, signal?: AbortSignal, charge?: ChargeModel): Promise<SearchResult> {
    const ends = withinTime(this.#options.timeoutMs, signal)
    // Answered in time whatever goes on below; the turn is kept until that has ended.
    return await untilAborted(this.#search(request, { signal: ends, charge }), ends)
  }

  async #search (asked: SearchRequest, asking: Asking): Promise<SearchResult> {
    const { catalogue, limits, photos } = this.#options
    const start = performance.now()
    const dimension = catalogue.resolveDimension(asked.dimension)
    const known = asked.photo === undefined ? undefined : await photos.read(asked.photo)
    const checked = await checkRequest(asked, limits, known)
    try {
      return await this.#answer(asked, checked, { dimension, start, asking })
    } finally {
      await checked.media.release()
    }
  }

  async #answer (
    asked: SearchRequest,
    checked: CheckedRequest,
    { dimension, start, asking }: { readonly dimension: number; readonly start: number; readonly asking: Asking }
  ): Promise<SearchResult> {
    const { embedder, catalogue, admission } = this.#options
    const cursor =
      asked.after === undefined ? undefined : (await this.#options.cursors()).decode(asked.after, checked.digest())
    const opened = await catalogue.open(dimension, asking.signal)
    // Told before the words are read: under a flood that would take as long as all the rest of a refusal.
    admission.refuseLate(laneOf(checked, embedder, opened), asking.signal)
    const words = checked.text === undefined ? undefined : await this.#words(opened, asking.signal)
    const { request, offeredText, ...understood } = await understand(checked, {
      words,
      languages: embedder.languages,
      facets: opened.manifest.facets,
      isListed: this.#options.listings.has(opened)
    })
    const found = { request, offeredText, words, opened, cursor, asking, start }
    // What is spread comes last, here and below: V8 adds keys to the copy of another object at 1 to 2 µs each.
    const answer = async () => ({ dimension, ...understood, ...(await this.#found(found)) })
    return await admission.run(laneOf(request, embedder, opened), asking.signal, answer)
  }

  /** In its turn: the query embedded, products found and cut into a page. */
  async #found ({ request, offeredText, words, opened, cursor, asking, start }: Understood): Promise<Found> {
    const { embedder, photos } = this.#options
    const embed = async () => await embedQuery(request, embedder, opened, asking)
    const { parts: unweighted, photo, cached, cost } = await inPhase('embed', embed)
    const embedded = performance.now()
    const { recolor, ...question } = askByPhoto(unweighted, request.text, { fusion: request.fusion, embedder })
    const parts = isBrowsing(request) ? [] : weigh(question.parts, question.fusion, opened.manifest.calibration)
    const [worded, unwanted] = await Promise.all([
      lookUp(request.text, words, asking.signal),
      lookUpAll(request.unwantedWords, words, asking.signal)
    ])
    const times: PhaseTimes = {}
    const asked = { request, offeredText, hasWords: words !== undefined, worded, unwanted, opened, parts, recolor }
    const page = await this.#pages.page(cursor, { signal: asking.signal, times, ...asked })
    const end = performance.now()
    const { store: storeMs = 0, rank: rankMs = 0 } = times
    return {
      photo: async () => photo && (await photos.write(photo)),
      model: embedder.model,
      weights: weightsOf(parts),
      cached,
      cost,
      timings: { embedMs: embedded - start, queryMs: end - embedded, storeMs, rankMs, totalMs: end - start },
      ...page
    }
  }

  /** Every dimension has the same products; those of the first are read for all. */
  async #words (opened: OpenIndex, signal: AbortSignal): Promise<KnownWords | undefined> {
    const { catalogue, words } = this.#options
    const isFirst = opened.index.spec.dimension === catalogue.dimensions[0]
    return await words.get(isFirst ? opened : await catalogue.open(undefined, signal), signal)
  }

  /** Groups of values to filter by, over all products that are listed. */
  async catalogueGroups (): Promise<readonly FacetGroup[]> {
    return await this.#pages.catalogueGroups()
  }
}
