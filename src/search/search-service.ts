import { performance } from 'node:perf_hooks'
import type { CatalogueService, OpenIndex } from '../catalogue/catalogue-service.ts'
import type { ListedCatalogue } from '../catalogue/listing/listed-catalogue.ts'
import type { CachedEmbedder, ChargeModel } from '../embedding/cached-embedder.ts'
import { TimeoutError } from '../errors.ts'
import { inPhase, type PhaseTimes } from '../shared/in-phase.ts'
import { browse, shelfAfter } from './browse.ts'
import type { Cursor, CursorCodec } from './cursor.ts'
import type { FacetGroup } from './facet-group.ts'
import { facetGroups } from './facet-groups.ts'
import { countFacets } from './facets.ts'
import { fuse, weigh } from './fusion.ts'
import { findNamed, productIds } from './named-products.ts'
import { embedQuery, laneOf, type Asking } from './query-embedder.ts'
import type { Admission } from '../shared/admission.ts'
import { endingIn } from '../shared/deadline.ts'
import { untilAborted } from '../shared/until-aborted.ts'
import type { WeightedPart } from './query-part.ts'
import type { ProductFilter } from './product-filter.ts'
import { askByPhoto } from './photo-parts.ts'
import type { PhotoHandles } from './photo-handle.ts'
import { cutOff, isNearest, rank, type Ranked } from './ranking.ts'
import { statedColors } from './recoloring.ts'
import { relevanceScale } from './relevance.ts'
import { checkRequest, isBrowsing, type CheckedRequest, type RequestLimits, type SearchRequest } from './request.ts'
import { SearchItem } from './search-item.ts'
import { weightsOf, type Page, type SearchResult } from './search-result.ts'
import { sortProducts } from './sort.ts'
import { filterOf } from './spellings.ts'
import { suggestionsFor, type Suggestion, type SuggestionContext } from './suggestions.ts'
import type { CatalogueWords, KnownWords } from './text/catalogue-words.ts'
import { understand } from './understanding.ts'
import type { Metadata } from '../vectors/vector-store.ts'
import { findWorded, lookUp, type Worded } from './worded-products.ts'

export interface SearchServiceOptions {
  readonly embedder: CachedEmbedder
  readonly catalogue: CatalogueService
  readonly listed: ListedCatalogue
  readonly words: CatalogueWords
  readonly limits: RequestLimits
  readonly admission: Admission
  /** Views fetched and ranked for one search. */
  readonly candidates: number
  readonly timeoutMs: number
  /** Made when it is first used. */
  readonly cursors: () => Promise<CursorCodec>
  readonly photos: PhotoHandles
}

/** A question ready to be put to an index. */
interface Question {
  readonly request: CheckedRequest
  readonly offeredText: string | undefined
  readonly hasWords: boolean
  readonly worded: Worded
  readonly opened: OpenIndex
  readonly parts: readonly WeightedPart[]
  /** Words that name the color that the photo's thing should have. */
  readonly recolor: string | undefined
  readonly signal: AbortSignal
  readonly times: PhaseTimes
}

/** Finds products by words, a photo, another product, or any mix of them. */
export class SearchService {
  readonly #options: SearchServiceOptions

  constructor (options: SearchServiceOptions) {
    this.#options = options
  }

  /**
   * Rejects with a coded error; SERVER_BUSY at once where its turn would come too late, TIMEOUT after `timeoutMs`, the
   * signal's reason when the caller goes away.
   */
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
    const { embedder, catalogue, limits, admission, photos } = this.#options
    const start = performance.now()
    const dimension = catalogue.resolveDimension(asked.dimension)
    const known = asked.photo === undefined ? undefined : await photos.read(asked.photo)
    const checked = await checkRequest(asked, limits, known)
    const cursor =
      asked.after === undefined ? undefined : (await this.#options.cursors()).decode(asked.after, checked.digest)
    const opened = await catalogue.open(dimension, asking.signal)
    const words = checked.text === undefined ? undefined : await this.#words(opened, asking.signal)
    const { request, offeredText, ...understood } = understand(checked, words, embedder.languages)
    return await admission.run(laneOf(request, embedder, opened), asking.signal, async () => {
      const {
        parts: unweighted,
        photo,
        cached,
        cost
      } = await inPhase('embed', async () => await embedQuery(request, embedder, opened, asking))
      const embedded = performance.now()
      const question = askByPhoto(unweighted, request.text, { fusion: request.fusion, embedder })
      const parts = isBrowsing(request) ? [] : weigh(question.parts, question.fusion, opened.manifest.calibration)
      const worded = await lookUp(request.text, words)
      const hasWords = words !== undefined
      const put: Question = {
        request,
        offeredText,
        hasWords,
        worded,
        opened,
        parts,
        recolor: question.recolor,
        signal: asking.signal,
        times: {}
      }
      const page = await this.#page(cursor, put)
      const end = performance.now()
      const { store: storeMs = 0, rank: rankMs = 0 } = put.times
      const timings = { embedMs: embedded - start, queryMs: end - embedded, storeMs, rankMs, totalMs: end - start }
      return {
        ...page,
        ...understood,
        photo: async () => photo && (await photos.write(photo)),
        model: embedder.model,
        dimension,
        weights: weightsOf(parts),
        cached,
        cost,
        timings
      }
    })
  }

  /** Every dimension has the same products; those of the first are read for all. */
  async #words (opened: OpenIndex, signal: AbortSignal): Promise<KnownWords | undefined> {
    const { catalogue, words } = this.#options
    const isFirst = opened.index.spec.dimension === catalogue.dimensions[0]
    return await words.get(isFirst ? opened : await catalogue.open(undefined, signal), signal)
  }

  /** Groups of values to filter by, over all products that are listed. */
  async catalogueGroups (): Promise<readonly FacetGroup[]> {
    const list = await this.#options.listed.get('count its facets')
    return await list.derive(
      `groups ${minute()}`,
      async () => await facetGroups(async () => metadataOf(list.products), {})
    )
  }

  async #page (cursor: Cursor | undefined, question: Question): Promise<Page> {
    if (isBrowsing(question.request)) return await this.#browsedPage(cursor, question)
    return cursor ? await this.#nextPage(cursor, question) : await this.#firstPage(question)
  }

  async #firstPage (question: Question): Promise<Page> {
    const { topK, digest } = question.request
    const list = await this.#rank(question)
    const nearest = isNearest(list)
    const rest = list
      .slice(topK)
      .map(({ key, score, relevance, isNamed }): Cursor['rest'][number] =>
        isNamed ? [key, score, relevance, isNamed] : [key, score, relevance]
      )
    return {
      items: this.#toItems(list.slice(0, topK), question),
      endCursor: await this.#endCursor({ query: digest, rest, total: list.length, ...(nearest && { nearest }) }),
      total: async () => list.length,
      ...this.#counts(question, async () => list),
      nearest,
      suggestions: async () => (list.length === 0 || nearest ? await this.#suggest(question) : [])
    }
  }

  /** Products deleted since the first page are left out; all others come once and in the order of that page. */
  async #nextPage ({ rest, nearest, total, ...cursor }: Cursor, question: Question): Promise<Page> {
    const {
      request: { topK },
      opened: { index },
      signal,
      times
    } = question
    const page = rest.slice(0, topK)
    const records = await inPhase(
      'store',
      async () =>
        await index.get(
          page.map(([key]) => key),
          { signal }
        ),
      times
    )
    const ranked = page.flatMap(([key, score, relevance, isNamed = false]) => {
      const record = records.get(key)
      return record ? [{ key, score, relevance, metadata: record.metadata, isNamed }] : []
    })
    const list = once(async () => await this.#rank(question))
    return {
      items: this.#toItems(ranked, question),
      endCursor: await this.#endCursor({ ...cursor, nearest, total, rest: rest.slice(topK) }),
      total: async () => total ?? (await list()).length,
      ...this.#counts(question, list),
      nearest: nearest === true,
      suggestions: async () => (nearest ? await this.#suggest(question) : [])
    }
  }

  /** What all pages of a search have; a group with a choice of its own costs one query more. */
  #counts (
    question: Question,
    list: () => Promise<readonly Ranked[]>
  ): Pick<Page, 'totalScope' | 'facets' | 'facetGroups'> {
    const { wanted } = question.request
    const found = async (filter: ProductFilter) =>
      metadataOf(filter === wanted ? await list() : await this.#rank(question, filter))
    return {
      totalScope: 'CANDIDATES',
      facets: async () => countFacets(await found(wanted)),
      facetGroups: async () => await facetGroups(found, wanted)
    }
  }

  /** Products that are deleted and still listed are left out. */
  async #browsedPage (cursor: Cursor | undefined, question: Question): Promise<Page> {
    const {
      request: { topK, digest, wanted, sort },
      opened,
      signal,
      times
    } = question
    const list = await inPhase('store', async () => await this.#options.listed.get('browse', signal), times)
    const find = (filter: ProductFilter) => browse(list, filterOf(filter, opened.manifest.facets), sort)
    const found = await inPhase('rank', async () => find(wanted), times)
    const { products, next } = shelfAfter(found, cursor?.browsed, topK)
    const records = await inPhase(
      'store',
      async () =>
        await opened.index.get(
          products.map(({ key }) => key),
          { signal }
        ),
      times
    )
    const items = products.flatMap(({ key }) =>
      records.has(key) ? [{ key, score: 0, relevance: 0, metadata: records.get(key)!.metadata, isNamed: false }] : []
    )
    return {
      items: this.#toItems(items, question),
      endCursor: next && (await this.#endCursor({ query: digest, rest: [], browsed: next })),
      total: async () => found.length,
      totalScope: list.isWhole ? 'CATALOGUE' : 'LISTED',
      facets: async () => list.derive(`facets ${digest} ${minute()}`, () => countFacets(metadataOf(found))),
      facetGroups: async () =>
        await list.derive(
          `groups ${digest} ${minute()}`,
          async () => await facetGroups(async (filter) => metadataOf(find(filter)), wanted)
        ),
      nearest: false,
      suggestions: async () =>
        found.length === 0 ? await this.#suggest(question, async (filter) => find(filter)) : []
    }
  }

  /** The products of all pages, which the facets count. */
  async #rank (question: Question, asked = question.request.wanted): Promise<Ranked[]> {
    const {
      request: { text, like, cutoff, sort },
      hasWords,
      worded,
      opened,
      parts,
      recolor,
      signal,
      times
    } = question
    const embedding = fuse(parts)
    const filter = filterOf(asked, opened.manifest.facets)
    const topK = this.#options.candidates
    const [matches, named, others] = await inPhase(
      'store',
      async () => {
        const [matches, named] = await Promise.all([
          opened.index.query(embedding, { topK, filter, signal }),
          findNamed({ text, isBrand: worded.isBrand, embedding, filter, signal }, opened)
        ])
        return [matches, named, await findWorded(worded, matches, opened, { embedding, filter, signal })]
      },
      times
    )
    return await inPhase(
      'rank',
      async () => {
        const found = {
          named: productIds(named),
          titled: new Set(worded.titled),
          shares: worded.shares,
          stated: recolor === undefined ? undefined : statedColors(recolor),
          isByPhoto: recolor !== undefined || parts.every(({ name }) => name === 'IMAGE')
        }
        const scale = relevanceScale(parts, opened.manifest.calibration, hasWords)
        const ranked = rank([...matches, ...named, ...others], scale, found).filter(
          ({ productId }) => productId !== like
        )
        const kept = cutoff ? cutOff(ranked) : ranked
        return sort.length === 0 ? kept : sortProducts(kept, sort, ({ metadata }) => metadata)
      },
      times
    )
  }

  /** `rank`: the products of the same question under another filter, without those that are only nearest. */
  async #suggest (
    question: Question,
    rank: SuggestionContext['rank'] = async (filter) => await this.#likely(question, filter)
  ): Promise<readonly Suggestion[]> {
    const {
      request: { wanted: filter },
      offeredText: correctedText,
      opened: { manifest }
    } = question
    return await suggestionsFor({ correctedText, filter, manifest, rank })
  }

  async #likely (question: Question, filter: ProductFilter): Promise<readonly Ranked[]> {
    const list = await this.#rank(question, filter)
    return isNearest(list) ? [] : list
  }

  #toItems (
    ranked: ReadonlyArray<Omit<Ranked, 'productId' | 'isTitled'>>,
    { request, opened: { index }, parts }: Question
  ): SearchItem[] {
    const vectors = once(async () => await index.get(ranked.map(({ key }) => key)))
    const wish = { text: request.text, filter: request.wanted, now: Date.now() }
    return ranked.map((item) => new SearchItem(item, { parts, wish, vectors }))
  }

  async #endCursor (cursor: Cursor): Promise<string | undefined> {
    return cursor.rest.length > 0 || cursor.browsed ? (await this.#options.cursors()).encode(cursor) : undefined
  }
}

/** Counts of prices hold so long: sales begin and end. */
function minute (): number {
  return Math.floor(Date.now() / 60_000)
}

function metadataOf (products: ReadonlyArray<{ readonly metadata: Metadata }>): Metadata[] {
  return products.map(({ metadata }) => metadata)
}

function once<T> (make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return async () => await (made ??= make())
}
