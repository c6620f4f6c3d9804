import type {
  EmbedInput,
  Embedder,
  EmbedOptions,
  Embedding,
  MediaPiece,
  MediaPlan
} from '../../embedding/embedder.ts'
import type { MediaFile } from '../../media/media-file.ts'
import { isMetered, type ModelUsage } from '../../embedding/metered-embedder.ts'

const CHARACTERS_PER_TOKEN = 4

/** Stands in for a model in a dry run: counts what it would be asked, and what that would cost, and calls nothing. */
export class PlannedEmbedder implements Embedder {
  readonly #model: Embedder
  #usage: ModelUsage = { calls: 0, images: 0, inputTokens: 0, estimatedUsd: 0 }

  constructor (model: Embedder) {
    this.#model = model
  }

  get model (): string {
    return this.#model.model
  }

  get dimensions (): readonly number[] {
    return this.#model.dimensions
  }

  get capabilities (): Embedder['capabilities'] {
    return this.#model.capabilities
  }

  get media (): Embedder['media'] {
    const { media } = this.#model
    return media && {
      plan: (file) => media.plan(file),
      whyNot: (kind) => media.whyNot(kind),
      read: async (file) => this.#count(file, media.plan(file))
    }
  }

  get maxTextLength (): number {
    return this.#model.maxTextLength
  }

  /** Of a model that bills nobody, the cost is 0. */
  get usage (): ModelUsage {
    return this.#usage
  }

  /** Any direction will do: nothing is stored. */
  async embed (input: EmbedInput, { signal }: EmbedOptions): Promise<Embedding> {
    signal?.throwIfAborted()
    const { calls, images, inputTokens, estimatedUsd } = this.#usage
    const usd = isMetered(this.#model) ? this.#model.estimateUsd(input) : 0
    const tokens = 'text' in input ? Math.ceil(input.text.length / CHARACTERS_PER_TOKEN) : 0
    this.#usage = {
      ...this.#usage,
      calls: calls + 1,
      images: images + ('image' in input ? 1 : 0),
      inputTokens: inputTokens + tokens,
      estimatedUsd: estimatedUsd + usd
    }
    return this.#direction()
  }

  /** One piece for each record that there may be. */
  #count (file: MediaFile, { calls, usd }: MediaPlan): readonly MediaPiece[] {
    this.#usage = {
      ...this.#usage,
      calls: this.#usage.calls + calls,
      estimatedUsd: this.#usage.estimatedUsd + usd,
      pages: (this.#usage.pages ?? 0) + (file.pages ?? 0),
      videoSeconds: (this.#usage.videoSeconds ?? 0) + (file.kind === 'video' ? (file.seconds ?? 0) : 0),
      audioSeconds: (this.#usage.audioSeconds ?? 0) + (file.kind === 'audio' ? (file.seconds ?? 0) : 0)
    }
    const embedding = this.#direction()
    return file.kind === 'document'
      ? Array.from({ length: file.pages ?? 1 }, (_, i) => ({ page: i + 1, embedding }))
      : [{ startSeconds: 0, endSeconds: file.seconds, embedding }]
  }

  #direction (): Embedding {
    const direction = new Float32Array(this.dimensions[0]!)
    direction[0] = 1
    return direction
  }

  async close (): Promise<void> {}
}
