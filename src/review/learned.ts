import type { Product } from '../catalogue/product.ts'
import type { Embedding } from '../embedding/embedder.ts'
import type { Lessons } from '../tagging/lessons.ts'
import type { Neighbour } from '../tagging/observation.ts'
import type { Taxonomy } from '../taxonomy/taxonomy.ts'
import { Prototypes, type Example } from '../tagging/prototypes.ts'
import type { ReviewState } from './attribute-history.ts'
import { asCatalogued, asReviewed, attributeNamed, isOpinion } from './review-state.ts'
import { isAmong } from '../tagging/statement.ts'

/** A product of the catalogue with its main photo. */
export interface Photo {
  readonly product: Product
  readonly imageUrl?: string | undefined
  readonly embedding: Embedding
}

export interface LearnOptions {
  readonly taxonomy: Taxonomy
  readonly reviewStates: readonly ReviewState[]
  /** Number of the last entry that the reviewStates come from; 0 for none. */
  readonly version: number
  /** Photos of the reviewed products, by id. One that is not there any more teaches nothing. */
  readonly photos: ReadonlyMap<string, Photo>
  /** Any photos of the catalogue. */
  readonly background: readonly Embedding[]
  readonly distrusted?: Lessons['distrusted'] | undefined
}

/** What reviews teach: a function of the log and the photos that it names. */
export class Learned implements Lessons {
  readonly version: number
  readonly prototypes: Prototypes | undefined
  readonly distrusted: Lessons['distrusted']
  /** Products whose photo was learned from. */
  readonly examples: number
  readonly #taxonomy: Taxonomy
  readonly #reviewStates = new Map<string, ReviewState[]>()

  constructor ({ taxonomy, reviewStates, version, photos, background, distrusted = new Map() }: LearnOptions) {
    this.version = version
    this.distrusted = distrusted
    this.#taxonomy = taxonomy
    const opinions = reviewStates.filter(isOpinion)
    for (const reviewState of opinions) {
      this.#reviewStates.set(reviewState.productId, [...this.of(reviewState.productId), reviewState])
    }
    // Where a product has another photo by now, nobody has looked at that.
    const seen = opinions.filter(
      ({ productId, imageUrl }) => photos.has(productId) && photos.get(productId)!.imageUrl === imageUrl
    )
    this.examples = new Set(seen.map(({ productId }) => productId)).size
    this.prototypes = Prototypes.from(
      seen.flatMap((reviewState) => examplesOf(reviewState, photos.get(reviewState.productId)!, taxonomy)),
      background
    )
  }

  /** What still holds of a product. */
  of (productId: string): readonly ReviewState[] {
    return this.#reviewStates.get(productId) ?? []
  }

  /** Neighbours as people see them. */
  correct (neighbours: readonly Neighbour[]): Neighbour[] {
    return neighbours.map((neighbour) => ({
      ...neighbour,
      product: asReviewed(neighbour.product, this.of(neighbour.product.id), this.#taxonomy)
    }))
  }

  /** Neighbours as the catalogue alone sees them. */
  forget (neighbours: readonly Neighbour[]): Neighbour[] {
    return neighbours.map((neighbour) => ({
      ...neighbour,
      product: asCatalogued(neighbour.product, this.of(neighbour.product.id))
    }))
  }
}

/** A branch of the categories is no label of its own, so that only neighbours learn from it. */
function examplesOf (
  { attribute: name, right, wrong }: ReviewState,
  { embedding }: Photo,
  taxonomy: Taxonomy
): Example[] {
  const labels = attributeNamed(name, taxonomy)?.labels ?? []
  return labels.flatMap(({ value }, label): Example[] => {
    if (right.includes(value)) return [{ attribute: name, label, isRight: true, embedding }]
    return isAmong(value, wrong, name) ? [{ attribute: name, label, isRight: false, embedding }] : []
  })
}
