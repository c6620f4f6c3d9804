import type { ListedCatalogue } from '../catalogue/listing/listed-catalogue.ts'
import { inPhase } from '../shared/in-phase.ts'
import { browse, shelfAfter } from './browse.ts'
import type { Cursor, CursorCodec } from './cursor.ts'
import type { FacetGroup } from './facet-group.ts'
import { facetGroups } from './facet-groups.ts'
import { countFacets } from './facets.ts'
import { once } from '../shared/once.ts'
import type { ProductFilter } from './product-filter.ts'
import { isNearest, type Ranked } from './ranking.ts'
import { isBrowsing } from './request.ts'
import { SearchItem, type ShownMatch } from './search-item.ts'
import type { Page } from './search-result.ts'
import { filterOf } from './spellings.ts'
import { suggestionsFor, type Suggestion, type SuggestionContext } from './suggestions.ts'
import { isVaried, varied } from './variety.ts'
import type { Metadata } from '../vectors/vector-store.ts'
import type { Question } from './question.ts'
import { Candidates } from './candidates.ts'

export interface PagesOptions {
  readonly candidates: Candidates
  readonly listed: ListedCatalogue
  /** Made when it is first used. */
  readonly cursors: () => Promise<CursorCodec>
}

/** Cuts what was found into pages, each with the way to the next. */
export class Pages {
  readonly #candidates: Candidates
  readonly #listed: ListedCatalogue
  readonly #cursors: () => Promise<CursorCodec>

  constructor ({ candidates, listed, cursors }: PagesOptions) {
    this.#candidates = candidates
    this.#listed = listed
    this.#cursors = cursors
  }

  async page (cursor: Cursor | undefined, question: Question): Promise<Page> {
    if (isBrowsing(question.request)) return await this.#browsedPage(cursor, question)
    return cursor ? await this.#nextPage(cursor, question) : await this.#firstPage(question)
  }

  /** Groups of values to filter by, over all products that are listed. */
  async catalogueGroups (): Promise<readonly FacetGroup[]> {
    const list = await this.#listed.get('count its facets')
    return await list.derive(
      `groups ${minute()}`,
      async () => await facetGroups(async () => metadataOf(list.products), {})
    )
  }

  async #firstPage (question: Question): Promise<Page> {
    const { topK, digest } = question.request
    const found = await this.#candidates.rank(question)
    const list = await this.#candidates.varied(found, question)
    const nearest = isNearest(list)
    return {
      items: this.#toItems(await this.#candidates.read(list.slice(0, topK), question), question),
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
    const list = once(async () => await this.#candidates.rank(question))
    return {
      items: this.#toItems(await this.#candidates.read(ranked, question), question),
      ...(await this.#next(rest.length > topK, () => ({ ...cursor, nearest, total, rest: rest.slice(topK) }))),
      total: async () => total ?? (await this.#candidates.varied(await list(), question)).length,
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
    const found = async (filter: ProductFilter) => {
      const ranked = filter === wanted ? await list() : await this.#candidates.rank(question, filter)
      return metadataOf(await this.#candidates.read(ranked, question))
    }
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
    const list = await inPhase('store', async () => await this.#listed.get('browse', signal), times)
    const find = (filter: ProductFilter) =>
      browse(list, filterOf(filter, opened.manifest.facets), { sort, price: filter.price })
    const found = await inPhase('rank', async () => find(wanted), times)
    const shelf = isVaried(variety)
      ? list.derive(`varied ${digest()} ${minute()}`, () =>
        varied(found, variety, ({ title, brand, image }) => ({ title, brand, photo: image }))
      )
      : found
    const { products, next } = shelfAfter(shelf, cursor?.browsed, topK)
    const shown = products.map(({ key }) => ({ key, score: 0, relevance: 0, isNamed: false, match: {} }))
    return {
      items: this.#toItems(await this.#candidates.read(shown, question), question),
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

  /** `rank`: the products of the same question under another filter, without those that are only nearest. */
  async #suggest (
    question: Question,
    rank: SuggestionContext['rank'] = async (filter) => await this.#candidates.likely(question, filter)
  ): Promise<readonly Suggestion[]> {
    const {
      request: { wanted: filter },
      offeredText: correctedText,
      opened: { manifest }
    } = question
    return await suggestionsFor({ correctedText, filter, manifest, rank })
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
