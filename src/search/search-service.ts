import { performance } from 'node:perf_hooks'
import type { CatalogueService, OpenIndex } from '../catalogue/catalogue-service.ts'
import type { FacetCounts } from '../catalogue/manifest.ts'
import type { CachedEmbedder, ChargeModel } from '../embedding/cached-embedder.ts'
import type { ModelCost } from '../embedding/metered-embedder.ts'
import { TimeoutError } from '../errors.ts'
import { inPhase, type PhaseTimes } from '../shared/in-phase.ts'
import type { Cursor, CursorCodec } from './cursor.ts'
import { countFacets } from './facets.ts'
import { fuse, weigh } from './fusion.ts'
import { findNamed, productIds } from './named-products.ts'
import { embedQuery, laneOf, type Asking } from './query-embedder.ts'
import type { Admission } from '../shared/admission.ts'
import { endingIn } from '../shared/deadline.ts'
import { untilAborted } from '../shared/until-aborted.ts'
import type { PartName, WeightedPart } from './query-part.ts'
import { cutOff, rank, type Ranked } from './ranking.ts'
import { relevanceScale } from './relevance.ts'
import { checkRequest, type CheckedRequest, type RequestLimits, type SearchRequest } from './request.ts'
import { SearchItem } from './search-item.ts'

export interface SearchServiceOptions {
  readonly embedder: CachedEmbedder
  readonly catalogue: CatalogueService
  readonly limits: RequestLimits
  readonly admission: Admission
  /** Views fetched and ranked for one search. */
  readonly candidates: number
  readonly timeoutMs: number
  /** Made when it is first used. */
  readonly cursors: () => Promise<CursorCodec>
}

/** Milliseconds spent in each phase of a search. */
export interface Timings {
  readonly embedMs: number
  readonly queryMs: number
  /** Within `queryMs`: waiting for the store. */
  readonly storeMs?: number
  /** Within `queryMs`: grouping and cutting. */
  readonly rankMs?: number
  readonly totalMs: number
}

export interface SearchResult {
  readonly items: readonly SearchItem[]
  /** Cursor of the next page; absent on the last. */
  readonly endCursor?: string | undefined
  readonly facets: () => Promise<FacetCounts>
  readonly model: string
  readonly dimension: number
  readonly weights: ReadonlyArray<{ readonly part: PartName, readonly weight: number }>
  readonly cached: readonly PartName[]
  readonly timings: Timings
  /** Of the model; absent where it bills nobody. */
  readonly cost?: ModelCost | undefined
}

/** A question ready to be put to an index. */
interface Question {
  readonly request: CheckedRequest
  readonly opened: OpenIndex
  readonly parts: readonly WeightedPart[]
  readonly signal: AbortSignal
  readonly times: PhaseTimes
}

/** Finds products by words, a photo, another product, or any mix of them. */
export class SearchService {
  readonly #options: SearchServiceOptions

  constructor (options: SearchServiceOptions) {
    this.#options = options
  }

  /** Rejects with a coded error; SERVER_BUSY at once where its turn would come too late, TIMEOUT after `timeoutMs`, the signal's reason when the caller goes away. */
  async search (request: SearchRequest, signal?: AbortSignal, charge?: ChargeModel): Promise<SearchResult> {
    const { timeoutMs } = this.#options
    const timeout = AbortSignal.timeout(timeoutMs)
    try {
      const ends = endingIn(timeoutMs, signal ? AbortSignal.any([signal, timeout]) : timeout)
      // Answered in time whatever goes on below; the turn is kept until that has ended.
      return await untilAborted(this.#search(request, { signal: ends, charge }), ends)
    } catch (cause) {
      throw cause === timeout.reason && timeout.aborted ? new TimeoutError(timeoutMs, { cause }) : cause
    }
  }

  async #search (asked: SearchRequest, asking: Asking): Promise<SearchResult> {
    const { embedder, catalogue, limits, admission } = this.#options
    const start = performance.now()
    const dimension = catalogue.resolveDimension(asked.dimension)
    const request = await checkRequest(asked, limits)
    const cursor = asked.after === undefined ? undefined : (await this.#options.cursors()).decode(asked.after, request.digest)
    const opened = await catalogue.open(dimension, asking.signal)
    return await admission.run(laneOf(request, embedder, opened), asking.signal, async () => {
      const { parts: unweighted, cached, cost } = await inPhase('embed', async () => await embedQuery(request, embedder, opened, asking))
      const embedded = performance.now()
      const parts = weigh(unweighted, request.fusion, opened.manifest.calibration)
      const question = { request, opened, parts, signal: asking.signal, times: {} as PhaseTimes }
      const page = cursor ? await this.#nextPage(cursor, question) : await this.#firstPage(question)
      const end = performance.now()
      const { store: storeMs = 0, rank: rankMs = 0 } = question.times
      const timings = { embedMs: embedded - start, queryMs: end - embedded, storeMs, rankMs, totalMs: end - start }
      return { ...page, model: embedder.model, dimension, weights: weightsOf(parts), cached, cost, timings }
    })
  }

  async #firstPage (question: Question): Promise<Pick<SearchResult, 'items' | 'endCursor' | 'facets'>> {
    const { topK, digest } = question.request
    const list = await this.#rank(question)
    const rest = list.slice(topK).map(({ key, score, relevance, isNamed }): Cursor['rest'][number] => isNamed ? [key, score, relevance, isNamed] : [key, score, relevance])
    return {
      items: this.#toItems(list.slice(0, topK), question),
      endCursor: await this.#endCursor(digest, rest),
      facets: async () => countFacets(list.map(({ metadata }) => metadata))
    }
  }

  /** Products deleted since the first page are left out; all others come once and in the order of that page. */
  async #nextPage ({ query, rest }: Cursor, question: Question): Promise<Pick<SearchResult, 'items' | 'endCursor' | 'facets'>> {
    const { request: { topK }, opened: { index }, signal, times } = question
    const page = rest.slice(0, topK)
    const records = await inPhase('store', async () => await index.get(page.map(([key]) => key), { signal }), times)
    const ranked = page.flatMap(([key, score, relevance, isNamed = false]) => {
      const record = records.get(key)
      return record ? [{ key, score, relevance, metadata: record.metadata, isNamed }] : []
    })
    return {
      items: this.#toItems(ranked, question),
      endCursor: await this.#endCursor(query, rest.slice(topK)),
      facets: async () => countFacets((await this.#rank(question)).map(({ metadata }) => metadata))
    }
  }

  /** The products of all pages, which the facets count. */
  async #rank ({ request: { text, like, filter, cutoff }, opened, parts, signal, times }: Question): Promise<Ranked[]> {
    const embedding = fuse(parts)
    const topK = this.#options.candidates
    const [matches, named] = await inPhase('store', async () => await Promise.all([
      opened.index.query(embedding, { topK, filter, signal }),
      findNamed(text, embedding, opened, filter, signal)
    ]), times)
    return await inPhase('rank', async () => {
      const ranked = rank([...matches, ...named], relevanceScale(parts, opened.manifest.calibration), productIds(named))
      const others = ranked.filter(({ productId }) => productId !== like)
      return cutoff ? cutOff(others) : others
    }, times)
  }

  #toItems (ranked: ReadonlyArray<Omit<Ranked, 'productId'>>, { request, opened: { index }, parts }: Question): SearchItem[] {
    const vectors = once(async () => await index.get(ranked.map(({ key }) => key)))
    const wish = { text: request.text, filter: request.wanted, now: Date.now() }
    return ranked.map((item) => new SearchItem(item, { parts, wish, vectors }))
  }

  async #endCursor (query: string, rest: Cursor['rest']): Promise<string | undefined> {
    return rest.length > 0 ? (await this.#options.cursors()).encode({ query, rest }) : undefined
  }
}

function weightsOf (parts: readonly WeightedPart[]): SearchResult['weights'] {
  const weights = new Map<PartName, number>()
  for (const { name, weight } of parts) weights.set(name, (weights.get(name) ?? 0) + weight)
  return [...weights].map(([part, weight]) => ({ part, weight }))
}

function once<T> (make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return async () => await (made ??= make())
}
