import type { CatalogueService } from '../catalogue/catalogue-service.ts'
import type { ListedCatalogue } from '../catalogue/listing/listed-catalogue.ts'
import { imageKey } from '../catalogue/record-keys.ts'
import { BadUserInputError, NotListedError, ProductNotFoundError } from '../errors.ts'
import type { AutoTagResult, AutoTagService } from '../tagging/auto-tag-service.ts'
import type { TaggerLibrary } from '../tagging/tagger-library.ts'
import { CATEGORY, type Taxonomy } from '../taxonomy/taxonomy.ts'
import type { Decision } from '../tagging/tagging.ts'
import type { Photo } from './learned.ts'
import { decodePosition, encodePosition, hashOf, type QueuePosition } from './queue-cursor.ts'
import { toPhoto } from './review-knowledge.ts'
import type { ReviewStore } from './store/review-store.ts'
import { isOpinion, reviewStates } from './review-state.ts'

export interface ReviewQueueOptions {
  readonly log: ReviewStore
  readonly autoTag: Pick<AutoTagService, 'tagProduct'>
  readonly catalogue: CatalogueService
  /** Of catalogues that fit into it; others are gone through in the store. */
  readonly listed: Pick<ListedCatalogue, 'get'>
  readonly library: TaggerLibrary
}

export interface QueueRequest {
  /** 1 to 50. */
  readonly first: number
  readonly after?: string | undefined
  readonly attribute?: string | undefined
  readonly decision?: Decision | undefined
  readonly taxonomy?: string | undefined
  readonly language?: string | undefined
  readonly signal?: AbortSignal | undefined
}

export interface QueueItem {
  readonly product: Photo['product']
  readonly imageUrl?: string | undefined
  readonly tagging: AutoTagResult
}

export interface QueuePage {
  readonly items: readonly QueueItem[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | undefined }
}

interface Page {
  readonly items: readonly QueueItem[]
  readonly position: QueuePosition
}

const MAX_FIRST = 50
/** Products tagged to find the least certain among them: about a second's work. */
const WINDOW = 100
const CONCURRENCY = 4

/** Products for people to look at: where the tagger is least certain, a look teaches most (Lewis and Gale 1994). */
export class ReviewQueue {
  readonly #options: ReviewQueueOptions

  constructor (options: ReviewQueueOptions) {
    this.#options = options
  }

  /** Rejects with BAD_USER_INPUT, INVALID_CURSOR, TAXONOMY_NOT_FOUND, or as log and store do. */
  async page (request: QueueRequest): Promise<QueuePage> {
    const { first, attribute } = request
    if (first < 1 || first > MAX_FIRST) throw new BadUserInputError(`first must be 1 to ${MAX_FIRST}, not ${first}.`)
    const taxonomy = await this.#options.library.taxonomy(request.taxonomy)
    if (attribute !== undefined) taxonomy.labelsOf(attribute)
    const asked = hashOf([taxonomy.digest, attribute, request.decision])
    const start = request.after === undefined ? { asked, rest: [], last: '' } : decodePosition(request.after, asked)
    const { items, position } = await this.#next(start, request, taxonomy)
    const hasNextPage = !isAtEnd(position)
    return { items, pageInfo: { hasNextPage, endCursor: hasNextPage ? encodePosition(position) : undefined } }
  }

  async #next (start: QueuePosition, request: QueueRequest, taxonomy: Taxonomy): Promise<Page> {
    const items: QueueItem[] = []
    let position = start
    while (items.length < request.first && !isAtEnd(position)) {
      if (position.rest.length === 0) position = await this.#fill(position, request, taxonomy)
      const ids = position.rest.slice(0, request.first - items.length)
      items.push(...(await this.#look(ids, request, taxonomy)))
      position = { ...position, rest: position.rest.slice(ids.length) }
    }
    return { items, position }
  }

  /** The next products nobody has looked at, tagged and sorted. */
  async #fill (position: QueuePosition, request: QueueRequest, taxonomy: Taxonomy): Promise<QueuePosition> {
    const isReviewed = reviewedTest(reviewStates(await this.#options.log.entries(), taxonomy), request.attribute)
    const after = position.last ?? ''
    const left = (await this.#ids(request.signal)).filter((id) => id > after && !isReviewed(id))
    const ids = left.slice(0, WINDOW)
    const certainties = await this.#certainties(ids, request, taxonomy)
    return {
      asked: position.asked,
      rest: ids.filter((id) => certainties.has(id)).sort((a, b) => certainties.get(a)! - certainties.get(b)!),
      ...(left.length > WINDOW && { last: ids.at(-1)! })
    }
  }

  /** Of all products with a photo, in their order, which is the same on every replica. */
  async #ids (signal: AbortSignal | undefined): Promise<readonly string[]> {
    const list = await this.#options.listed.get('go through its products', signal).catch(withoutList)
    if (list?.isWhole) {
      return list.derive('with photo', () => list.products.flatMap(({ id, image }) => (image === undefined ? [] : [id])))
    }
    const { catalogue } = this.#options
    const { index } = await catalogue.open(Math.min(...catalogue.dimensions), signal)
    const ids: string[] = []
    for await (const { key, metadata } of index.listMetadata({ signal })) {
      const { productId } = metadata
      if (typeof productId === 'string' && key === imageKey(productId, 0)) ids.push(productId)
    }
    return ids.sort((a, b) => (a < b ? -1 : 1))
  }

  async #certainties (
    ids: readonly string[],
    { attribute, decision, signal }: QueueRequest,
    { name }: Taxonomy
  ): Promise<Map<string, number>> {
    const certainties = new Map<string, number>()
    const pending = ids.values()
    const work = async () => {
      for (const id of pending) {
        const certainty = certaintyOf(
          await this.#options.autoTag.tagProduct(id, { taxonomy: name, signal }),
          attribute,
          decision
        )
        if (certainty !== undefined) certainties.set(id, certainty)
      }
    }
    await Promise.all(Array.from({ length: CONCURRENCY }, work))
    return certainties
  }

  /** Tagged anew, since a review of an earlier page may have taught something. */
  async #look (
    ids: readonly string[],
    { attribute, language, signal }: QueueRequest,
    taxonomy: Taxonomy
  ): Promise<QueueItem[]> {
    const { catalogue, autoTag, log } = this.#options
    const isReviewed = reviewedTest(reviewStates(await log.entries(), taxonomy), attribute)
    const { index } = await catalogue.open()
    const records = await index.get(
      ids.map((id) => imageKey(id, 0)),
      { signal }
    )
    const photos = ids
      .filter((id) => !isReviewed(id))
      .flatMap((id) => records.get(imageKey(id, 0)) ?? [])
      .map(toPhoto)
    const items = await Promise.all(
      photos.map(async ({ product, imageUrl }) => {
        const tagging = await autoTag
          .tagProduct(product.id, { taxonomy: taxonomy.name, language, signal })
          .catch(withoutMissing)
        return tagging ? [{ product, imageUrl, tagging }] : []
      })
    )
    return items.flat()
  }
}

function isAtEnd ({ rest, last }: QueuePosition): boolean {
  return rest.length === 0 && last === undefined
}

function withoutList (error: unknown): undefined {
  if (!(error instanceof NotListedError)) throw error
}

/** A product that went while the page was made is not on it. */
function withoutMissing (error: unknown): undefined {
  if (!(error instanceof ProductNotFoundError)) throw error
}

function reviewedTest (all: ReturnType<typeof reviewStates>, attribute: string | undefined): (id: string) => boolean {
  const ids = new Set(
    all
      .filter(
        (reviewState) => isOpinion(reviewState) && (attribute === undefined || reviewState.attribute === attribute)
      )
      .map(({ productId }) => productId)
  )
  return (id) => ids.has(id)
}

/** Confidence of the least certain answer that was asked for; undefined where there is none. */
function certaintyOf (
  { category, tags, abstained }: AutoTagResult,
  attribute: string | undefined,
  decision: Decision | undefined
): number | undefined {
  const silent = abstained.map((abstention) => ({
    attribute: abstention.attribute,
    decision: 'ABSTAINED',
    confidence: 0
  }))
  // What was not answered is asked about only where somebody wants that: most products lack most attributes.
  const isWanted = attribute !== undefined || decision === 'ABSTAINED'
  const answers = [
    { attribute: CATEGORY, decision: category.decision, confidence: category.confidence },
    ...tags,
    ...(isWanted ? silent : [])
  ]
  const asked = answers.filter(
    (answer) =>
      (attribute === undefined || answer.attribute === attribute) &&
      (decision === undefined || answer.decision === decision)
  )
  return asked.length === 0 ? undefined : Math.min(...asked.map(({ confidence }) => confidence))
}
