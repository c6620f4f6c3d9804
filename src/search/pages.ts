import { inPhase } from '../shared/in-phase.ts'
import type { Cursor, CursorCodec } from './cursor.ts'
import type { FacetGroup } from './facet-group.ts'
import { facetGroups } from './facet-groups.ts'
import { tallyOf, type TallyProducts } from './facet-tally.ts'
import { countFacets, FACETS, facetsOf } from './facets.ts'
import type { Browsing, Listing } from './listing/listing.ts'
import type { Listings } from './listing/listings.ts'
import { once } from '../shared/once.ts'
import type { ProductFilter } from './product-filter.ts'
import { isOnlyNearest, type Ranked } from './ranking.ts'
import { isBrowsing } from './request.ts'
import { SearchItem, type ShownMatch } from './search-item.ts'
import type { Page } from './search-result.ts'
import { filterOf } from './spellings.ts'
import { suggestionsFor, type Suggestion, type SuggestionContext } from './suggestions.ts'
import type { Metadata } from '../vectors/vector-store.ts'
import type { Question } from './question.ts'
import { ProductFinder } from './product-finder.ts'

export interface PagesOptions {
  readonly finder: ProductFinder
  readonly listings: Listings
  /** Made when it is first used. */
  readonly cursors: () => Promise<CursorCodec>
}

/** Cuts what was found into pages, each with the way to the next. */
export class Pages {
  readonly #finder: ProductFinder
  readonly #listings: Listings
  readonly #cursors: () => Promise<CursorCodec>

  constructor ({ finder, listings, cursors }: PagesOptions) {
    this.#finder = finder
    this.#listings = listings
    this.#cursors = cursors
  }

  async page (cursor: Cursor | undefined, question: Question): Promise<Page> {
    if (isBrowsing(question.request)) return await this.#browsedPage(cursor, question)
    return cursor ? await this.#nextPage(cursor, question) : await this.#firstPage(question)
  }

  /** Groups of values to filter by, over all products that are listed. */
  async catalogueGroups (): Promise<readonly FacetGroup[]> {
    const listing = await this.#listings.get('count its facets')
    const all = { filter: undefined }
    const count: TallyProducts = async (asks) => await listing.tally(asks.map(({ of }) => ({ of, filter: all })))
    return await listing.derive(`groups ${minute()}`, async () => await facetGroups(count, {}))
  }

  async #firstPage (question: Question): Promise<Page> {
    const { topK, digest } = question.request
    const ranked = await this.#finder.rank(question)
    const list = await this.#finder.varied(ranked, question)
    const onlyNearest = isOnlyNearest(list)
    return {
      items: this.#toItems(await this.#finder.read(list.slice(0, topK), question), question),
      ...(await this.#next(list.length > topK, () => {
        const rest = list.slice(topK).map(toEntry)
        return { query: digest(), rest, total: list.length, ...(onlyNearest && { nearest: onlyNearest }) }
      })),
      total: async () => list.length,
      ...this.#counts(question, async () => ranked),
      nearest: onlyNearest,
      suggestions: async () => (list.length === 0 || onlyNearest ? await this.#suggest(question) : [])
    }
  }

  /** Products deleted since the first page are left out; all others come once and in the order of that page. */
  async #nextPage ({ rest, nearest, total, ...cursor }: Cursor, question: Question): Promise<Page> {
    const { topK } = question.request
    const shown = rest.slice(0, topK).map(([key, score, relevance, isNamed = false]) => ({
      key,
      score,
      relevance,
      isNamed,
      match: {}
    }))
    const ranked = once(async () => await this.#finder.rank(question))
    return {
      items: this.#toItems(await this.#finder.read(shown, question), question),
      ...(await this.#next(rest.length > topK, () => ({ ...cursor, nearest, total, rest: rest.slice(topK) }))),
      total: async () => total ?? (await this.#finder.varied(await ranked(), question)).length,
      ...this.#counts(question, ranked),
      nearest: nearest === true,
      suggestions: async () => (nearest ? await this.#suggest(question) : [])
    }
  }

  /** What all pages of a search have; a group with a choice of its own costs one query more. */
  #counts (
    question: Question,
    rankedAll: () => Promise<readonly Ranked[]>
  ): Pick<Page, 'totalScope' | 'facets' | 'facetGroups'> {
    const { wanted } = question.request
    const metadataUnder = async (filter: ProductFilter) => {
      const ranked = filter === wanted ? await rankedAll() : await this.#finder.rank(question, filter)
      return metadataOf(await this.#finder.read(ranked, question))
    }
    return {
      totalScope: 'CANDIDATES',
      facets: async () => countFacets(await metadataUnder(wanted)),
      facetGroups: async () => await facetGroups(tallyOf(metadataUnder), wanted)
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
    const listing = await inPhase('store', async () => await this.#listings.get('browse', signal), times)
    const browsing = (filter: ProductFilter, ends?: AbortSignal): Browsing => ({
      filter: filterOf(filter, opened.manifest.facets),
      price: filter.price,
      sort,
      variety,
      signal: ends
    })
    const find = async () => await listing.shelf(browsing(wanted, signal), cursor?.browsed, topK)
    const { products, next } = await inPhase('store', find, times)
    const onPage = products.map(({ key }) => ({ key, score: 0, relevance: 0, isNamed: false, match: {} }))
    const isEmpty = products.length === 0 && cursor?.browsed === undefined
    return {
      items: this.#toItems(await this.#finder.read(onPage, question), question),
      ...(await this.#next(next !== undefined, () => ({ query: digest(), rest: [], browsed: next }))),
      total: async () => await listing.total(browsing(wanted)),
      totalScope: listing.scopeOf(browsing(wanted)),
      ...browsedCounts(listing, question),
      nearest: false,
      suggestions: async () =>
        isEmpty ? await this.#suggest(question, async (filter) => await listing.total(browsing(filter))) : []
    }
  }

  /** `count`: products of the same question under another filter; none where all are only nearest. */
  async #suggest (
    question: Question,
    count: SuggestionContext['count'] = async (filter) => (await this.#finder.answering(question, filter)).length
  ): Promise<readonly Suggestion[]> {
    const {
      request: { wanted: filter },
      offeredText: correctedText,
      opened: { manifest }
    } = question
    return await suggestionsFor({ correctedText, filter, manifest, count })
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
    const codec = await this.#cursors()
    return { hasNextPage, endCursor: () => codec.encode(cursor()) }
  }
}

/** What all pages of browsing have, counted once and kept for a minute. */
function browsedCounts (
  listing: Listing,
  { request: { digest, wanted }, opened: { manifest } }: Question
): Pick<Page, 'facets' | 'facetGroups'> {
  const count: TallyProducts = async (asks) =>
    await listing.tally(
      asks.map(({ of, filter }) => ({ of, filter: { filter: filterOf(filter, manifest.facets), price: filter.price } }))
    )
  const facets = async () => facetsOf(await count(FACETS.map((of) => ({ of, filter: wanted }))))
  return {
    facets: async () => await listing.derive(`facets ${digest()} ${minute()}`, facets),
    facetGroups: async () =>
      await listing.derive(`groups ${digest()} ${minute()}`, async () => await facetGroups(count, wanted))
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
