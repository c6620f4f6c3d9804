import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import PQueue from 'p-queue'
import { decodeBudget } from '../../images/decode-budget.ts'
import { withDeadline } from '../../shared/deadline.ts'
import { ModelUnavailableError } from '../../errors.ts'
import { WORDS_AND_PHOTOS, type Capabilities, type EmbedInput, type EmbedOptions, type Embedding } from '../embedder.ts'
import type { MeteredEmbedder, ModelUsage } from '../metered-embedder.ts'
import { lengthOf, type QueuedEmbedder, type QueueLength } from '../queued-embedder.ts'
import type { RemoteEmbedder } from '../model-watch.ts'
import type { SizedEmbedder } from '../sized-embedder.ts'
import { countTokens, invokeModel } from './invoke-model.ts'
import { toModelError } from './model-error.ts'
import {
  DIMENSIONS,
  MAX_TEXT_LENGTH,
  MODEL_ID,
  MODEL_REVISION,
  NATIVE_DIMENSION,
  novaRequest,
  PURPOSES,
  type NovaPurpose,
  type QueryPurpose
} from './nova.ts'
import type { MediaJobs } from './media-jobs.ts'
import { readAnswer } from './nova-answer.ts'
import { NovaMedia, type NovaCall } from './nova-media.ts'
import { imageInput, textInput, type Adaptation } from './nova-input.ts'
import { UsageMeter, type NovaPrices } from './usage.ts'

export interface BedrockEmbedderOptions {
  /** Closed with the embedder. */
  readonly client: BedrockRuntimeClient
  /** For every query, whatever the caller says is searched; absent to follow the caller. */
  readonly queryPurpose?: QueryPurpose | undefined
  /** What is asked of the model: the largest of its dimensions that anybody will use. Default: its native one. */
  readonly largestDimension?: number
  readonly prices: NovaPrices
  readonly maxConcurrency: number
  /** For one call, waiting for a place and all tries included. */
  readonly callTimeoutMs: number
  /** Of the client, for one try. */
  readonly requestTimeoutMs: number
  /** For clips and sounds that no single call takes; absent where no bucket is set. */
  readonly jobs?: MediaJobs | undefined
  /** Whether the service refuses what it is asked: told where time runs out in the queue. */
  readonly isRefusing?: () => boolean
  /** Told once of each kind of thing that an operator should know. Default: a warning of the process. */
  readonly warn?: (message: string) => void
}

const NORM_TOLERANCE = 1e-3
/** One name for all: the queue would make one for each, and that is a hundredth of a call. */
const UNWATCHED = { id: 'call' }
const WARNINGS: Readonly<Record<Adaptation, string>> = {
  'cut-text': `a text is longer than ${MAX_TEXT_LENGTH} characters, what follows is not embedded`,
  'converted-image': 'an image is AVIF, animated or not upright, its first frame is sent as an upright JPEG',
  'scaled-image': 'an image is over the 25,000,000 bytes of a request, it is scaled down and sent as JPEG'
}

/** Amazon Nova Multimodal Embeddings through Amazon Bedrock. */
export class BedrockEmbedder implements SizedEmbedder, MeteredEmbedder, QueuedEmbedder, RemoteEmbedder {
  readonly model = MODEL_REVISION
  readonly dimensions: readonly number[]
  readonly capabilities: Capabilities
  readonly media: NovaMedia
  readonly maxTextLength = MAX_TEXT_LENGTH
  readonly #options: BedrockEmbedderOptions
  readonly #queue: PQueue
  readonly #meter: UsageMeter
  readonly #warned = new Set<string>()
  #isClosed = false
  #lastOutcome: RemoteEmbedder['lastOutcome']

  constructor (options: BedrockEmbedderOptions) {
    countTokens(options.client)
    const { largestDimension = NATIVE_DIMENSION } = options
    this.dimensions = DIMENSIONS.filter((dimension) => dimension <= largestDimension)
    this.#options = options
    this.#queue = new PQueue({ concurrency: options.maxConcurrency })
    this.#meter = new UsageMeter(options.prices)
    const clips = { isAsync: options.jobs !== undefined }
    this.capabilities = new Map([
      ...WORDS_AND_PHOTOS,
      ['document', { isAsync: false }] as const,
      ['video', clips] as const,
      ['audio', clips] as const
    ])
    this.media = new NovaMedia({
      dimension: this.dimensions[0]!,
      meter: this.#meter,
      jobs: options.jobs,
      invoke: async (call, embedding) => await this.#inTurn(embedding, async (purpose, signal) =>
        await this.#invoke({ ...call, purpose, dimension: this.dimensions[0]! }, signal))
    })
  }

  get lastOutcome (): RemoteEmbedder['lastOutcome'] {
    return this.#lastOutcome
  }

  get usage (): ModelUsage {
    return this.#meter.usage
  }

  get queues (): readonly QueueLength[] {
    return [lengthOf('bedrock', this.#queue)]
  }

  estimateUsd (input: EmbedInput): number {
    return 'text' in input ? this.#meter.priceOfText(input.text.length) : this.#meter.priceOfImage
  }

  async embed (input: EmbedInput, options: EmbedOptions): Promise<Embedding> {
    return await this.embedAt(input, this.dimensions[0]!, options)
  }

  async embedAt (input: EmbedInput, dimension: number, options: EmbedOptions): Promise<Embedding> {
    return await this.#inTurn(
      options,
      async (purpose, signal) => await this.#embed(input, purpose, dimension, signal)
    )
  }

  /** A call when its turn comes, within the time that calls have. */
  async #inTurn (
    { purpose, signal }: EmbedOptions,
    call: (purpose: NovaPurpose, signal: AbortSignal) => Promise<Embedding>
  ): Promise<Embedding> {
    signal?.throwIfAborted()
    if (this.#isClosed) throw new ModelUnavailableError(MODEL_ID, 'it has been closed')
    const novaPurpose = purpose === 'index' ? PURPOSES.index : (this.#options.queryPurpose ?? PURPOSES[purpose])
    try {
      return await withDeadline(this.#options.callTimeoutMs, signal, async (signal) => {
        // Watched by the call itself once it runs; the queue's watch is for those that wait.
        const watch = this.#queue.pending < this.#queue.concurrency ? UNWATCHED : { signal }
        return await this.#queue.add(async () => await call(novaPurpose, signal), watch)
      })
    } catch (cause) {
      signal?.throwIfAborted()
      const failure = toModelError(cause, this.#options.isRefusing?.())
      this.#lastOutcome = { failure }
      throw failure
    }
  }

  async close (): Promise<void> {
    this.#isClosed = true
    await this.#queue.onIdle()
    this.#options.client.destroy()
    this.#options.jobs?.close()
  }

  async #embed (input: EmbedInput, purpose: NovaPurpose, dimension: number, signal: AbortSignal): Promise<Embedding> {
    const adapted =
      'text' in input
        ? textInput(input.text)
        : await decodeBudget.run(input.image, signal, async () => await imageInput(input.image))
    if (adapted.adaptation) this.#warnOnce(WARNINGS[adapted.adaptation])
    const type = 'text' in input ? 'TEXT' : 'IMAGE'
    const count = (inputTokens: number | undefined) => {
      if ('text' in adapted.input) this.#meter.countText(adapted.input.text.value.length, inputTokens)
      else this.#meter.countImage()
    }
    return await this.#invoke({ input: adapted.input, type, purpose, dimension, count }, signal)
  }

  async #invoke (
    { input, type, purpose, dimension, count }: NovaCall & { purpose: NovaPurpose; dimension: number },
    signal: AbortSignal
  ): Promise<Embedding> {
    const { body, inputTokens } = await invokeModel(this.#options.client, novaRequest(input, purpose, dimension), {
      signal,
      requestTimeoutMs: this.#options.requestTimeoutMs
    })
    this.#lastOutcome = { failure: undefined }
    count(inputTokens)
    const { embedding, norm, truncatedCharLength } = readAnswer(body, type, dimension)
    if (Math.abs(norm - 1) > NORM_TOLERANCE) {
      this.#warnOnce('the model gives embeddings that are not of unit length, they are normalised here')
    }
    if (truncatedCharLength !== undefined) this.#warnOnce('the model cut a text that has too many tokens')
    return embedding
  }

  #warnOnce (message: string): void {
    if (this.#warned.has(message)) return
    this.#warned.add(message)
    const { warn = (message: string) => process.emitWarning(message) } = this.#options
    warn(`${MODEL_ID}: ${message}`)
  }
}
