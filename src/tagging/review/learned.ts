import type { Product } from '../../catalogue/product.ts'
import { dot, truncate, type Embedding } from '../../embedding/embedder.ts'
import type { Neighbour } from '../observation.ts'
import type { Taxonomy } from '../taxonomy.ts'
import { Prototypes, type Example } from './prototypes.ts'
import { asReviewed, attributeNamed, isOpinion, type Standing } from './standing.ts'
import { isAmong } from './statement.ts'

/** A product of the catalogue with its main photo. */
export interface Photo {
  readonly product: Product
  /** As the index has it; absent where only the photo itself is at hand. */
  readonly imageUrl?: string | undefined
  readonly embedding: Embedding
}

export interface LearnOptions {
  readonly taxonomy: Taxonomy
  readonly standings: readonly Standing[]
  /** Number of the last entry that the standings come from; 0 for none. */
  readonly version: number
  /** Photos of the reviewed products, by id. One that is not there any more teaches nothing. */
  readonly photos: ReadonlyMap<string, Photo>
  /** Any photos of the catalogue. */
  readonly background: readonly Embedding[]
}

/** What reviews teach: a function of the log and the photos that it names. */
export class Learned {
  readonly version: number
  readonly prototypes: Prototypes | undefined
  readonly #taxonomy: Taxonomy
  readonly #standings = new Map<string, Standing[]>()
  readonly #photos: ReadonlyMap<string, Photo>

  constructor ({ taxonomy, standings, version, photos, background }: LearnOptions) {
    this.version = version
    this.#taxonomy = taxonomy
    const opinions = standings.filter(isOpinion)
    for (const standing of opinions) this.#standings.set(standing.productId, [...this.of(standing.productId), standing])
    // Where a product has another photo by now, nobody has looked at that.
    const isSame = (photo: Photo | undefined, imageUrl: string | undefined) => photo !== undefined && (photo.imageUrl ?? imageUrl) === imageUrl
    const seen = opinions.filter(({ productId, imageUrl }) => isSame(photos.get(productId), imageUrl))
    this.#photos = new Map(seen.map(({ productId }) => [productId, this.#asReviewed(photos.get(productId)!)]))
    this.prototypes = Prototypes.from(seen.flatMap((standing) => examplesOf(standing, photos.get(standing.productId)!, taxonomy)), background)
  }

  /** Products whose photo was learned from. */
  get examples (): number {
    return this.#photos.size
  }

  /** What still holds of a product. */
  of (productId: string): readonly Standing[] {
    return this.#standings.get(productId) ?? []
  }

  /** Neighbours as people see them, with all that was reviewed among them; `productId` is not its own neighbour. */
  join (found: readonly Neighbour[], embedding: Embedding, productId?: string): Neighbour[] {
    if (this.#standings.size === 0) return [...found]
    const ids = new Set(found.map(({ product }) => product.id))
    const known = found.map((neighbour) => this.#asReviewed(neighbour))
    const missing = [...this.#photos.values()].filter(({ product }) => !ids.has(product.id) && product.id !== productId)
    const added = missing.map(({ product, imageUrl, embedding: photo }) => ({ product, imageUrl, score: similarity(embedding, photo) }))
    return [...known, ...added].sort((a, b) => b.score - a.score)
  }

  #asReviewed<T extends { readonly product: Product }> (owner: T): T {
    return { ...owner, product: asReviewed(owner.product, this.of(owner.product.id), this.#taxonomy) }
  }
}

function similarity (embedding: Embedding, photo: Embedding): number {
  return dot(embedding.length === photo.length ? embedding : truncate(embedding, photo.length), photo)
}

/** A branch of the categories is no label of its own, so that only neighbours learn from it. */
function examplesOf ({ attribute: name, right, wrong }: Standing, { embedding }: Photo, taxonomy: Taxonomy): Example[] {
  const labels = attributeNamed(name, taxonomy)?.labels ?? []
  return labels.flatMap(({ value }, label): Example[] => {
    if (right.includes(value)) return [{ attribute: name, label, isRight: true, embedding }]
    return isAmong(value, wrong, name) ? [{ attribute: name, label, isRight: false, embedding }] : []
  })
}
