import { join } from 'node:path'
import PQueue from 'p-queue'
import { isCodedError, ModelUnavailableError } from '../../errors.ts'
import type { Image } from '../../images/image.ts'
import { decodePixels } from '../../images/pixels.ts'
import { type Embedder, type Embedding, type EmbedInput, type EmbedOptions } from '../embedder.ts'
import { abortable } from './abortable.ts'
import { colourHistogram } from './colour-histogram.ts'
import { namedColours, withoutColours } from './colour-names.ts'
import { ConceptBank } from './concept-bank.ts'
import { HEAD_FILE, readHead } from './head.ts'
import { IMAGE_SIDE, ImageEncoder } from './image-encoder.ts'
import { compose, DIMENSIONS } from './layout.ts'
import { inContext } from './text-context.ts'
import { TextEncoder } from './text-encoder.ts'

export interface BuiltinEmbedderOptions {
  /** Folder with both networks, the tokenizer and the head. */
  readonly modelsDir: string
  /** Threads of each network. Default 2. */
  readonly threads?: number
}

/** Runs of one network at a time: one is decoded or laid out while another is computed, and memory stays flat. */
const CONCURRENCY = 2

interface Parts {
  readonly model: string
  readonly texts: TextEncoder
  readonly images: ImageEncoder
  readonly bank: ConceptBank
  readonly labels: readonly string[]
}

/** The small model in `models/`: bge-small for texts, EfficientNet-Lite2 for photos, and the head that joins them. */
export class BuiltinEmbedder implements Embedder {
  readonly model: string
  readonly dimensions = DIMENSIONS
  readonly modalities = new Set(['text', 'image'] as const)
  /** About what 512 tokens hold; the tokens beyond are not read. */
  readonly maxTextLength = 2000
  readonly #parts: Parts
  // Apart, so that a search by text does not wait behind the photos of an ingest.
  readonly #textQueue = new PQueue({ concurrency: CONCURRENCY })
  readonly #imageQueue = new PQueue({ concurrency: CONCURRENCY })
  #closing: Promise<void> | undefined

  private constructor (parts: Parts) {
    this.model = parts.model
    this.#parts = parts
  }

  /** Rejects with MODEL_UNAVAILABLE if a file is missing or damaged. */
  static async open ({ modelsDir, threads = 2 }: BuiltinEmbedderOptions): Promise<BuiltinEmbedder> {
    const { head, revision } = await readHead(join(modelsDir, HEAD_FILE))
    try {
      const texts = await TextEncoder.open(modelsDir, threads)
      const images = await ImageEncoder.open(modelsDir, threads)
      return new BuiltinEmbedder({ model: `builtin-1-${revision}`, texts, images, bank: new ConceptBank(head), labels: head.labels })
    } catch (cause) {
      throw new ModelUnavailableError('builtin', `its files in ${modelsDir} cannot be loaded; restore them from the package (${describe(cause)})`, { cause })
    }
  }

  async embed (input: EmbedInput, { signal }: EmbedOptions): Promise<Embedding> {
    return 'text' in input
      ? await this.#run(this.#textQueue, signal, () => this.#embedText(input.text))
      : await this.#run(this.#imageQueue, signal, () => this.#embedImage(input.image))
  }

  /** Probability of each label that the head was fitted on: the photo's category without the detour over texts. */
  async labelProbabilities (image: Image): Promise<ReadonlyMap<string, number>> {
    const { images, bank, labels } = this.#parts
    const { features } = await this.#run(this.#imageQueue, undefined, async () => images.encode(await decodePixels(image, IMAGE_SIDE)))
    const probabilities = bank.labelProbabilities(features)
    return new Map(labels.map((label, i) => [label, probabilities[i]!]))
  }

  /** Waits for the embeddings under way. */
  async close (): Promise<void> {
    this.#closing ??= this.#release()
    await this.#closing
  }

  async #embedText (text: string): Promise<Embedding> {
    const { texts, bank } = this.#parts
    // What is named by colour is matched by colour: the rest of the text says what it is.
    const vector = await texts.encode(inContext(withoutColours(text)))
    return compose({ semantic: bank.ofText(vector), colour: namedColours(text) })
  }

  async #embedImage (image: Image): Promise<Embedding> {
    const { images, bank } = this.#parts
    const pixels = await decodePixels(image, IMAGE_SIDE)
    const reading = await images.encode(pixels)
    return compose({
      semantic: bank.ofPhoto(reading),
      colour: colourHistogram(pixels, IMAGE_SIDE),
      visual: bank.visual(reading.features)
    })
  }

  async #run<T> (queue: PQueue, signal: AbortSignal | undefined, task: () => Promise<T>): Promise<T> {
    if (this.#closing) throw new ModelUnavailableError(this.model, 'it is closed')
    signal?.throwIfAborted()
    try {
      return await abortable(queue.add(task, signal && { signal }), signal)
    } catch (cause) {
      if (signal?.aborted) throw signal.reason
      if (isCodedError(cause)) throw cause
      throw new ModelUnavailableError(this.model, `it failed: ${describe(cause)}`, { cause })
    }
  }

  async #release (): Promise<void> {
    await Promise.all([this.#textQueue.onIdle(), this.#imageQueue.onIdle()])
    await Promise.all([this.#parts.texts.close(), this.#parts.images.close()])
  }
}

function describe (cause: unknown): string {
  return cause instanceof Error ? cause.message.split('\n', 1)[0]! : String(cause)
}
