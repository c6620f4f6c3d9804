import type { Embedder, Embedding } from '../../embedding/embedder.ts'
import { ProductInvalidError, RecordInvalidError } from '../../errors.ts'
import type { Image } from '../../images/image.ts'
import { validateRecord } from '../../vectors/metadata.ts'
import { recordsFor, type CatalogueIndexes, type Change } from '../catalogue-indexes.ts'
import type { BadRow, CatalogueRow } from '../sources/catalogue-row.ts'
import { contentHash } from './content-hash.ts'
import { cutText } from '../../shared/cut-text.ts'
import type { IngestCounts } from './ingest-report.ts'
import { isRemote, type ProductImageLoader } from '../photos/load-image.ts'
import type { Product } from '../product.ts'
import { textOf, toRecord, viewsOf } from '../records.ts'
import { codeAndReason, type Rejection } from './reject-log.ts'
import type { StoredProduct } from '../stored-product.ts'

/** What became of one row. */
export interface Outcome {
  readonly line: number
  readonly counts: Partial<IngestCounts>
  readonly rejections: readonly Rejection[]
  /** What is to be written, if anything. */
  readonly change?: Change
}

export interface Photo {
  readonly reference: string
  readonly image: Image
}

/** A product with its photos, to be embedded. */
export interface Prepared {
  readonly line: number
  readonly product: Product
  readonly photos: readonly Photo[]
  readonly rejections: readonly Rejection[]
  readonly stored?: StoredProduct | undefined
}

/** Who embeds what; of the same model. */
export interface Models {
  readonly words: Embedder
  readonly photos: Embedder
}

interface EmbeddedPhoto extends Photo { readonly embedding: Embedding }

/** Of a model that moderates what it is given, or cannot read it; the next product is another matter. */
const REFUSED = 'MODEL_REJECTED_INPUT'
/** What an image, not the model, is to blame for. */
const IMAGE_CODES = new Set(['IMAGE_UNREADABLE', 'UNSUPPORTED_MEDIA_TYPE', 'IMAGE_TOO_LARGE', 'PAYLOAD_TOO_LARGE', REFUSED])

/** The steps of one row: photos loaded, unchanged ones told, views embedded. */
export class ProductPipeline {
  readonly #loader: ProductImageLoader
  readonly #signal: AbortSignal | undefined
  /** Seconds: what one ingest writes is equally new. */
  readonly #startedAt = Math.floor(Date.now() / 1000)

  constructor (loader: ProductImageLoader, signal?: AbortSignal) {
    this.#loader = loader
    this.#signal = signal
  }

  async prepare (row: CatalogueRow, stored?: StoredProduct): Promise<Prepared | Outcome> {
    if (!('product' in row)) return withoutProduct(row)
    const { line, product } = row
    const isRemoteOnly = product.images.length > 0 && product.images.every(isRemote)
    if (isRemoteOnly && isStored(product, product.images, stored)) return unchanged(line, [])
    const { photos, rejections } = await this.#load(row.line, product)
    const shown = this.#shown(product, photos)
    if (isStored(shown, photos.map(identityOf), stored)) return unchanged(line, rejections)
    return viewsOf(shown).length === 0 ? withoutView(line, product, rejections) : { line, product, photos, rejections, stored }
  }

  /** Rejects only for what is no fault of the row, e.g. MODEL_UNAVAILABLE. */
  async embed ({ line, product, photos, rejections, stored }: Prepared, models: Models, indexes: CatalogueIndexes): Promise<Outcome> {
    const words = await this.#embedWords(product, models.words)
    if ('code' in words) return rejected({ line, id: product.id, kind: 'row', ...words }, rejections)
    const embedded = await this.#embedPhotos(line, product, photos, models.photos)
    const all = [...rejections, ...embedded.rejections]
    const shown = this.#shown(product, embedded.photos)
    const vectors = [...words, ...embedded.photos.map(({ embedding }) => embedding)]
    const views = viewsOf(shown)
    if (views.length === 0) return withoutView(line, product, all)
    const hash = contentHash(shown, embedded.photos.map(identityOf))
    const records = views.map((view, i) => toRecord(shown, view, vectors[i]!, hash, this.#startedAt))
    const change = { records, stale: stored?.keysBeside(views.map(({ key }) => key)) ?? [] }
    return written({ line, id: product.id, change, rejections: all, stored, indexes })
  }

  async #load (line: number, product: Product): Promise<{ photos: Photo[], rejections: Rejection[] }> {
    const photos: Photo[] = []
    const rejections: Rejection[] = []
    for (const reference of product.images) {
      try {
        photos.push({ reference, image: await this.#loader.load(reference, this.#signal) })
      } catch (error) {
        rejections.push(imageRejection(line, product.id, reference, error))
      }
    }
    return { photos, rejections }
  }

  /** The embedding of what it says, if it says anything; or why the model refuses it. */
  async #embedWords (product: Product, model: Embedder): Promise<Embedding[] | ReturnType<typeof codeAndReason>> {
    const text = cutText(textOf(product), model.maxTextLength)
    if (text === '') return []
    try {
      return [await model.embed({ text }, { purpose: 'index', signal: this.#signal })]
    } catch (error) {
      const refusal = codeAndReason(error)
      if (refusal.code !== REFUSED) throw error
      return refusal
    }
  }

  async #embedPhotos (line: number, product: Product, photos: readonly Photo[], embedder: Embedder): Promise<{ photos: EmbeddedPhoto[], rejections: Rejection[] }> {
    const embedded: EmbeddedPhoto[] = []
    const rejections: Rejection[] = []
    for (const photo of photos) {
      try {
        embedded.push({ ...photo, embedding: await embedder.embed({ image: photo.image }, { purpose: 'index', signal: this.#signal }) })
      } catch (error) {
        if (!IMAGE_CODES.has(codeAndReason(error).code)) throw error
        rejections.push(imageRejection(line, product.id, photo.reference, error))
      }
    }
    return { photos: embedded, rejections }
  }

  /** The product as it is stored: with the photos that could be used, as a browser finds them. */
  #shown (product: Product, photos: readonly Photo[]): Product {
    return { ...product, images: photos.map(({ reference }) => this.#loader.storedUrl(reference)) }
  }
}

function identityOf ({ reference, image }: Photo): string {
  return isRemote(reference) ? reference : image.hash
}

function isStored (product: Product, identities: readonly string[], stored: StoredProduct | undefined): boolean {
  const keys = viewsOf(product).map(({ key }) => key)
  return keys.length > 0 && stored?.has(keys, contentHash(product, identities)) === true
}

function withoutProduct ({ line, id, reason, raw, heading, isWithdrawn }: BadRow): Outcome {
  if (isWithdrawn === true) return { line, counts: { withdrawn: 1 }, rejections: [] }
  return rejected({ line, id, kind: 'row', code: 'PRODUCT_INVALID', reason, raw, heading })
}

interface Written extends Pick<Outcome, 'line' | 'rejections'> {
  readonly id: string
  readonly change: Change
  readonly stored: StoredProduct | undefined
  readonly indexes: CatalogueIndexes
}

/** Says here, where the row is known, what the store would refuse a whole batch for. */
function written ({ line, id, change, rejections, stored, indexes: { first } }: Written): Outcome {
  try {
    for (const record of recordsFor(first, change)) validateRecord(first.spec, record)
  } catch (error) {
    if (!(error instanceof RecordInvalidError)) throw error
    return rejected({ line, id, kind: 'row', ...codeAndReason(error) }, rejections)
  }
  const kind = stored === undefined || stored.isEmpty ? 'new' : 'changed'
  return { line, counts: { [kind]: 1, views: change.records.length, imagesRejected: rejections.length }, rejections, change }
}

function unchanged (line: number, rejections: readonly Rejection[]): Outcome {
  return { line, counts: { unchanged: 1, imagesRejected: rejections.length }, rejections }
}

function withoutView (line: number, { id }: Product, rejections: readonly Rejection[]): Outcome {
  const { code, reason } = codeAndReason(new ProductInvalidError('it has no title, and none of its photos can be used'))
  return rejected({ line, id, kind: 'row', code, reason }, rejections)
}

function rejected (rejection: Rejection, others: readonly Rejection[] = []): Outcome {
  return { line: rejection.line, counts: { rejected: 1, imagesRejected: others.length }, rejections: [...others, rejection] }
}

function imageRejection (line: number, id: string, image: string, error: unknown): Rejection {
  return { line, id, kind: 'image', ...codeAndReason(error), image }
}
