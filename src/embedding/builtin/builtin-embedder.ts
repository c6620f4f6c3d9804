import { join } from 'node:path'
import PQueue from 'p-queue'
import { isCodedError, ModelUnavailableError } from '../../errors.ts'
import { decodeBudget } from '../../images/decode-budget.ts'
import type { Image } from '../../images/image.ts'
import { EVIDENCE_SIZE } from '../../images/color/evidence.ts'
import { COLORS } from '../../images/color/color-names.ts'
import type { ColorReader } from '../color-reader.ts'
import { namedColors } from '../color-words.ts'
import { WORDS_AND_PHOTOS, type Capabilities, type Embedding, type EmbedInput, type EmbedOptions } from '../embedder.ts'
import type { PhotoShaper } from '../photo-shaper.ts'
import { lengthOf, type QueuedEmbedder, type QueueLength } from '../queued-embedder.ts'
import { timeLeftMs } from '../../shared/deadline.ts'
import { ffmpegVersion } from '../../media/frames.ts'
import { abortable } from './abortable.ts'
import { BuiltinMedia } from './builtin-media.ts'
import { sharesOf } from './color-part.ts'
import { HEAD_FILE, readHead } from './head.ts'
import { colorPartOf, DIMENSIONS, toQuestion, toRecolored, VISUAL_SIZE } from './layout.ts'
import type { ModelFiles } from './model-files.ts'
import { ModelPool } from './model-pool.ts'
import type { PhotoModel } from './photo-model.ts'
import type { TextModel } from './text-model.ts'
import { workerFileBeside } from '../../shared/worker-file.ts'

export interface BuiltinEmbedderOptions {
  /** Folder with both networks, the tokenizer and the head. */
  readonly modelsDir: string
  /** Threads that share one run of a network. Default 1. */
  readonly threads?: number
  /** Of clips, each stretch of which is a record of its own. Default 5. */
  readonly segmentSeconds?: number
}

/**
 * Copies of the photo network, each in a thread of its own: on two cores they read more photos a second than one copy
 * with two threads.
 */
const PHOTO_THREADS = 2
/** One is decoded while another is computed, and memory stays flat. */
const PHOTOS_AT_ONCE = 2 * PHOTO_THREADS
const TEXTS_AT_ONCE = 2

interface Parts {
  readonly model: string
  readonly texts: ModelPool<TextModel>
  readonly photos: ModelPool<PhotoModel>
  readonly labels: readonly string[]
  readonly segmentSeconds: number
  readonly hasFfmpeg: boolean
}

/**
 * The small model in `models/`: bge-small for texts, EfficientNet-Lite2 for photos, and the head that joins them.
 * The networks run in threads of their own, since a run blocks the thread that it is in.
 */
export class BuiltinEmbedder implements ColorReader, PhotoShaper, QueuedEmbedder {
  readonly model: string
  readonly dimensions = DIMENSIONS
  readonly capabilities: Capabilities
  readonly media: BuiltinMedia
  /** About what 512 tokens hold; the tokens beyond are not read. */
  readonly maxTextLength = 2000
  readonly languages = ['en']
  readonly #parts: Parts
  // Apart, so that a search by text does not wait behind the photos of an ingest.
  readonly #textQueue = new PQueue({ concurrency: TEXTS_AT_ONCE })
  readonly #photoQueue = new PQueue({ concurrency: PHOTOS_AT_ONCE })
  #closing: Promise<void> | undefined

  private constructor (parts: Parts) {
    const { model, segmentSeconds, hasFfmpeg } = parts
    this.model = model
    this.#parts = parts
    const sync = { isAsync: false }
    this.capabilities = new Map([
      ...WORDS_AND_PHOTOS,
      ['document', sync] as const,
      ...(hasFfmpeg ? [['video', sync] as const] : [])
    ])
    this.media = new BuiltinMedia({
      model,
      segmentSeconds,
      hasFfmpeg,
      embedText: async (text, options) => await this.embed({ text }, options),
      embedImage: async (image, options) => await this.embed({ image }, options)
    })
  }

  /** Rejects with MODEL_UNAVAILABLE if a file is missing, damaged or of another version. */
  static async open ({ modelsDir, threads = 1, segmentSeconds = 5 }: BuiltinEmbedderOptions): Promise<BuiltinEmbedder> {
    const file = join(modelsDir, HEAD_FILE)
    const { head, revision } = await readHead(file)
    // Of another width it would still give numbers, all of them wrong.
    if (head.colorWeights.length !== COLORS.length * (EVIDENCE_SIZE + VISUAL_SIZE)) {
      throw new ModelUnavailableError(
        'builtin',
        `${file} was fitted by another version; write it again with: vitrine fit <labels.jsonl> --colors <colors.jsonl>`
      )
    }
    try {
      const pools = await openPools({ modelsDir, threads, head })
      const hasFfmpeg = (await ffmpegVersion()) !== undefined
      const model = `builtin-4-${revision}`
      return new BuiltinEmbedder({ model, labels: head.labels, segmentSeconds, hasFfmpeg, ...pools })
    } catch (cause) {
      throw new ModelUnavailableError(
        'builtin',
        `its files in ${modelsDir} cannot be loaded; restore them from the package (${describe(cause)})`,
        { cause }
      )
    }
  }

  get queues (): readonly QueueLength[] {
    return [lengthOf('text', this.#textQueue), lengthOf('photo', this.#photoQueue)]
  }

  async embed (input: EmbedInput, { signal }: EmbedOptions): Promise<Embedding> {
    const { texts, photos } = this.#parts
    if ('text' in input) return await this.#run(this.#textQueue, signal, () => texts.call('embed', input.text))
    return await this.#run(this.#photoQueue, signal, () => photos.call('embed', ...moved(input.image)), input.image)
  }

  /** Probability of each label that the head was fitted on: the photo's category without the detour over texts. */
  async labelProbabilities (image: Image): Promise<ReadonlyMap<string, number>> {
    const { photos, labels } = this.#parts
    const probabilities = await this.#run(
      this.#photoQueue,
      undefined,
      () => photos.call('labelProbabilities', ...moved(image)),
      image
    )
    return new Map(labels.map((label, i) => [label, probabilities[i]!]))
  }

  colorsOf (photo: Embedding): ReadonlyMap<string, number> {
    const shares = sharesOf(colorPartOf(photo))
    return new Map(COLORS.map((color, i) => [color, shares[i]!]))
  }

  asQuestion (photo: Embedding): Embedding {
    return toQuestion(photo)
  }

  inColorsOf (photo: Embedding, words: string): Embedding | undefined {
    const colors = namedColors(words)
    return colors && toRecolored(photo, colors)
  }

  /** Waits for the embeddings under way. */
  async close (): Promise<void> {
    this.#closing ??= this.#release()
    await this.#closing
  }

  /**
   * Who goes away stops waiting; what has begun keeps its place until it has ended. A large photo waits for its turn
   * before the queue, where it would keep ordinary ones waiting.
   */
  async #run<T>(queue: PQueue, signal: AbortSignal | undefined, task: () => Promise<T>, photo?: Image): Promise<T> {
    const unlessAborted = async () => {
      signal?.throwIfAborted()
      return await task()
    }
    const begin = async () => {
      if (this.#closing) throw new ModelUnavailableError(this.model, 'it is closed')
      signal?.throwIfAborted()
      // Whoever has a time limit goes before the labels of a taxonomy and the products of an ingest.
      return await queue.add(unlessAborted, { priority: Number.isFinite(timeLeftMs(signal)) ? 1 : 0 })
    }
    try {
      return await abortable(photo ? decodeBudget.run(photo, signal, begin) : begin(), signal)
    } catch (cause) {
      if (signal?.aborted) throw signal.reason
      if (isCodedError(cause)) throw cause
      throw new ModelUnavailableError(this.model, `it failed: ${describe(cause)}`, { cause })
    }
  }

  async #release (): Promise<void> {
    await Promise.all([this.#textQueue.onIdle(), this.#photoQueue.onIdle()])
    await Promise.all([this.#parts.texts.close(), this.#parts.photos.close()])
  }
}

async function openPools (files: ModelFiles): Promise<Pick<Parts, 'texts' | 'photos'>> {
  const opening = [
    ModelPool.open<TextModel>({ file: workerFileBeside(import.meta.url, 'text-worker'), settings: files }, 1),
    ModelPool.open<PhotoModel>({ file: workerFileBeside(import.meta.url, 'photo-worker'), settings: files }, PHOTO_THREADS)
  ] as const
  try {
    const [texts, photos] = await Promise.all(opening)
    return { texts, photos }
  } catch (error) {
    const opened = await Promise.allSettled(opening)
    await Promise.all(opened.map((result) => (result.status === 'fulfilled' ? result.value.close() : undefined)))
    throw error
  }
}

/** A copy, with the memory to move: a record of something larger would be cloned with all of that. */
function moved (image: Image): [Image, ArrayBuffer[]] {
  const bytes = new Uint8Array(image.bytes)
  return [{ ...image, bytes }, [bytes.buffer]]
}

function describe (cause: unknown): string {
  return cause instanceof Error ? cause.message.split('\n', 1)[0]! : String(cause)
}
