import { ProductImageLoader, type ProductImageLoaderOptions } from '../catalogue/load-image.ts'
import type { Product } from '../catalogue/product.ts'
import { isCodedError } from '../errors.ts'
import type { AutoTagService } from './auto-tag-service.ts'
import { statedLabels } from './observation.ts'
import type { TagLine, TagLog } from './tag-log.ts'
import { readSource, sourceRoot } from './tag-source.ts'
import { CATEGORY, type Taxonomy } from './taxonomy.ts'
import type { WriteBack } from './write-back.ts'

export interface BulkTaggerOptions {
  readonly autoTag: AutoTagService
  readonly taxonomy: Taxonomy
  readonly images: Omit<ProductImageLoaderOptions, 'root' | 'mediaUrl'>
  /** Puts what is assigned into the index; absent to leave it alone. */
  readonly writeBack?: WriteBack | undefined
}

export interface BulkRun {
  /** A catalogue file or a folder of photos. */
  readonly source: string
  readonly log: TagLog
  /** Leave out what products state already. */
  readonly onlyMissing: boolean
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((counts: BulkCounts) => void) | undefined
}

export interface BulkCounts {
  tagged: number
  /** Done in an earlier run, without a photo, or with nothing missing. */
  skipped: number
  failed: number
}

/** Tags a catalogue or a folder, product after product; what is in the log is not done again. */
export class BulkTagger {
  readonly #options: BulkTaggerOptions

  constructor (options: BulkTaggerOptions) {
    this.#options = options
  }

  /** A product that fails is logged with its reason and the run goes on; faults of ours end it. */
  async run ({ source, log, onlyMissing, signal, onProgress }: BulkRun): Promise<BulkCounts> {
    const counts: BulkCounts = { tagged: 0, skipped: 0, failed: 0 }
    const loader = new ProductImageLoader({ ...this.#options.images, root: await sourceRoot(source), mediaUrl: '/media/' })
    try {
      for await (const { product } of readSource(source)) {
        if (signal?.aborted) break
        if (!product) counts.failed++
        else if (this.#isDone(product, log, onlyMissing)) counts.skipped++
        else counts[await this.#tagOne(product, loader, log, onlyMissing, signal)]++
        onProgress?.(counts)
      }
      return counts
    } catch (error) {
      // Stopped in the middle of a product, which the next run does again.
      if (signal?.aborted) return counts
      throw error
    } finally {
      await loader.close()
    }
  }

  #isDone (product: Product, log: TagLog, onlyMissing: boolean): boolean {
    if (log.done.has(product.id) || product.images.length === 0) return true
    return onlyMissing && this.#missing(product).length === 0
  }

  async #tagOne (product: Product, loader: ProductImageLoader, log: TagLog, onlyMissing: boolean, signal: AbortSignal | undefined): Promise<'tagged' | 'failed'> {
    const line = await this.#tag(product, loader, signal)
    const kept = onlyMissing && 'tags' in line ? this.#withoutStated(line, product) : line
    // The index first: a line in the log means that all of the product is done.
    if ('tags' in kept) await this.#options.writeBack?.write(kept)
    await log.append(kept)
    return 'tags' in kept ? 'tagged' : 'failed'
  }

  async #tag ({ id, title, images }: Product, loader: ProductImageLoader, signal: AbortSignal | undefined): Promise<TagLine> {
    try {
      const image = await loader.load(images[0]!, signal)
      const { category, tags, abstained } = await this.#options.autoTag.tagImage(image, { taxonomy: this.#options.taxonomy.name, title, productId: id, signal })
      return { id, category, tags, abstained }
    } catch (error) {
      if (isCodedError(error) && error.statusCode < 500) return { id, error: error.code, message: error.message }
      throw error
    }
  }

  #withoutStated (line: Extract<TagLine, { tags: unknown }>, product: Product): TagLine {
    const missing = new Set(this.#missing(product))
    return { ...line, tags: line.tags.filter(({ attribute }) => missing.has(attribute)), abstained: line.abstained.filter(({ attribute }) => missing.has(attribute)) }
  }

  /** Attributes, the category among them, that a product does not state and that may apply to it. */
  #missing (product: Product): string[] {
    const { taxonomy } = this.#options
    const [category] = statedLabels(product, CATEGORY, taxonomy)
    const attributes = category === undefined ? taxonomy.attributes : taxonomy.attributesOf(category)
    const missing = attributes.map(({ name }) => name).filter((name) => statedLabels(product, name, taxonomy).length === 0)
    return category === undefined ? [CATEGORY, ...missing] : missing
  }
}
