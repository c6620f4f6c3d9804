import { performance } from 'node:perf_hooks'
import type { CatalogueService, OpenIndex } from '../catalogue/catalogue-service.ts'
import { toProduct } from '../catalogue/product-of-record.ts'
import { imageKey, textKey } from '../catalogue/record-keys.ts'
import type { CachedEmbedder, ChargeModel } from '../embedding/cached-embedder.ts'
import type { EmbedInput, Embedding } from '../embedding/embedder.ts'
import type { ModelCost } from '../embedding/metered-embedder.ts'
import { CatalogueEmptyError, ProductNotFoundError, TextTooLongError, TimeoutError } from '../errors.ts'
import type { Image } from '../images/image.ts'
import { inspectImage, type ImageLimits } from '../images/inspect-image.ts'
import type { Upload } from '../images/upload.ts'
import { inPhase } from '../shared/in-phase.ts'
import type { Admission } from '../shared/admission.ts'
import { endingIn } from '../shared/deadline.ts'
import { untilAborted } from '../shared/until-aborted.ts'
import { readColors, readUntold } from './color-reading.ts'
import type { Observation } from './observation.ts'
import { resolveLabel } from '../taxonomy/resolve-label.ts'
import type { LessonSource } from './lessons.ts'
import { withOpinions } from './with-opinions.ts'
import type { Tagger } from './tagger.ts'
import type { TaggerLibrary } from './tagger-library.ts'
import type { Tagging } from './tagging.ts'
import { CATEGORY } from '../taxonomy/taxonomy.ts'
import { withTrust } from './with-trust.ts'
import { withNames } from './with-names.ts'
import { neighboursOf, type Alike } from './neighbours-of.ts'

export interface AutoTagServiceOptions {
  readonly embedder: Pick<CachedEmbedder, 'embed' | 'model' | 'costOf' | 'colorsOf' | 'tellsColors'>
  readonly catalogue: CatalogueService
  readonly library: TaggerLibrary
  readonly admission: Admission
  /** What people taught by reviewing. */
  readonly reviews: LessonSource
  readonly limits: { readonly maxTextLength: number; readonly image: ImageLimits }
  readonly timeoutMs: number
}

export interface TagOptions {
  /** Name of a taxonomy. Default: the shop's own, else the one that ships. */
  readonly taxonomy?: string | undefined
  /** Words of the product, which count beside the photo. */
  readonly title?: string | undefined
  /** BCP 47 tag of the names to show; without it there are none. */
  readonly language?: string | undefined
  /** A product that may not be its own neighbour. */
  readonly productId?: string | undefined
  /** Path of the category whose attributes are asked for. Default: what a review said, else what the photo says. */
  readonly category?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** Called before each model call; what it rejects with, so does the tagging. */
  readonly charge?: ChargeModel | undefined
}

interface TagTimings {
  readonly embedMs: number
  readonly queryMs: number
  readonly totalMs: number
}

export interface AutoTagResult extends Tagging {
  readonly model: string
  readonly taxonomy: string
  readonly taxonomyVersion: string
  /** Last entry of the review log that was learned from, 0 for none. */
  readonly reviewVersion: number
  readonly timings: TagTimings
  /** Of the model; absent where it bills nobody. */
  readonly cost?: ModelCost | undefined
}

/** Tags photos and products with a taxonomy. */
export class AutoTagService {
  readonly #options: AutoTagServiceOptions

  constructor (options: AutoTagServiceOptions) {
    this.#options = options
  }

  /**
   * Rejects with a coded error: of the upload, SERVER_BUSY, TEXT_TOO_LONG, TAXONOMY_NOT_FOUND, TIMEOUT, or one of model
   * or store.
   */
  async tag (upload: Upload, options: TagOptions = {}): Promise<AutoTagResult> {
    const limit = this.#limit(options.signal)
    const image = await this.#within(
      limit,
      untilAborted(inspectImage(upload.bytes, this.#options.limits.image), limit.signal)
    )
    const tagging = async () => await this.#tagImage(image, options, limit)
    return await this.#within(limit, this.#options.admission.run('photos', limit.signal, tagging))
  }

  /** An image that has been looked at already. */
  async tagImage (image: Image, options: TagOptions = {}): Promise<AutoTagResult> {
    return await this.#tagImage(image, options, this.#limit(options.signal))
  }

  async #tagImage (image: Image, options: TagOptions, limit: Limit): Promise<AutoTagResult> {
    const { maxTextLength } = this.#options.limits
    const title = options.title?.trim() || undefined
    if (title && title.length > maxTextLength) throw new TextTooLongError(title.length, maxTextLength)
    return await this.#run(options, limit, async (signal, spent) => {
      const { embedder } = this.#options
      const [photo, titled] = [{ image }, title === undefined ? undefined : { text: title }]
      spent.cost = embedder.costOf(titled ? [photo, titled] : [photo], 'query')
      const embed = async (input: EmbedInput) =>
        await embedder.embed(input, { purpose: 'query', signal, charge: options.charge })
      const measuring = embedder.tellsColors ? readUntold(image, signal) : readColors(image, signal)
      const [embedding, words, measured] = await inPhase(
        'embed',
        async () => await Promise.all([embed(photo), titled && embed(titled), measuring])
      )
      spent.embedded = performance.now()
      const colors = measured ?? embedder.colorsOf(embedding)
      const alike = await this.#neighbours(embedding, options.productId, signal)
      return {
        embedding,
        ...alike,
        colors,
        title: title !== undefined && words ? { text: title, embedding: words } : undefined
      }
    })
  }

  /**
   * A product of the catalogue, by its stored vectors: no model call. Rejects with PRODUCT_NOT_FOUND, CATALOGUE_EMPTY
   * or BAD_USER_INPUT.
   */
  async tagProduct (id: string, options: Omit<TagOptions, 'title'> = {}): Promise<AutoTagResult> {
    return await this.#run({ ...options, productId: id }, this.#limit(options.signal), async (signal, spent) => {
      const opened = await this.#open(signal)
      const records = await opened.index.get([imageKey(id, 0), textKey(id)], { signal })
      const [photo, text] = [records.get(imageKey(id, 0)), records.get(textKey(id))]
      const main = photo ?? text
      if (!main) throw new ProductNotFoundError(id)
      spent.embedded = performance.now()
      const title = text && { text: toProduct(text.metadata).title ?? '', embedding: text.embedding }
      const colors = photo && this.#options.embedder.colorsOf(photo.embedding)
      return { embedding: main.embedding, ...(await neighboursOf(opened, main.embedding, id, signal)), colors, title }
    })
  }

  /** One time limit for all that an answer takes, labels and reviews included. */
  #limit (asked: AbortSignal | undefined): Limit {
    const { timeoutMs } = this.#options
    const timeout = AbortSignal.timeout(timeoutMs)
    return { timeout, signal: endingIn(timeoutMs, asked ? AbortSignal.any([asked, timeout]) : timeout) }
  }

  async #within<T>({ timeout }: Limit, answer: Promise<T>): Promise<T> {
    try {
      return await answer
    } catch (cause) {
      throw cause === timeout.reason && timeout.aborted ? new TimeoutError(this.#options.timeoutMs, { cause }) : cause
    }
  }

  async #run (options: TagOptions, limit: Limit, observe: Observe): Promise<AutoTagResult> {
    return await this.#within(limit, this.#tag(options, limit.signal, observe))
  }

  async #tag (
    { taxonomy, language, productId, category }: TagOptions,
    signal: AbortSignal,
    observe: Observe
  ): Promise<AutoTagResult> {
    const { library, reviews, timeoutMs, embedder } = this.#options
    const spent: Spent = { start: performance.now(), embedded: performance.now() }
    // Embedding the labels happens once; of a large taxonomy it may take longer than an answer may.
    const tagger = await library.taggerWithin(timeoutMs, taxonomy)
    const asCategory = category === undefined ? undefined : resolveLabel(CATEGORY, category, tagger.taxonomy)
    const [learned, found] = await Promise.all([
      untilAborted(reviews.learned(tagger.taxonomy), signal),
      observe(signal, spent)
    ])
    const observation = { ...found, neighbours: learned.correct(found.neighbours) }
    const reviewed = productId === undefined ? [] : learned.of(productId)
    const known = asCategory ?? reviewed.find(({ attribute }) => attribute === CATEGORY)?.right[0]
    const tagging = tagger.withPrototypes(learned.prototypes).tag(observation, known)
    const trusted = withTrust(tagging, learned.distrusted)
    const named = withNames(withOpinions(trusted, reviewed, tagger.taxonomy), tagger.taxonomy, language)
    return {
      ...named,
      reviewVersion: learned.version,
      model: embedder.model,
      ...identity(tagger),
      timings: timingsOf(spent),
      cost: spent.cost
    }
  }

  /** Before the first ingest there is nobody to ask, which is no failure: prompts and color answer alone. */
  async #neighbours (embedding: Embedding, productId: string | undefined, signal: AbortSignal): Promise<Alike> {
    try {
      return await neighboursOf(await this.#open(signal), embedding, productId, signal)
    } catch (error) {
      if (error instanceof CatalogueEmptyError) return { neighbours: [] }
      throw error
    }
  }

  async #open (signal: AbortSignal): Promise<OpenIndex> {
    const { catalogue } = this.#options
    return await catalogue.open(Math.max(...catalogue.dimensions), signal)
  }
}

interface Limit {
  readonly timeout: AbortSignal
  readonly signal: AbortSignal
}
type Observe = (signal: AbortSignal, spent: Spent) => Promise<Observation>
interface Spent {
  readonly start: number
  embedded: number
  cost?: ModelCost | undefined
}

function identity ({ taxonomy: { name, version } }: Tagger): Pick<AutoTagResult, 'taxonomy' | 'taxonomyVersion'> {
  return { taxonomy: name, taxonomyVersion: version }
}

function timingsOf ({ start, embedded }: Spent): TagTimings {
  const end = performance.now()
  return { embedMs: embedded - start, queryMs: end - embedded, totalMs: end - start }
}
