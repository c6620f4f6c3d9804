import { ProductImageLoader, type ProductImageLoaderOptions } from '../../catalogue/photos/load-image.ts'
import { mapAhead } from '../../shared/map-ahead.ts'
import type { Product } from '../../catalogue/product.ts'
import { isCodedError } from '../../errors.ts'
import type { AutoTagService } from '../auto-tag-service.ts'
import { statedLabels } from '../observation.ts'
import type { Stamp, TaggedLine, TagLine, TagLog } from './tag-log.ts'
import { readSource, sourceRoot } from './tag-source.ts'
import { CATEGORY, type Taxonomy } from '../../taxonomy/taxonomy.ts'
import type { ToShop } from '../shop-tree.ts'
import type { WriteBack } from '../write-back.ts'

export interface BulkTaggerOptions {
  readonly autoTag: Pick<AutoTagService, 'tagImage'>
  readonly taxonomy: Taxonomy
  /** Identity of the model, for the log. */
  readonly model: string
  readonly images: Omit<ProductImageLoaderOptions, 'root' | 'mediaUrl'>
  /** Puts what is assigned into the index; absent to leave it alone. */
  readonly writeBack?: WriteBack | undefined
  /** Places of the shop's own tree. Default: the taxonomy's categories as they are. */
  readonly toShop?: ToShop | undefined
}

export interface BulkRun {
  /** A catalogue file or a folder of photos. */
  readonly source: string
  readonly log: TagLog
  /** Leave out what products state already. */
  readonly onlyMissing: boolean
  readonly signal?: AbortSignal | undefined
  /** `line` is how far the source has been read to its end or by what is written. */
  readonly onProgress?: ((state: { readonly line: number; readonly counts: BulkCounts }) => void) | undefined
  /** Rows of the source that cannot be used, with line and reason. */
  readonly onNotice?: ((message: string) => void) | undefined
}

export interface BulkCounts {
  tagged: number
  /** Done in an earlier run, without a photo, with nothing missing, or a second product of one id. */
  skipped: number
  failed: number
}

interface Item {
  readonly line: number
  readonly product: Product
}
interface Done {
  readonly line: number
  readonly tagged: TagLine
}

/** Products loaded or tagged at the same time: enough to keep every model busy, one reads a few photos at a time. */
const CONCURRENCY = 8
/**
 * Lines written at once, with their products put into the index at once: each write of the index costs as much as a
 * photo.
 */
const BATCH = 32

/** For what is tagged when a run is stopped to be written; what is not is tagged again by the next run. */
const GRACE_MS = 5000

/** Tags a catalogue or a folder, in its order; what is in the log is not done again. */
export class BulkTagger {
  readonly #options: BulkTaggerOptions

  constructor (options: BulkTaggerOptions) {
    this.#options = options
  }

  /** A product that fails is logged with its reason and the run goes on; errors of ours end it. */
  async run (run: BulkRun): Promise<BulkCounts> {
    const { source, signal, onlyMissing, onProgress, onNotice } = run
    const counts: BulkCounts = { tagged: 0, skipped: 0, failed: 0 }
    const loader = new ProductImageLoader({
      ...this.#options.images,
      root: await sourceRoot(source),
      mediaUrl: '/media/'
    })
    const tag = async ({ line, product }: Item): Promise<Done> => ({
      line,
      tagged: await this.#tagOne(product, loader, onlyMissing, signal)
    })
    const waiting: TagLine[] = []
    const { ending, release } = endingAfter(signal)
    try {
      for await (const { line, tagged } of mapAhead(
        this.#pending(run, counts),
        { concurrency: CONCURRENCY, ahead: BATCH },
        tag
      )) {
        counts['tags' in tagged ? 'tagged' : 'failed']++
        waiting.push(tagged)
        // Without an index to write, each line at once: a kill costs no more than what is under way.
        if (waiting.length >= (this.#options.writeBack ? BATCH : 1)) {
          await this.#write(waiting.splice(0), run.log, ending)
        }
        onProgress?.({ line, counts })
        if (signal?.aborted) break
      }
    } catch (error) {
      // Stopped in the middle of products, which the next run does again.
      if (!signal?.aborted) throw error
    } finally {
      await loader.close()
    }
    try {
      await this.#write(waiting, run.log, ending)
      // Also where nothing was left to tag: a run that was killed may have written tags without counting them.
      await this.#options.writeBack?.recount({ signal: ending })
    } catch (error) {
      if (!signal?.aborted) throw error
      onNotice?.(`stopped before all was written, the same command goes on from there: ${String(error)}`)
    } finally {
      release()
    }
    return counts
  }

  /** What is to be tagged; counts what is not. */
  async * #pending (
    { source, log, onlyMissing, signal, onProgress, onNotice }: BulkRun,
    counts: BulkCounts
  ): AsyncGenerator<Item> {
    const begun = new Set<string>()
    for await (const { line, product, problem } of readSource(source)) {
      if (signal?.aborted) return
      if (product && !begun.has(product.id) && !this.#isDone(product, log, onlyMissing)) {
        begun.add(product.id)
        yield { line, product }
        continue
      }
      counts[product ? 'skipped' : 'failed']++
      if (problem !== undefined) onNotice?.(problem)
      onProgress?.({ line, counts })
    }
  }

  #isDone (product: Product, log: TagLog, onlyMissing: boolean): boolean {
    if (log.isDone(product.id) || product.images.length === 0) return true
    return onlyMissing && this.#missing(product).length === 0
  }

  /** The index first: a line in the log means that all of the product is done. */
  async #write (lines: readonly TagLine[], log: TagLog, signal: AbortSignal): Promise<void> {
    if (lines.length === 0) return
    await this.#options.writeBack?.write(
      lines.filter((line) => 'tags' in line),
      { signal, toShop: this.#options.toShop }
    )
    await log.append(lines)
  }

  async #tagOne (
    product: Product,
    loader: ProductImageLoader,
    onlyMissing: boolean,
    signal: AbortSignal | undefined
  ): Promise<TagLine> {
    const line = await this.#tag(product, loader, signal)
    return onlyMissing && 'tags' in line ? this.#withoutStated(line, product) : line
  }

  async #tag (
    { id, title, images }: Product,
    loader: ProductImageLoader,
    signal: AbortSignal | undefined
  ): Promise<TagLine> {
    const {
      autoTag,
      taxonomy: { name, version },
      model
    } = this.#options
    const stamp: Stamp & { id: string } = { id, model, taxonomy: name, taxonomyVersion: version }
    try {
      const image = await loader.load(images[0]!, signal)
      const { category, tags, abstained } = await autoTag.tagImage(image, {
        taxonomy: name,
        title,
        productId: id,
        signal
      })
      return { ...stamp, category, tags, abstained }
    } catch (error) {
      if (isCodedError(error) && error.statusCode < 500) {
        return { ...stamp, error: error.code, message: error.message }
      }
      throw error
    }
  }

  #withoutStated (line: TaggedLine, product: Product): TagLine {
    const missing = new Set(this.#missing(product))
    return {
      ...line,
      tags: line.tags.filter(({ attribute }) => missing.has(attribute)),
      abstained: line.abstained.filter(({ attribute }) => missing.has(attribute))
    }
  }

  /** Attributes, the category among them, that a product does not state and that may apply to it. */
  #missing (product: Product): string[] {
    const { taxonomy } = this.#options
    const [category] = statedLabels(product, CATEGORY, taxonomy)
    const attributes = category === undefined ? taxonomy.attributes : taxonomy.attributesOf(category)
    const missing = attributes
      .map(({ name }) => name)
      .filter((name) => statedLabels(product, name, taxonomy).length === 0)
    return category === undefined ? [CATEGORY, ...missing] : missing
  }
}

/** Aborted a while after the signal: what is under way may end by then. */
function endingAfter (signal: AbortSignal | undefined): { readonly ending: AbortSignal; release(): void } {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const end = () => {
    timer = setTimeout(() => controller.abort(new Error(`not done within ${GRACE_MS} ms`)), GRACE_MS)
  }
  if (signal?.aborted) end()
  else signal?.addEventListener('abort', end, { once: true })
  const release = () => {
    clearTimeout(timer)
    signal?.removeEventListener('abort', end)
  }
  return { ending: controller.signal, release }
}
