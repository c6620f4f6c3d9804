import type { CatalogueService } from '../catalogue/catalogue-service.ts'
import { imageKey, textKey } from '../catalogue/record-keys.ts'
import type { Decisions } from '../catalogue/ingest/decisions.ts'
import type { Product } from '../catalogue/product.ts'
import { BadUserInputError, ProductNotFoundError } from '../errors.ts'
import type { AutoTagResult, AutoTagService } from '../tagging/auto-tag-service.ts'
import type { TaggerLibrary } from '../tagging/tagger-library.ts'
import type { Taxonomy } from '../taxonomy/taxonomy.ts'
import { acceptanceOf, type Acceptance, type AcceptanceOptions } from './acceptance.ts'
import { assertAgreeing, checkDecision, type Decided } from './check-decision.ts'
import { isDecision, revertedBy, type ReviewDecision, type ReviewDraft, type ReviewEntry } from './store/review-entry.ts'
import { toPhoto } from './review-knowledge.ts'
import type { Photo } from './learned.ts'
import type { ReviewStore } from './store/review-store.ts'
import { AttributeHistory } from './attribute-history.ts'
import { attributeHistories, attributeNamed } from './review-state.ts'
import type { DecisionApplier } from './decision-applier.ts'
import { statementOf } from '../tagging/statement.ts'

export interface ReviewServiceOptions {
  readonly log: ReviewStore
  readonly autoTag: Pick<AutoTagService, 'tagProduct'>
  readonly catalogue: CatalogueService
  readonly library: TaggerLibrary
  readonly applier: Pick<DecisionApplier, 'applyNew'>
  readonly decisions: Pick<Decisions, 'reapplyAll'>
  /** Identity of the model that proposes. */
  readonly model: string
}

export interface Review {
  readonly productId: string
  readonly decisions: readonly Decided[]
  /** Name of a taxonomy. Default: the shop's own, else the one that ships. */
  readonly taxonomy?: string | undefined
  readonly language?: string | undefined
  /** Who decides. */
  readonly who: string
  readonly signal?: AbortSignal | undefined
}

/** A decision and whether it still holds. */
export type ReviewRecord = ReviewDecision & { readonly isReverted: boolean }

interface Written {
  /** Entries of the log, in the order of the decisions. */
  readonly entries: ReviewRecord[]
  /** Whether the index says so by now; where not, it will as soon as it can be written. */
  readonly isIndexed: boolean
}
type Reviewed = Written & { readonly tagging: AutoTagResult }
type Reverted = Written & { readonly version: number }

const MAX_DECISIONS = 100
const MAX_RECENT = 500

/** Keeps what people decide about tags, and puts it into the index, where filters and facets find it. */
export class ReviewService {
  readonly #options: ReviewServiceOptions

  constructor (options: ReviewServiceOptions) {
    this.#options = options
  }

  /** Rejects with BAD_USER_INPUT, PRODUCT_NOT_FOUND, TAXONOMY_NOT_FOUND, or as log and store do. */
  async review ({
    productId,
    decisions,
    taxonomy: name,
    language,
    who,
    signal
  }: Review): Promise<Reviewed> {
    const { log, library, autoTag, model } = this.#options
    if (decisions.length < 1 || decisions.length > MAX_DECISIONS) {
      throw new BadUserInputError(`A review has 1 to ${MAX_DECISIONS} decisions, not ${decisions.length}.`)
    }
    const taxonomy = await library.taxonomy(name)
    const checked = withoutDoubles(decisions.map((decision) => checkDecision(decision, taxonomy)))
    assertAgreeing(checked)
    const seen = (await log.entries()).at(-1)?.seq ?? 0
    const { product, imageUrl } = await this.#look(productId, signal)
    const common = {
      who,
      taxonomy: taxonomy.name,
      taxonomyVersion: taxonomy.version,
      model,
      productId,
      ...(imageUrl !== undefined && { imageUrl })
    }
    const added = await log.append((before) =>
      toDrafts(
        checked.map((decision) => ({ ...common, ...decision })),
        product,
        { before, seen },
        taxonomy
      )
    )
    const isIndexed = await this.#applyNew()
    const tagging = await autoTag.tagProduct(productId, { taxonomy: taxonomy.name, language, signal })
    const entries = added.filter(isDecision).map((entry) => ({ ...entry, isReverted: false }))
    return { entries, tagging, isIndexed }
  }

  /**
   * Takes decisions back. Rejects with BAD_USER_INPUT where one is not there or was taken back before, with
   * TAXONOMY_NOT_FOUND where theirs is gone.
   */
  async revert (seqs: readonly number[], who: string): Promise<Reverted> {
    const { log, library } = this.#options
    const entries = toRevert(seqs, await log.entries())
    for (const { taxonomy } of entries) await library.taxonomy(taxonomy)
    const added = await log.append((all) =>
      // Again: somebody else may have taken one of them back by now.
      toRevert(seqs, all).map(({ seq, taxonomy }) => ({ verdict: 'REVERT' as const, reverts: seq, who, taxonomy }))
    )
    const isIndexed = await this.#applyNew()
    return {
      entries: entries.map((entry) => ({ ...entry, isReverted: true })),
      version: (added.at(-1) ?? (await log.entries()).at(-1))?.seq ?? 0,
      isIndexed
    }
  }

  /**
   * Puts all that stands into the index again, whatever was written there since. Resolves to the products changed.
   */
  async apply (): Promise<number> {
    return await this.#options.decisions.reapplyAll()
  }

  /** Decisions, oldest first; of one product where it is given. */
  async records (productId?: string): Promise<ReviewRecord[]> {
    return recordsOf(await this.#options.log.entries(), productId)
  }

  /** The newest decisions first. Rejects with BAD_USER_INPUT, or as the log does. */
  async recent (first: number, productId?: string): Promise<ReviewRecord[]> {
    if (first < 1 || first > MAX_RECENT) {
      throw new BadUserInputError(`first must be 1 to ${MAX_RECENT}, not ${first}.`)
    }
    return (await this.records(productId)).slice(-first).reverse()
  }

  /** How people met what was proposed. Rejects as the log does. */
  async acceptance (options: AcceptanceOptions): Promise<Acceptance[]> {
    return acceptanceOf(await this.#options.log.entries(), options)
  }

  async #look (productId: string, signal: AbortSignal | undefined): Promise<Pick<Photo, 'product' | 'imageUrl'>> {
    const { index } = await this.#options.catalogue.open(undefined, signal)
    const records = await index.get([imageKey(productId, 0), textKey(productId)], { signal })
    const record = records.get(imageKey(productId, 0)) ?? records.get(textKey(productId))
    if (!record) throw new ProductNotFoundError(productId)
    return toPhoto(record)
  }

  /** Whether it is in the index now. What is written down is not undone because the index cannot be written yet. */
  async #applyNew (): Promise<boolean> {
    return await this.#options.applier.applyNew().then(
      () => true,
      () => false
    )
  }
}

/** Decisions of a log, oldest first; of one product where it is given. */
export function recordsOf (entries: readonly ReviewEntry[], productId?: string): ReviewRecord[] {
  const reverted = revertedBy(entries)
  const asked = entries.filter(isDecision).filter((entry) => productId === undefined || entry.productId === productId)
  return asked.map((entry) => ({ ...entry, isReverted: reverted.has(entry.seq) }))
}

interface LogAsSeen {
  readonly before: readonly ReviewEntry[]
  /** Last entry when the index was looked at: what was decided since may not have been written there yet. */
  readonly seen: number
}

/**
 * Each with what the index states before it: the first of an attribute as found there, later ones as left by those
 * before.
 */
function toDrafts (
  decisions: ReadonlyArray<Omit<ReviewDecision, 'seq' | 'at' | 'previous'>>,
  product: Product,
  { before, seen }: LogAsSeen,
  taxonomy: Taxonomy
): ReviewDraft[] {
  const entries = entriesOf(product.id, before)
  const histories = new Map(attributeHistories(entries, taxonomy).map((history) => [history.attribute.name, history]))
  const decided = new Set(
    entries.flatMap((entry) => (isDecision(entry) && entry.seq > seen ? [entry.attribute] : []))
  )
  return decisions.map((decision, i) => {
    const { attribute: name } = decision
    const history = histories.get(name) ?? new AttributeHistory(attributeNamed(name, taxonomy)!, taxonomy)
    const previous = decided.has(name) ? history.statement : statementOf(product, name)
    const draft = { ...decision, ...(previous !== undefined && { previous }) }
    history.add({ seq: (before.at(-1)?.seq ?? 0) + 1 + i, at: '', ...draft })
    histories.set(name, history)
    decided.add(name)
    return draft
  })
}

/** Decisions of one product, and what takes decisions back. */
function entriesOf (productId: string, entries: readonly ReviewEntry[]): ReviewEntry[] {
  return entries.filter((entry) => !isDecision(entry) || entry.productId === productId)
}

/** What is said twice in one review is one decision. */
function withoutDoubles<T> (decisions: readonly T[]): T[] {
  return [...new Map(decisions.map((decision) => [JSON.stringify(decision), decision])).values()]
}

function toRevert (seqs: readonly number[], entries: readonly ReviewEntry[]): ReviewDecision[] {
  const reverted = revertedBy(entries)
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]))
  return [...new Set(seqs)].map((seq) => {
    const entry = bySeq.get(seq)
    if (!entry || !isDecision(entry)) throw new BadUserInputError(`The review log has no decision ${seq}.`)
    if (reverted.has(seq)) {
      throw new BadUserInputError(`The decision ${seq} was taken back before. Decide anew instead.`)
    }
    return entry
  })
}
