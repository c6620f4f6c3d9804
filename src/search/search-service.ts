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
import { inOrder } from './in-order.ts'
import { withMetadata } from './late-metadata.ts'
import { findNamed, productIds } from './named-products.ts'
import { embedQuery, laneOf, type Asking } from './query-embedder.ts'
import type { Admission } from '../shared/admission.ts'
import { endingIn } from '../shared/deadline.ts'
import { once } from '../shared/once.ts'
import { untilAborted } from '../shared/until-aborted.ts'
import type { WeightedPart } from './query-part.ts'
import type { ProductFilter } from './product-filter.ts'
import { askByPhoto, byPhoto } from './photo-parts.ts'
import type { PhotoHandles } from './photo-handle.ts'
import { cutOff, isNearest, rank, type Ranked } from './ranking.ts'
import { relevanceScale } from './relevance.ts'
import {
  checkRequest,
  isBrowsing,
  type CheckedRequest,
  type RequestLimits,
  type SearchRequest,
  type UnderstoodRequest
} from './request.ts'
import { SearchItem, type ShownMatch } from './search-item.ts'
import { weightsOf, type Page, type SearchResult } from './search-result.ts'
import { filterOf } from './spellings.ts'
import { suggestionsFor, type Suggestion, type SuggestionContext } from './suggestions.ts'
import type { CatalogueWords, KnownWords } from './text/catalogue-words.ts'
import { toProduct } from '../catalogue/records.ts'
import { isVaried, varied } from './variety.ts'
import { understand } from './understanding.ts'
import type { Metadata } from '../vectors/vector-store.ts'
import { findWorded, lookUp, namedByAny, type Worded } from './worded-products.ts'

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
  readonly request: UnderstoodRequest
  readonly offeredText: string | undefined
  readonly hasWords: boolean
  readonly worded: Worded
  /** Ids of products that the text does not want. */
  readonly leftOut: ReadonlySet<string>
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
    const { embedder, catalogue, admission, photos } = this.#options
    const cursor =
      asked.after === undefined ? undefined : (await this.#options.cursors()).decode(asked.after, checked.digest())
    const opened = await catalogue.open(dimension, asking.signal)
    const words = checked.text === undefined ? undefined : await this.#words(opened, asking.signal)
    const { request, offeredText, ...understood } = await understand(checked, {
      words,
      languages: embedder.languages,
      facets: opened.manifest.facets,
      isListed: this.#options.listed.isKept
    })
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
      const [worded, leftOut] = await Promise.all([lookUp(request.text, words), namedByAny(request.leftOut, words)])
      const hasWords = words !== undefined
      const put: Question = {
        request,
        offeredText,
        hasWords,
        worded,
        leftOut,
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
    const found = await this.#rank(question)
    const list = await this.#varied(found, question)
    const nearest = isNearest(list)
    return {
      items: this.#toItems(await this.#read(list.slice(0, topK), question), question),
      ...(await this.#next(list.length > topK, () => {
        const rest = list.slice(topK).map(toEntry)
        return { query: digest(), rest, total: list.length, ...(nearest && { nearest }) }
      })),
      total: async () => list.length,
      ...this.#counts(question, async () => found),
      nearest,
      suggestions: async () => (list.length === 0 || nearest ? await this.#suggest(question) : [])
    }
  }

  /** Products deleted since the first page are left out; all others come once and in the order of that page. */
  async #nextPage ({ rest, nearest, total, ...cursor }: Cursor, question: Question): Promise<Page> {
    const { topK } = question.request
    const page = rest.slice(0, topK)
    const ranked = page.map(([key, score, relevance, isNamed = false]) => ({
      key,
      score,
      relevance,
      isNamed,
      match: {}
    }))
    const list = once(async () => await this.#rank(question))
    return {
      items: this.#toItems(await this.#read(ranked, question), question),
      ...(await this.#next(rest.length > topK, () => ({ ...cursor, nearest, total, rest: rest.slice(topK) }))),
      total: async () => total ?? (await this.#varied(await list(), question)).length,
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
      metadataOf(await this.#read(filter === wanted ? await list() : await this.#rank(question, filter), question))
    return {
      totalScope: 'CANDIDATES',
      facets: async () => countFacets(await found(wanted)),
      facetGroups: async () => await facetGroups(found, wanted)
    }
  }

  /** Products that are deleted and still listed are left out. */
  async #browsedPage (cursor: Cursor | undefined, question: Question): Promise<Page> {
    const {
      request: { topK, digest, wanted, sort, variety },
      opened,
      signal,
      times
    } = question
    const list = await inPhase('store', async () => await this.#options.listed.get('browse', signal), times)
    const find = (filter: ProductFilter) => browse(list, filterOf(filter, opened.manifest.facets), sort)
    const found = await inPhase('rank', async () => find(wanted), times)
    const shelf = isVaried(variety)
      ? list.derive(`varied ${digest()} ${minute()}`, () =>
        varied(found, variety, ({ title, brand, image }) => ({ title, brand, photo: image }))
      )
      : found
    const { products, next } = shelfAfter(shelf, cursor?.browsed, topK)
    const shown = products.map(({ key }) => ({ key, score: 0, relevance: 0, isNamed: false, match: {} }))
    return {
      items: this.#toItems(await this.#read(shown, question), question),
      ...(await this.#next(next !== undefined, () => ({ query: digest(), rest: [], browsed: next }))),
      total: async () => shelf.length,
      totalScope: list.isWhole ? 'CATALOGUE' : 'LISTED',
      facets: async () => list.derive(`facets ${digest()} ${minute()}`, () => countFacets(metadataOf(found))),
      facetGroups: async () =>
        await list.derive(
          `groups ${digest()} ${minute()}`,
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
      request: { text, like, cutoff, sort, sortsLikely },
      hasWords,
      worded,
      leftOut,
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
          opened.index.candidates(embedding, { topK, filter, signal }),
          findNamed({ text, isBrand: worded.isBrand, embedding, filter, signal }, opened)
        ])
        return [matches, named, await findWorded(worded, matches, opened, { embedding, filter, signal })]
      },
      times
    )
    const kept = await inPhase(
      'rank',
      async () => {
        const found = {
          named: productIds(named),
          titled: new Set(worded.titled),
          shares: worded.shares,
          ...(await byPhoto(matches, { parts, recolor, opened, signal }))
        }
        const scale = relevanceScale(parts, opened.manifest.calibration, hasWords)
        const ranked = rank([...matches, ...named, ...others], scale, found).filter(
          ({ productId }) => productId !== like && !leftOut.has(productId)
        )
        return cutoff ? cutOff(ranked) : ranked
      },
      times
    )
    if (sort.length === 0) return kept
    return inOrder(await this.#read(kept, question), sort, { byWords: sortsLikely === true, shares: worded.shares })
  }

  /** Without what the request wants left out for variety, which takes the metadata of all. */
  async #varied (found: readonly Ranked[], question: Question): Promise<readonly Ranked[]> {
    const { variety } = question.request
    if (!isVaried(variety)) return found
    return varied(await this.#read(found, question), variety, ({ metadata }) => {
      const { title, brand, images } = toProduct(metadata)
      return { title, brand, photo: images[0] }
    })
  }

  /** With the metadata of each: for the few that are shown, or all where they are sorted by or counted. */
  async #read<T extends Pick<Ranked, 'key' | 'match'>> (
    ranked: readonly T[],
    { opened: { index }, signal, times }: Question
  ): Promise<Array<T & { readonly metadata: Metadata }>> {
    return await inPhase('store', async () => await withMetadata(ranked, index, signal), times)
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
    ranked: readonly ShownMatch[],
    { request, opened: { index }, parts }: Question
  ): SearchItem[] {
    const vectors = once(async () => await index.get(ranked.map(({ key }) => key)))
    const wish = { text: request.text, filter: request.wanted, now: Date.now() }
    return ranked.map((item) => new SearchItem(item, { parts, wish, vectors }))
  }

  async #next (hasNextPage: boolean, cursor: () => Cursor): Promise<Pick<Page, 'hasNextPage' | 'endCursor'>> {
    if (!hasNextPage) return { hasNextPage, endCursor: () => undefined }
    const codec = await this.#options.cursors()
    return { hasNextPage, endCursor: () => codec.encode(cursor()) }
  }
}

/** Counts by price are kept for a minute, because sales begin and end. */
function minute (): number {
  return Math.floor(Date.now() / 60_000)
}

function metadataOf (products: ReadonlyArray<{ readonly metadata: Metadata }>): Metadata[] {
  return products.map(({ metadata }) => metadata)
}

function toEntry ({ key, score, relevance, isNamed }: Ranked): Cursor['rest'][number] {
  return isNamed ? [key, score, relevance, isNamed] : [key, score, relevance]
}
