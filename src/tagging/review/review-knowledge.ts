import type { CatalogueService, OpenIndex } from '../../catalogue/catalogue-service.ts'
import { imageKey, kindOf, toProduct } from '../../catalogue/records.ts'
import type { Embedding } from '../../embedding/embedder.ts'
import { CatalogueEmptyError } from '../../errors.ts'
import type { VectorIndex, VectorRecord } from '../../vectors/vector-store.ts'
import type { Taxonomy } from '../taxonomy.ts'
import { Learned, type Photo } from './learned.ts'
import type { ReviewEntry } from './review-entry.ts'
import type { ReviewLog } from './review-log.ts'
import { isOpinion, standings } from './standing.ts'

/** Records looked at for photos of the catalogue, and photos kept of them. */
const SCANNED = 2000
const BACKGROUND = 256

/** What the review log teaches, by the vectors that the index holds of the photos in it: no model call. */
export class ReviewKnowledge {
  readonly log: ReviewLog
  readonly #catalogue: CatalogueService
  readonly #learned = new Map<string, { readonly key: string, readonly learned: Promise<Learned> }>()
  #background: { readonly index: VectorIndex, readonly photos: Promise<Embedding[]> } | undefined

  constructor (log: ReviewLog, catalogue: CatalogueService) {
    this.log = log
    this.#catalogue = catalogue
  }

  /** Learned anew only after a review or an ingest. Rejects as the log and the store do. */
  async learned (taxonomy: Taxonomy): Promise<Learned> {
    const entries = (await this.log.entries()).filter((entry) => entry.taxonomy === taxonomy.name)
    const version = entries.at(-1)?.seq ?? 0
    const opened = version === 0 ? undefined : await this.#open()
    const key = JSON.stringify([taxonomy.digest, version, opened?.manifest.updatedAt])
    const known = this.#learned.get(taxonomy.name)
    if (known?.key === key) return await known.learned
    const learned = this.#learn(taxonomy, entries, opened)
    this.#learned.set(taxonomy.name, { key, learned })
    learned.catch(() => this.#learned.delete(taxonomy.name))
    return await learned
  }

  async #learn (taxonomy: Taxonomy, entries: readonly ReviewEntry[], opened: OpenIndex | undefined): Promise<Learned> {
    const all = standings(entries, taxonomy)
    const given = { taxonomy, standings: all, version: entries.at(-1)?.seq ?? 0 }
    const ids = [...new Set(all.filter(isOpinion).map(({ productId }) => productId))]
    if (!opened || ids.length === 0) return new Learned({ ...given, photos: new Map(), background: [] })
    return new Learned({ ...given, photos: await photosOf(ids, opened.index), background: await this.#photosOfCatalogue(opened.index) })
  }

  /** Read once for an index: it only says how photos differ. */
  async #photosOfCatalogue (index: VectorIndex): Promise<Embedding[]> {
    if (this.#background?.index === index) return await this.#background.photos
    const photos = samplePhotos(index)
    this.#background = { index, photos }
    photos.catch(() => { this.#background = undefined })
    return await photos
  }

  async #open (): Promise<OpenIndex | undefined> {
    try {
      return await this.#catalogue.open(Math.max(...this.#catalogue.dimensions))
    } catch (error) {
      if (error instanceof CatalogueEmptyError) return undefined
      throw error
    }
  }
}

async function photosOf (ids: readonly string[], index: VectorIndex): Promise<Map<string, Photo>> {
  const records = await index.get(ids.map((id) => imageKey(id, 0)))
  return new Map([...records.values()].map(toPhoto).map((photo) => [photo.product.id, photo]))
}

export function toPhoto ({ embedding, metadata }: VectorRecord): Photo {
  const { imageUrl } = metadata
  return { product: toProduct(metadata), embedding, imageUrl: typeof imageUrl === 'string' ? imageUrl : undefined }
}

async function samplePhotos (index: VectorIndex): Promise<Embedding[]> {
  const photos: Embedding[] = []
  let scanned = 0
  for await (const { metadata, embedding } of index.list()) {
    if (kindOf(metadata) === 'image') photos.push(embedding)
    if (++scanned === SCANNED) break
  }
  const stride = Math.max(1, photos.length / BACKGROUND)
  return Array.from({ length: Math.min(photos.length, BACKGROUND) }, (_, i) => photos[Math.floor(i * stride)]!)
}
