import type { MediaSpan, Product } from '../catalogue/product.ts'
import { toProduct } from '../catalogue/product-of-record.ts'
import { kindOf, spanOf } from '../catalogue/record-keys.ts'
import type { Metadata, VectorRecord } from '../vectors/vector-store.ts'
import { explain, type Share } from './explanation.ts'
import { fittingVariant, type VariantWish } from './fitting-variant.ts'
import type { WeightedPart } from './query-part.ts'
import type { Ranked } from './ranking.ts'

export interface MatchedView {
  readonly kind: 'TEXT' | 'IMAGE' | 'VIDEO' | 'PAGE' | 'AUDIO' | 'IDENTIFIER' | 'LISTED'
  readonly imageUrl?: string | undefined
  /** The clip, document or sound, as stored. */
  readonly mediaUrl?: string | undefined
  readonly startSeconds?: number | undefined
  readonly endSeconds?: number | undefined
  /** From 1. */
  readonly page?: number | undefined
  /** Of the variant that words or filter ask for, if they ask for any. */
  readonly variantId?: string | undefined
}

/** What made a page of items. */
export interface ItemSource {
  readonly parts: readonly WeightedPart[]
  readonly wish: VariantWish
  readonly vectors: () => Promise<ReadonlyMap<string, VectorRecord>>
}

/** A ranked record whose metadata have been read. */
export interface ShownMatch extends Pick<Ranked, 'key' | 'score' | 'relevance' | 'isNamed'> {
  readonly metadata: Metadata
}

/** One product found. */
export class SearchItem {
  readonly score: number
  readonly relevance: number
  readonly match: MatchedView
  readonly product: Product
  readonly #key: string
  readonly #parts: readonly WeightedPart[]
  readonly #vectors: () => Promise<ReadonlyMap<string, VectorRecord>>

  constructor (ranked: ShownMatch, { parts, wish, vectors }: ItemSource) {
    const { key, score, relevance, metadata, isNamed } = ranked
    this.score = score
    this.relevance = relevance
    this.product = toProduct(metadata)
    this.match = {
      variantId: fittingVariant(this.product, wish)?.id,
      ...toMatchedView(metadata, { key, product: this.product, isNamed, isListed: parts.length === 0 })
    }
    this.#key = key
    this.#parts = parts
    this.#vectors = vectors
  }

  /**
   * Shares of the query's parts. Stores return no vectors with matches, so several parts cost a look-up, one for a
   * whole page.
   */
  async explain (): Promise<Share[]> {
    const [only] = this.#parts
    if (!only) return []
    if (this.#parts.every(({ name }) => name === only.name)) return [{ part: only.name, share: 1 }]
    const record = (await this.#vectors()).get(this.#key)
    return record ? explain(this.#parts, record.embedding) : []
  }
}

function toMatchedView (
  metadata: Metadata,
  { key, product, isNamed, isListed }: {
    readonly key: string
    readonly product: Product
    readonly isNamed: boolean
    readonly isListed: boolean
  }
): MatchedView {
  if (isListed) return { kind: 'LISTED' }
  if (isNamed) return { kind: 'IDENTIFIER' }
  const span = spanOf(product, key)
  if (span) return toMatchedSpan(product, span)
  const { imageUrl } = metadata
  return kindOf(metadata) === 'image'
    ? { kind: 'IMAGE', imageUrl: typeof imageUrl === 'string' ? imageUrl : undefined }
    : { kind: 'TEXT' }
}

const FIELDS = { video: 'videos', page: 'documents', audio: 'audio' } as const
const KINDS = { video: 'VIDEO', page: 'PAGE', audio: 'AUDIO' } as const

function toMatchedSpan (product: Product, { kind, file, startSeconds, endSeconds, page }: MediaSpan): MatchedView {
  return { kind: KINDS[kind], mediaUrl: product[FIELDS[kind]]?.[file], startSeconds, endSeconds, page }
}
