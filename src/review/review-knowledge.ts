import { setTimeout } from 'node:timers/promises'
import type { CatalogueService, OpenIndex } from '../catalogue/catalogue-service.ts'
import { toProduct } from '../catalogue/product-of-record.ts'
import { imageKey, kindOf } from '../catalogue/record-keys.ts'
import type { Embedding } from '../embedding/embedder.ts'
import { CatalogueEmptyError } from '../errors.ts'
import type { LessonSource } from '../tagging/lessons.ts'
import type { VectorIndex, VectorRecord } from '../vectors/vector-store.ts'
import type { Taxonomy } from '../taxonomy/taxonomy.ts'
import { distrusted } from './acceptance.ts'
import { Learned, type Photo } from './learned.ts'
import type { ReviewEntry } from './store/review-entry.ts'
import type { ReviewStore } from './store/review-store.ts'
import { isOpinion, reviewStates } from './review-state.ts'

/** Records looked at for photos of the catalogue, and photos kept of them. */
const SCANNED = 2000
const BACKGROUND = 256
/** Decisions of other replicas count so much later. */
const MAX_AGE_MS = 2000
/** How long tagging waits for the log: once it has been read, and before. */
const PATIENCE_MS = 500
const FIRST_PATIENCE_MS = 3000

/** What the review log teaches, by the vectors that the index holds of the photos in it: no model call. */
export class ReviewKnowledge implements LessonSource {
  readonly log: ReviewStore
  readonly #catalogue: Pick<CatalogueService, 'open' | 'dimensions'>
  readonly #learned = new Map<string, { readonly key: string; readonly learned: Promise<Learned> }>()
  #read: PhotosRead | undefined
  #last: readonly ReviewEntry[] | undefined

  constructor (log: ReviewStore, catalogue: Pick<CatalogueService, 'open' | 'dimensions'>) {
    this.log = log
    this.#catalogue = catalogue
  }

  /**
   * Learned anew only after a review or an ingest. Rejects as the index does; where the log cannot be read, what was
   * read of it last is what there is to learn.
   */
  async learned (taxonomy: Taxonomy): Promise<Learned> {
    const entries = await this.#entries()
    const version = entries.findLast((entry) => entry.taxonomy === taxonomy.name)?.seq ?? 0
    const opened = version === 0 ? undefined : await this.#open()
    const key = JSON.stringify([taxonomy.digest, version, opened?.manifest.updatedAt])
    const known = this.#learned.get(taxonomy.name)
    if (known?.key === key) return await known.learned
    const learned = this.#learn(taxonomy, { entries, version }, opened)
    this.#learned.set(taxonomy.name, { key, learned })
    learned.catch(() => this.#learned.delete(taxonomy.name))
    return await learned
  }

  /** Tagging goes on without the log: nobody waits long for it, and `/readyz` says that it cannot be read. */
  async #entries (): Promise<readonly ReviewEntry[]> {
    const read = this.log.entries(MAX_AGE_MS).then((entries) => (this.#last = entries))
    const stop = new AbortController()
    const late = setTimeout(this.#last ? PATIENCE_MS : FIRST_PATIENCE_MS, undefined, { signal: stop.signal })
    try {
      return (await Promise.race([read, late])) ?? this.#last ?? []
    } catch {
      return this.#last ?? []
    } finally {
      stop.abort()
      late.catch(() => {})
    }
  }

  async #learn (
    taxonomy: Taxonomy,
    { entries, version }: { readonly entries: readonly ReviewEntry[]; readonly version: number },
    opened: OpenIndex | undefined
  ): Promise<Learned> {
    const all = reviewStates(entries, taxonomy)
    const own = entries.filter((entry) => entry.taxonomy === taxonomy.name)
    const given = { taxonomy, reviewStates: all, version, distrusted: distrusted(own) }
    const ids = [...new Set(all.filter(isOpinion).map(({ productId }) => productId))]
    if (!opened || ids.length === 0) return new Learned({ ...given, photos: new Map(), background: [] })
    const read = this.#photosRead(opened)
    await read.look(ids)
    return new Learned({ ...given, photos: read.byId, background: await read.background() })
  }

  /** Kept until the next ingest: a review changes what is stated about a product, never its photo. */
  #photosRead ({ index, manifest: { updatedAt } }: OpenIndex): PhotosRead {
    const key = JSON.stringify([index.spec.name, updatedAt])
    if (this.#read?.key !== key) this.#read = new PhotosRead(key, index)
    return this.#read
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

/** Photos of an index, each read once. */
class PhotosRead {
  readonly key: string
  readonly byId = new Map<string, Photo>()
  readonly #index: VectorIndex
  #background: Promise<Embedding[]> | undefined

  constructor (key: string, index: VectorIndex) {
    this.key = key
    this.#index = index
  }

  /** Reads the main photos of these products, as far as they are there. */
  async look (ids: readonly string[]): Promise<void> {
    const records = await this.#index.get(ids.filter((id) => !this.byId.has(id)).map((id) => imageKey(id, 0)))
    for (const photo of [...records.values()].map(toPhoto)) this.byId.set(photo.product.id, photo)
  }

  /** Any photos of the catalogue: they only say how photos differ. */
  async background (): Promise<Embedding[]> {
    this.#background ??= samplePhotos(this.#index).catch((error: unknown) => {
      this.#background = undefined
      throw error
    })
    return await this.#background
  }
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
