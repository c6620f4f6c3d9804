import type { Embedder } from '../../embedding/embedder.ts'
import type { CatalogueIndexes } from '../catalogue-indexes.ts'
import type { CatalogueRow } from '../sources/catalogue-row.ts'
import { withFirst } from '../attributes.ts'
import { CommonAttributes, inOrderOf } from '../common-attributes.ts'
import { contentHash, joinHashes, inputHashOf } from '../content-hash.ts'
import { cutText } from '../../shared/cut-text.ts'
import type { Decisions } from './decisions.ts'
import { MEDIA_KINDS } from '../../media/media-file.ts'
import { isRemote, type ProductImageLoader } from '../photos/load-image.ts'
import type { Product } from '../product.ts'
import { stateOf, type ProductState } from '../product-state.ts'
import { toRecord } from '../records.ts'
import { textOf } from '../record-text.ts'
import { recordRefsOf } from '../record-keys.ts'
import { MEDIA_FIELDS, NO_MEDIA, type ProductMedia } from './product-media.ts'
import { codeAndReason, type Rejection } from './reject-log.ts'
import type { StoredProduct } from '../stored-product.ts'
import { type Outcome, withoutProduct, written, unchanged, withoutRecord, rejected } from './outcome.ts'
import { ProductPhotos, sizesOf, REFUSED, type Photo, type Embedded } from './product-photos.ts'

/** A product with its photos, to be embedded. */
export interface Prepared {
  readonly line: number
  readonly product: Product
  readonly photos: readonly Photo[]
  readonly rejections: readonly Rejection[]
  readonly media: ProductMedia
  readonly stored?: StoredProduct | undefined
}

/** Who embeds what; of the same model. */
export interface IngestEmbedders {
  readonly words: Embedder
  readonly photos: Embedder
}

export interface PipelineOptions {
  readonly loader: ProductImageLoader
  readonly decisions: Decisions
  readonly signal?: AbortSignal | undefined
  /** Of the loading of files alone. Default: `signal`. */
  readonly loadSignal?: AbortSignal | undefined
  /** Attributes that filters shall know before all others, by name. */
  readonly filterableAttributes?: readonly string[] | undefined
  /** Then these, those of most products first, as they were counted; default: as they are counted on the way. */
  readonly commonAttributes?: readonly string[] | undefined
}

/** The steps of one row: photos loaded, unchanged ones told, records embedded. */
export class ProductPipeline {
  readonly #loader: ProductImageLoader
  readonly #photos: ProductPhotos
  readonly #decisions: Decisions
  readonly #signal: AbortSignal | undefined
  /** Seconds: what one ingest adds is equally new. */
  readonly #startedAt = Math.floor(Date.now() / 1000)
  readonly #firstAttributes: readonly string[]
  readonly #commonAttributes: readonly string[]
  readonly #counted = new CommonAttributes()
  readonly #hashes = new WeakMap<Product, { readonly identities: readonly string[]; readonly hash: string }>()

  constructor (options: PipelineOptions) {
    const { loader, decisions, signal, loadSignal = signal, filterableAttributes = [], commonAttributes = [] } = options
    this.#loader = loader
    this.#photos = new ProductPhotos(loader, { signal, loadSignal })
    this.#decisions = decisions
    this.#signal = signal
    this.#firstAttributes = filterableAttributes
    this.#commonAttributes = commonAttributes
  }

  /** Whether a product is stored as it is now, where that can be told without loading photos. */
  isStored (product: Product, stored: StoredRecords | undefined): boolean {
    const media = MEDIA_KINDS.flatMap((kind) => product[MEDIA_FIELDS[kind]] ?? [])
    // Which records the files made, only those records tell.
    if (media.length > 0 && stored?.mediaKeys === undefined) return false
    const files = [...product.images, ...media]
    return files.every(isRemote) && this.#isStored(product, files, stored)
  }

  /** As it is stored once it is, where that can be told without loading photos. */
  stateOf (product: Product): ProductState | undefined {
    if (MEDIA_KINDS.some((kind) => product[MEDIA_FIELDS[kind]] !== undefined)) return undefined
    const keys = recordRefsOf(product).map(({ key }) => key)
    if (keys.length === 0 || !product.images.every(isRemote)) return undefined
    return stateOf(product.id, keys, this.#hashOf(product, product.images))
  }

  /** `media`: what was read of the product's other files. */
  async prepare (
    row: CatalogueRow,
    stored?: StoredProduct,
    media: ProductMedia = NO_MEDIA
  ): Promise<Prepared | Outcome> {
    if (!('product' in row)) return withoutProduct(row)
    const { line } = row
    const product = withFirst(row.product, this.#firstAttributes)
    if (this.isStored(product, stored)) return unchanged(line, [])
    const { photos, rejections: photoRejections } = await this.#photos.load(row.line, product, stored)
    const rejections = [...photoRejections, ...media.rejections]
    const asStored = this.#asStored(product, photos, media)
    if (this.#isStored(asStored, identitiesOf(photos, media), stored)) return unchanged(line, rejections)
    return recordRefsOf(asStored).length === 0 && media.spans.length === 0
      ? withoutRecord(line, product, rejections)
      : { line, product, photos, rejections, media, stored }
  }

  /** Rejects only for what is no problem of the row, e.g. MODEL_UNAVAILABLE. */
  async embed (
    { line, product, photos, rejections, media, stored }: Prepared,
    embedders: IngestEmbedders,
    indexes: CatalogueIndexes
  ): Promise<Outcome> {
    const words = await this.#embedWords(product, embedders.words, stored)
    if ('code' in words) return rejected({ line, id: product.id, kind: 'row', ...words }, rejections)
    const embedded = await this.#photos.embed(line, product, photos, embedders.photos)
    const all = [...rejections, ...embedded.rejections]
    const asStored = this.#asStored(product, embedded.photos, media)
    const embeddings: readonly Embedded[] = [...words, ...embedded.photos, ...media.spans]
    const found = media.spans.length > 0 ? { parts: media.spans.map(({ span }) => span) } : {}
    const refs = recordRefsOf({ ...asStored, ...found })
    if (refs.length === 0) return withoutRecord(line, product, all)
    const hash = this.#hashOf(asStored, identitiesOf(embedded.photos, media))
    const decided = await this.#decisions.apply(asStored)
    const measured = this.#ordered({ ...decided, imageSizes: sizesOf(embedded.photos), ...found })
    const added = stored?.added ?? this.#startedAt
    const records = refs.map((ref, i) =>
      toRecord(measured, ref, embeddings[i]!.embedding, joinHashes(hash, embeddings[i]!.inputHash), added)
    )
    const change = { records, stale: stored?.keysBeside(refs.map(({ key }) => key)) ?? [] }
    const counts = { views: embeddings.filter(({ isNew }) => isNew).length, decided: decided === asStored ? 0 : 1 }
    return written({ line, id: product.id, change, counts, rejections: all, stored, indexes })
  }

  /** What a product with much to filter by is filtered by is told by what most products have. */
  #ordered (product: Product): Product {
    if (this.#commonAttributes.length === 0) this.#counted.add(product)
    const common = this.#commonAttributes.length > 0 ? this.#commonAttributes : this.#counted.order()
    return inOrderOf(product, [...this.#firstAttributes, ...common])
  }

  /** The embedding of what it says, if it says anything; or why the model refuses it. */
  async #embedWords (
    product: Product,
    model: Embedder,
    stored: StoredProduct | undefined
  ): Promise<Embedded[] | ReturnType<typeof codeAndReason>> {
    const text = cutText(textOf(product), model.maxTextLength)
    if (text === '') return []
    const inputHash = inputHashOf(text)
    const known = stored?.embeddingOf(inputHash)
    if (known) return [{ inputHash, embedding: known, isNew: false }]
    try {
      return [
        { inputHash, embedding: await model.embed({ text }, { purpose: 'index', signal: this.#signal }), isNew: true }
      ]
    } catch (error) {
      const refusal = codeAndReason(error)
      if (refusal.code !== REFUSED) throw error
      return refusal
    }
  }

  #isStored (product: Product, identities: readonly string[], stored: StoredRecords | undefined): boolean {
    const keys = [...recordRefsOf(product).map(({ key }) => key), ...(stored?.mediaKeys ?? [])]
    return keys.length > 0 && stored?.has(keys, this.#hashOf(product, identities)) === true
  }

  /** Each step asks for it, and most products are the same object all the way. */
  #hashOf (product: Product, identities: readonly string[]): string {
    const known = this.#hashes.get(product)
    if (known && known.identities.length === identities.length &&
      known.identities.every((identity, i) => identity === identities[i])) {
      return known.hash
    }
    const hash = contentHash(product, identities, this.#firstAttributes)
    this.#hashes.set(product, { identities, hash })
    return hash
  }

  /** The product as it is stored: with the photos that could be used, as a browser finds them. */
  #asStored (product: Product, photos: readonly Photo[], { files }: ProductMedia): Product {
    if (isStoredAsIs(product, files)) return product
    const stored = new Map(photos.map(({ reference }) => [reference, this.#loader.storedUrl(reference)]))
    const place = (image: string | undefined) => image && (stored.get(image) ?? (isRemote(image) ? image : undefined))
    const variants = product.variants.map((variant) => ({ ...variant, image: place(variant.image) }))
    const { videos, documents, audio, imageAlts = {}, ...others } = product
    const alts = photos.flatMap(({ reference }) =>
      imageAlts[reference] === undefined ? [] : [[stored.get(reference)!, imageAlts[reference]]])
    return {
      ...others,
      ...files,
      images: photos.map(({ reference }) => stored.get(reference)!),
      ...(alts.length > 0 && { imageAlts: Object.fromEntries(alts) as Record<string, string> }),
      variants
    }
  }
}

/** What is known of records that are stored. */
export type StoredRecords = Pick<StoredProduct, 'has'> & Partial<Pick<StoredProduct, 'mediaKeys'>>

/** Nothing of it names a file. */
function isStoredAsIs ({ images, variants, ...product }: Product, files: ProductMedia['files']): boolean {
  return images.length === 0 && variants.every(({ image }) => image === undefined) &&
    MEDIA_KINDS.every((kind) => product[MEDIA_FIELDS[kind]] === undefined) && Object.keys(files).length === 0
}

function identitiesOf (photos: readonly Photo[], media: ProductMedia): string[] {
  return [...photos.map(({ identity }) => identity), ...media.identities]
}
