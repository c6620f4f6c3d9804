import { randomUUID } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { CatalogueService } from '../catalogue/catalogue-service.ts'
import { imageKey } from '../catalogue/records.ts'
import { BadUserInputError, InvalidCursorError, ProductNotFoundError } from '../errors.ts'
import type { AutoTagResult, AutoTagService } from '../tagging/auto-tag-service.ts'
import type { TaggerLibrary } from '../tagging/tagger-library.ts'
import { CATEGORY, type Taxonomy } from '../taxonomy/taxonomy.ts'
import type { Decision } from '../tagging/tagging.ts'
import type { Photo } from './learned.ts'
import { toPhoto } from './review-knowledge.ts'
import type { ReviewLog } from './review-log.ts'
import { isOpinion, reviewStates } from './review-state.ts'

export interface ReviewQueueOptions {
  readonly log: ReviewLog
  readonly autoTag: Pick<AutoTagService, 'tagProduct'>
  readonly catalogue: CatalogueService
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

/** What one reader goes through: windows of products, each sorted when its turn comes. */
interface Round {
  /** Request that it answers, without the page. */
  readonly asked: string
  /** Products of all windows so far: none comes twice. */
  readonly seen: Set<string>
  /** Ids left in the window, the least certain first. */
  rest: readonly string[]
  /** Whether the catalogue has been gone through to its end. */
  isDone: boolean
  /** Pages given out, by which a cursor is told from an older one. */
  page: number
}

const MAX_FIRST = 50
/** Products tagged to find the least certain among them: about a second's work. */
const WINDOW = 100
const CONCURRENCY = 4
const MAX_ROUNDS = 100

/** Products for people to look at: where the tagger is least certain, a look teaches most (Lewis and Gale 1994). */
export class ReviewQueue {
  readonly #options: ReviewQueueOptions
  readonly #rounds = new LRUCache<string, Round>({ max: MAX_ROUNDS })

  constructor (options: ReviewQueueOptions) {
    this.#options = options
  }

  /** Rejects with BAD_USER_INPUT, INVALID_CURSOR, TAXONOMY_NOT_FOUND, or as log and store do. */
  async page (request: QueueRequest): Promise<QueuePage> {
    const { first, attribute } = request
    if (first < 1 || first > MAX_FIRST) throw new BadUserInputError(`first must be 1 to ${MAX_FIRST}, not ${first}.`)
    const taxonomy = await this.#options.library.taxonomy(request.taxonomy)
    if (attribute !== undefined) taxonomy.labelsOf(attribute)
    const [id, round] = this.#round(request, taxonomy)
    // At once, so that the cursor serves one reader only; given back where the page fails, so that it can be asked for
    // again.
    round.page++
    try {
      const items = await this.#next(round, request, taxonomy)
      const hasNextPage = !isAtEnd(round)
      return { items, pageInfo: { hasNextPage, endCursor: hasNextPage ? `${id}.${round.page}` : undefined } }
    } catch (error) {
      round.page--
      throw error
    }
  }

  async #next (round: Round, request: QueueRequest, taxonomy: Taxonomy): Promise<QueueItem[]> {
    const items: QueueItem[] = []
    const taken: string[] = []
    try {
      while (items.length < request.first && !isAtEnd(round)) {
        if (round.rest.length === 0) await this.#fill(round, request, taxonomy)
        const ids = round.rest.slice(0, request.first - items.length)
        items.push(...(await this.#look(ids, request, taxonomy)))
        taken.push(...ids)
        round.rest = round.rest.slice(ids.length)
      }
      return items
    } catch (error) {
      // Nobody has seen them: a window later the page may fail still.
      round.rest = [...taken, ...round.rest]
      throw error
    }
  }

  #round ({ after, attribute, decision }: QueueRequest, { digest }: Taxonomy): [string, Round] {
    const asked = JSON.stringify([digest, attribute, decision])
    if (after === undefined) {
      const id = randomUUID()
      const round: Round = { asked, seen: new Set(), rest: [], isDone: false, page: 0 }
      this.#rounds.set(id, round)
      return [id, round]
    }
    const [id = '', page] = after.split('.')
    const round = this.#rounds.get(id)
    if (!round) throw new InvalidCursorError('is of a round that this server does not know (any more)')
    if (round.asked !== asked) throw new InvalidCursorError('belongs to another queue')
    if (String(round.page) !== page) throw new InvalidCursorError('was used before')
    return [id, round]
  }

  /** The next products nobody has looked at, tagged and sorted. */
  async #fill (round: Round, request: QueueRequest, taxonomy: Taxonomy): Promise<void> {
    const { catalogue, log } = this.#options
    const isReviewed = reviewedTest(reviewStates(await log.entries(), taxonomy), request.attribute)
    const { index } = await catalogue.open(Math.min(...catalogue.dimensions))
    const ids: string[] = []
    let isDone = true
    for await (const { key, metadata } of index.listMetadata({ signal: request.signal })) {
      const { productId } = metadata
      if (
        typeof productId !== 'string' ||
        key !== imageKey(productId, 0) ||
        round.seen.has(productId) ||
        isReviewed(productId)
      ) {
        continue
      }
      if (ids.length === WINDOW) {
        isDone = false
        break
      }
      ids.push(productId)
    }
    const certainties = await this.#certainties(ids, request, taxonomy)
    // Only now, so that a round whose window failed goes on with it when it is asked again.
    round.isDone = isDone
    for (const id of ids) round.seen.add(id)
    round.rest = ids.filter((id) => certainties.has(id)).sort((a, b) => certainties.get(a)! - certainties.get(b)!)
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

function isAtEnd ({ rest, isDone }: Round): boolean {
  return rest.length === 0 && isDone
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
