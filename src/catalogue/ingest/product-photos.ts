import type { Embedder, Embedding } from '../../embedding/embedder.ts'
import type { Image } from '../../images/image.ts'
import { inputHashOf } from '../content-hash.ts'
import { withoutCredentials } from '../../shared/without-credentials.ts'
import { isRemote, type ProductImageLoader } from '../photos/load-image.ts'
import type { Product } from '../product.ts'
import { codeAndReason, type Rejection } from './reject-log.ts'
import type { StoredProduct } from '../stored-product.ts'

/** A photo, or the embedding that is stored of it. */
export interface Photo {
  readonly reference: string
  /** What tells it from others: its address, or the hash of a local file's bytes. */
  readonly identity: string
  readonly image?: Image
  /** Width and height, where they are known. */
  readonly size?: readonly [number, number] | undefined
  readonly embedding?: Embedding | undefined
}

/** What the model makes of words or a photo. */
export interface Embedded {
  readonly inputHash: string
  readonly embedding: Embedding
  readonly isNew: boolean
}

export interface EmbeddedPhoto extends Photo, Embedded {
  readonly embedding: Embedding
}

/** Of a model that moderates what it is given, or cannot read it; the next product is another matter. */
export const REFUSED = 'MODEL_REJECTED_INPUT'
/** What an image, not the model, is to blame for. */
const IMAGE_CODES = new Set([
  'IMAGE_UNREADABLE',
  'UNSUPPORTED_MEDIA_TYPE',
  'IMAGE_TOO_LARGE',
  'PAYLOAD_TOO_LARGE',
  REFUSED
])

/** Loads and embeds the photos of a product, each once: what is stored already is taken from there. */
export class ProductPhotos {
  readonly #loader: ProductImageLoader
  readonly #signal: AbortSignal | undefined
  readonly #loadSignal: AbortSignal | undefined

  constructor (
    loader: ProductImageLoader,
    { signal, loadSignal }: { readonly signal: AbortSignal | undefined; readonly loadSignal: AbortSignal | undefined }
  ) {
    this.#loader = loader
    this.#signal = signal
    this.#loadSignal = loadSignal
  }

  /** A photo by an address that is stored is not fetched again. */
  async load (
    line: number,
    product: Product,
    stored: StoredProduct | undefined
  ): Promise<{ photos: Photo[]; rejections: Rejection[] }> {
    const photos: Photo[] = []
    const rejections: Rejection[] = []
    for (const reference of product.images) {
      try {
        photos.push(await this.#loadOne(reference, stored))
      } catch (error) {
        rejections.push(imageRejection(line, product.id, reference, error))
      }
    }
    return { photos, rejections }
  }

  async #loadOne (reference: string, stored: StoredProduct | undefined): Promise<Photo> {
    const known = isRemote(reference) ? stored?.embeddingOf(inputHashOf(reference)) : undefined
    if (known) {
      return {
        reference,
        identity: reference,
        embedding: known,
        size: stored?.sizeOf(this.#loader.storedUrl(reference))
      }
    }
    const image = await this.#loader.load(reference, this.#loadSignal)
    const identity = isRemote(reference) ? reference : image.hash
    const embedding = stored?.embeddingOf(inputHashOf(identity))
    return { reference, identity, image, embedding, size: [image.width, image.height] }
  }

  async embed (
    line: number,
    product: Product,
    photos: readonly Photo[],
    embedder: Embedder
  ): Promise<{ photos: EmbeddedPhoto[]; rejections: Rejection[] }> {
    const embedded: EmbeddedPhoto[] = []
    const rejections: Rejection[] = []
    for (const photo of photos) {
      try {
        const { image, embedding: known, identity } = photo
        const embedding =
          known ?? (await embedder.embed({ image: image! }, { purpose: 'index', signal: this.#signal }))
        embedded.push({ ...photo, inputHash: inputHashOf(identity), embedding, isNew: known === undefined })
      } catch (error) {
        if (!IMAGE_CODES.has(codeAndReason(error).code)) throw error
        rejections.push(imageRejection(line, product.id, photo.reference, error))
      }
    }
    return { photos: embedded, rejections }
  }
}

export function sizesOf (photos: readonly Photo[]): Product['imageSizes'] {
  const sizes = photos.map(({ size }) => size)
  return sizes.length > 0 && sizes.every((size) => size !== undefined) ? sizes : undefined
}

function imageRejection (line: number, id: string, image: string, error: unknown): Rejection {
  return { line, id, kind: 'image', ...codeAndReason(error), image: withoutCredentials(image) }
}
