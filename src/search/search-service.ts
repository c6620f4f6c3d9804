import { performance } from 'node:perf_hooks'
import type { CatalogueService, OpenIndex } from '../catalogue/catalogue-service.ts'
import type { FacetCounts } from '../catalogue/manifest.ts'
import type { CachedEmbedder } from '../embedding/cached-embedder.ts'
import type { ModelCost } from '../embedding/metered-embedder.ts'
import { TimeoutError } from '../errors.ts'
import { endingIn } from '../shared/deadline.ts'
import { CursorCodec, type Cursor } from './cursor.ts'
import { countFacets } from './facets.ts'
import { fuse, weigh } from './fusion.ts'
import { findNamed, productIds } from './named-products.ts'
import { embedQuery } from './query-embedder.ts'
import type { PartName, WeightedPart } from './query-part.ts'
import { cutOff, rank, type Ranked } from './ranking.ts'
import { relevanceScale } from './relevance.ts'
import { checkRequest, type CheckedRequest, type RequestLimits, type SearchRequest } from './request.ts'
import { SearchItem } from './search-item.ts'

export interface SearchServiceOptions {
  readonly embedder: CachedEmbedder
  readonly catalogue: CatalogueService
  readonly limits: RequestLimits
  /** Views fetched and ranked for one search. */
  readonly candidates: number
  readonly timeoutMs: number
  readonly cursorSecret: string
}

/** Milliseconds spent in each phase of a search. */
export interface Timings {
  readonly embedMs: number
  readonly queryMs: number
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
}

/** Finds products by words, a photo, another product, or any mix of them. */
export class SearchService {
  readonly #options: SearchServiceOptions
  readonly #cursors: CursorCodec

  constructor (options: SearchServiceOptions) {
    this.#options = options
    this.#cursors = new CursorCodec(options.cursorSecret)
  }

  /** Rejects with a coded error; TIMEOUT after `timeoutMs`, the signal's reason when the caller goes away. */
  async search (request: SearchRequest, signal?: AbortSignal): Promise<SearchResult> {
    const { timeoutMs } = this.#options
    const timeout = AbortSignal.timeout(timeoutMs)
    try {
      return await this.#search(request, endingIn(timeoutMs, signal ? AbortSignal.any([signal, timeout]) : timeout))
    } catch (cause) {
      throw cause === timeout.reason && timeout.aborted ? new TimeoutError(timeoutMs, { cause }) : cause
    }
  }

  async #search (asked: SearchRequest, signal: AbortSignal): Promise<SearchResult> {
    const { embedder, catalogue, limits } = this.#options
    const start = performance.now()
    const dimension = catalogue.resolveDimension(asked.dimension)
    const request = await checkRequest(asked, limits)
    const cursor = asked.after === undefined ? undefined : this.#cursors.decode(asked.after, request.digest)
    const opened = await catalogue.open(dimension, signal)
    const { parts: unweighted, cached, cost } = await embedQuery(request, embedder, opened, signal)
    const embedded = performance.now()
    const parts = weigh(unweighted, request.fusion, opened.manifest.calibration)
    const question = { request, opened, parts, signal }
    const page = cursor ? await this.#nextPage(cursor, question) : await this.#firstPage(question)
    const timings = { embedMs: embedded - start, queryMs: performance.now() - embedded, totalMs: performance.now() - start }
    return { ...page, model: embedder.model, dimension, weights: weightsOf(parts), cached, cost, timings }
  }

  async #firstPage (question: Question): Promise<Pick<SearchResult, 'items' | 'endCursor' | 'facets'>> {
    const { topK, digest } = question.request
    const list = await this.#rank(question)
    const rest = list.slice(topK).map(({ key, score, relevance, isNamed }): Cursor['rest'][number] => isNamed ? [key, score, relevance, isNamed] : [key, score, relevance])
    return {
      items: this.#toItems(list.slice(0, topK), question),
      endCursor: this.#endCursor(digest, rest),
      facets: async () => countFacets(list.map(({ metadata }) => metadata))
    }
  }

  /** Products deleted since the first page are left out; all others come once and in the order of that page. */
  async #nextPage ({ query, rest }: Cursor, question: Question): Promise<Pick<SearchResult, 'items' | 'endCursor' | 'facets'>> {
    const { request: { topK }, opened: { index }, signal } = question
    const page = rest.slice(0, topK)
    const records = await index.get(page.map(([key]) => key), { signal })
    const ranked = page.flatMap(([key, score, relevance, isNamed = false]) => {
      const record = records.get(key)
      return record ? [{ key, score, relevance, metadata: record.metadata, isNamed }] : []
    })
    return {
      items: this.#toItems(ranked, question),
      endCursor: this.#endCursor(query, rest.slice(topK)),
      facets: async () => countFacets((await this.#rank(question)).map(({ metadata }) => metadata))
    }
  }

  /** The products of all pages, which the facets count. */
  async #rank ({ request: { text, like, filter, cutoff }, opened, parts, signal }: Question): Promise<Ranked[]> {
    const embedding = fuse(parts)
    const topK = this.#options.candidates
    const [matches, named] = await Promise.all([
      opened.index.query(embedding, { topK, filter, signal }),
      findNamed(text, embedding, opened, filter, signal)
    ])
    const ranked = rank([...matches, ...named], relevanceScale(parts, opened.manifest.calibration), productIds(named))
    const others = ranked.filter(({ productId }) => productId !== like)
    return cutoff ? cutOff(others) : others
  }

  #toItems (ranked: ReadonlyArray<Omit<Ranked, 'productId'>>, { opened: { index }, parts }: Question): SearchItem[] {
    const vectors = once(async () => await index.get(ranked.map(({ key }) => key)))
    return ranked.map((item) => new SearchItem(item, parts, vectors))
  }

  #endCursor (query: string, rest: Cursor['rest']): string | undefined {
    return rest.length > 0 ? this.#cursors.encode({ query, rest }) : undefined
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
