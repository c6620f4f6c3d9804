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
import type { Filter } from '../vectors/filter.ts'
import type { PartName, WeightedPart } from './query-part.ts'
import { cutOff, isNearest, rank, type Ranked } from './ranking.ts'
import { relevanceScale } from './relevance.ts'
import { checkRequest, type CheckedRequest, type RequestLimits, type SearchRequest } from './request.ts'
import { SearchItem } from './search-item.ts'
import { suggestionsFor, type Suggestion } from './suggestions.ts'
import type { CatalogueWords, KnownWords } from './text/catalogue-words.ts'
import { understand } from './understanding.ts'
import { findWorded, lookUp, type Worded } from './worded-products.ts'

export interface SearchServiceOptions {
  readonly embedder: CachedEmbedder
  readonly catalogue: CatalogueService
  readonly words: CatalogueWords
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
  /** The shop seems not to have what was asked for: the items are what comes nearest. */
  readonly nearest: boolean
  /** Ways on, where there is nothing or only what is nearest. */
  readonly suggestions: () => Promise<readonly Suggestion[]>
  /** The text that was searched for, where its spelling was put right. */
  readonly correctedText?: string | undefined
  /** False for a text in a language that the model does not read. */
  readonly languageSupported: boolean
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
  readonly offeredText: string | undefined
  readonly hasWords: boolean
  readonly worded: Worded
  readonly opened: OpenIndex
  readonly parts: readonly WeightedPart[]
  readonly signal: AbortSignal
  readonly times: PhaseTimes
}

type Page = Pick<SearchResult, 'items' | 'endCursor' | 'facets' | 'nearest' | 'suggestions'>

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
    const checked = await checkRequest(asked, limits)
    const cursor = asked.after === undefined ? undefined : (await this.#options.cursors()).decode(asked.after, checked.digest)
    const opened = await catalogue.open(dimension, asking.signal)
    const words = checked.text === undefined ? undefined : await this.#words(opened, asking.signal)
    const { request, offeredText, ...understood } = understand(checked, words, embedder.languages)
    return await admission.run(laneOf(request, embedder, opened), asking.signal, async () => {
      const { parts: unweighted, cached, cost } = await inPhase('embed', async () => await embedQuery(request, embedder, opened, asking))
      const embedded = performance.now()
      const parts = weigh(unweighted, request.fusion, opened.manifest.calibration)
      const worded = await lookUp(request.text, words)
      const hasWords = words !== undefined
      const question = { request, offeredText, hasWords, worded, opened, parts, signal: asking.signal, times: {} as PhaseTimes }
      const page = cursor ? await this.#nextPage(cursor, question) : await this.#firstPage(question)
      const end = performance.now()
      const { store: storeMs = 0, rank: rankMs = 0 } = question.times
      const timings = { embedMs: embedded - start, queryMs: end - embedded, storeMs, rankMs, totalMs: end - start }
      return { ...page, ...understood, model: embedder.model, dimension, weights: weightsOf(parts), cached, cost, timings }
    })
  }

  /** Every dimension has the same products; those of the first are read for all. */
  async #words (opened: OpenIndex, signal: AbortSignal): Promise<KnownWords | undefined> {
    const { catalogue, words } = this.#options
    const isFirst = opened.index.spec.dimension === catalogue.dimensions[0]
    return await words.get(isFirst ? opened : await catalogue.open(undefined, signal), signal)
  }

  async #firstPage (question: Question): Promise<Page> {
    const { topK, digest } = question.request
    const list = await this.#rank(question)
    const nearest = isNearest(list)
    const rest = list.slice(topK).map(({ key, score, relevance, isNamed }): Cursor['rest'][number] => isNamed ? [key, score, relevance, isNamed] : [key, score, relevance])
    return {
      items: this.#toItems(list.slice(0, topK), question),
      endCursor: await this.#endCursor({ query: digest, rest, ...(nearest && { nearest }) }),
      facets: async () => countFacets(list.map(({ metadata }) => metadata)),
      nearest,
      suggestions: async () => list.length === 0 || nearest ? await this.#suggest(question) : []
    }
  }

  /** Products deleted since the first page are left out; all others come once and in the order of that page. */
  async #nextPage ({ rest, nearest, ...cursor }: Cursor, question: Question): Promise<Page> {
    const { request: { topK }, opened: { index }, signal, times } = question
    const page = rest.slice(0, topK)
    const records = await inPhase('store', async () => await index.get(page.map(([key]) => key), { signal }), times)
    const ranked = page.flatMap(([key, score, relevance, isNamed = false]) => {
      const record = records.get(key)
      return record ? [{ key, score, relevance, metadata: record.metadata, isNamed }] : []
    })
    return {
      items: this.#toItems(ranked, question),
      endCursor: await this.#endCursor({ ...cursor, nearest, rest: rest.slice(topK) }),
      facets: async () => countFacets((await this.#rank(question)).map(({ metadata }) => metadata)),
      nearest: nearest === true,
      suggestions: async () => nearest ? await this.#suggest(question) : []
    }
  }

  /** The products of all pages, which the facets count. */
  async #rank (question: Question, { filter }: Pick<CheckedRequest, 'filter'> = question.request): Promise<Ranked[]> {
    const { request: { text, like, cutoff }, hasWords, worded, opened, parts, signal, times } = question
    const embedding = fuse(parts)
    const topK = this.#options.candidates
    const [matches, named, others] = await inPhase('store', async () => {
      const [matches, named] = await Promise.all([
        opened.index.query(embedding, { topK, filter, signal }),
        findNamed({ text, isBrand: worded.isBrand, embedding, filter, signal }, opened)
      ])
      return [matches, named, await findWorded(worded, matches, opened, { embedding, filter, signal })]
    }, times)
    return await inPhase('rank', async () => {
      const found = { named: productIds(named), titled: new Set(worded.titled), shares: worded.shares }
      const scale = relevanceScale(parts, opened.manifest.calibration, hasWords)
      const ranked = rank([...matches, ...named, ...others], scale, found).filter(({ productId }) => productId !== like)
      return cutoff ? cutOff(ranked) : ranked
    }, times)
  }

  async #suggest (question: Question): Promise<readonly Suggestion[]> {
    const { request: { productFilter }, offeredText, opened: { manifest } } = question
    const rank = async (filter: Filter | undefined) => {
      const list = await this.#rank(question, { filter })
      return isNearest(list) ? [] : list
    }
    return await suggestionsFor({ correctedText: offeredText, filter: productFilter, manifest, rank })
  }

  #toItems (ranked: ReadonlyArray<Omit<Ranked, 'productId' | 'isTitled'>>, { request, opened: { index }, parts }: Question): SearchItem[] {
    const vectors = once(async () => await index.get(ranked.map(({ key }) => key)))
    const wish = { text: request.text, filter: request.productFilter, now: Date.now() }
    return ranked.map((item) => new SearchItem(item, { parts, wish, vectors }))
  }

  async #endCursor (cursor: Cursor): Promise<string | undefined> {
    return cursor.rest.length > 0 ? (await this.#options.cursors()).encode(cursor) : undefined
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
